import type { Owner } from "../principal.ts";

/** What the portal remembers of one thread in one person's inbox; content is sealed, and bound to its owner. */
export interface InboxRow {
  readonly source: string;
  /** A keyed digest of the thread: the store does not know what it is about. */
  readonly thread: string;
  readonly sealed: string;
  /** Newest act, for the history and its 30 days. */
  readonly changedAt: Date;
  readonly doneAt: Date | null;
  readonly snoozedUntil: Date | null;
  /** Belongs in the inbox also where the tool no longer lists it: read and not done, snoozed, or brought back. */
  readonly isKept: boolean;
  /** When the newest act on it was carried out at the tool; what was read there before does not know of it. */
  readonly settledAt: Date | null;
}

/** A muted thread, or with an empty `thread` a muted source. */
export interface MuteRow {
  readonly source: string;
  readonly thread: string;
  readonly sealed: string;
  readonly at: Date;
}

/** What can be said of an intent; all but `waiting` is final. */
export type IntentState = "waiting" | "applied" | "overtaken" | "refused" | "undone" | "expired";

/** An acknowledged act that is still to be carried out at a tool, or was. */
export interface Intent {
  /** Made by the page; unique with the owner, so that a repeated request is found again. */
  readonly id: string;
  readonly owner: Owner;
  readonly source: string;
  /** A keyed digest of the object: intents of one object are carried out in order. */
  readonly object: string;
  /** A keyed digest of what it sets; a newer one takes the place of one that still waits. */
  readonly slot: string | null;
  readonly act: string;
  readonly sealed: string;
  /** What the tool made of it, sealed. */
  readonly detail: string | null;
  readonly createdAt: Date;
  /** Not before; an undo within its window takes it back. */
  readonly dueAt: Date;
  readonly state: IntentState;
  readonly attempts: number;
  /** A replica is carrying it out right now, or died doing so a moment ago. */
  readonly isHeld: boolean;
}

/** What whoever submits knows of an intent. */
export type NewIntent = Pick<Intent, "id" | "source" | "object" | "slot" | "act" | "sealed" | "createdAt" | "dueAt"> & {
  readonly state: "waiting" | "applied" | "refused";
};

/** One of the portal's own notifications. */
export interface PortalNotification {
  readonly id: string;
  readonly kind: string;
  readonly sealed: string;
  readonly createdAt: Date;
}

/** What one act reads and writes. All of it becomes true together, and the person's pages are told. */
export interface InboxTransaction {
  intents(ids: readonly string[]): Promise<readonly Intent[]>;
  /** Those of this object that are still to be carried out, oldest first. */
  waitingOn(object: string): Promise<readonly Intent[]>;
  /** Takes the place of what waits in the same slot and is not under way. */
  addIntent(intent: NewIntent): Promise<void>;
  /**
   * As if it had never been: what it had taken the place of waits again. False when it is no longer waiting, or was begun,
   * for then the tool may have done it although nobody heard so.
   */
  takeBack(id: string, at: Date): Promise<boolean>;
  /** Begins it no more; what came of it until now stays. False when it is no longer waiting, or under way. */
  stop(id: string, at: Date): Promise<boolean>;
  /** Ends one that was applied and is turned round. */
  markUndone(id: string): Promise<void>;
  row(source: string, thread: string): Promise<InboxRow | null>;
  /** When an act was carried out is for the queue to say. */
  putRow(row: Omit<InboxRow, "settledAt">): Promise<void>;
  putMute(mute: MuteRow): Promise<void>;
  removeMute(source: string, thread: string): Promise<void>;
}

/** What the portal remembers of inboxes. */
export interface InboxStore {
  /** One at a time per person, across replicas; `work` may be run again and must not act outside. */
  transact<Result>(owner: Owner, work: (tx: InboxTransaction) => Promise<Result>): Promise<Result>;
  /** Rows of these threads, and all that are kept. */
  rows(owner: Owner, threads: readonly string[]): Promise<readonly InboxRow[]>;
  /** Done rows, newest first, with how many there are. */
  history(
    owner: Owner,
    since: Date,
    limit: number,
  ): Promise<{ readonly rows: readonly InboxRow[]; readonly total: number }>;
  handledSince(owner: Owner, since: Date): Promise<number>;
  mutes(owner: Owner): Promise<readonly MuteRow[]>;
  /** All that waits for a tool. */
  waiting(owner: Owner): Promise<readonly Intent[]>;
  waitingCount(owner: Owner): Promise<number>;
  notifications(owner: Owner): Promise<readonly PortalNotification[]>;
  /** Does nothing where one with this id is there. */
  addNotification(owner: Owner, notification: PortalNotification): Promise<void>;
  /** True once per person. */
  welcome(owner: Owner, notification: PortalNotification): Promise<boolean>;
  /** Tells the pages of all whose snoozes ended; each once. */
  announceReturns(at: Date): Promise<number>;
  /** Deletes what is older than the history keeps; returns how much. */
  sweep(before: Date): Promise<number>;
}

/** An intent that this process carries out, and nobody else. */
export interface HeldIntent extends Intent {
  /** What the newest intent of the same act on the same object, applied since this one was submitted, brought; sealed. */
  readonly appliedSince: { readonly id: string; readonly detail: string } | null;
}

/** How an intent ended. */
export interface Settlement {
  readonly state: Exclude<IntentState, "waiting" | "undone">;
  readonly detail: string | null;
  readonly at: Date;
  /** Tells the person, in the same transaction. */
  readonly notification: PortalNotification | null;
}

/** Intents that are to be carried out, shared by all replicas by leases. */
export interface IntentQueue {
  /** Takes some that are due, each only after all older ones of its object; of one person where `owner` is given. */
  claim(options: {
    readonly holder: string;
    readonly leaseMilliseconds: number;
    readonly at: Date;
    readonly limit: number;
    readonly owner: Owner | null;
  }): Promise<readonly HeldIntent[]>;
  /** False when the lease was lost: then what another replica makes of it counts. */
  settle(intent: Intent, holder: string, settlement: Settlement): Promise<boolean>;
  /** Gives it back; `isStalled`: it waits for the person's next sign-in. */
  postpone(
    intent: Intent,
    holder: string,
    options: { readonly until: Date; readonly isStalled: boolean; readonly isAttempt: boolean },
  ): Promise<void>;
  find(owner: Owner, ids: readonly string[]): Promise<readonly Intent[]>;
  /** Some that have waited since before, and are not under way. */
  overdue(before: Date, limit: number): Promise<readonly Intent[]>;
  /** Ends one that nobody holds; false when somebody does. */
  expire(intent: Intent, settlement: Settlement): Promise<boolean>;
}
