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
}

/** An acknowledged act that is still to be carried out at a tool, or was. */
export interface Intent {
  /** Made by the page; unique with the owner, so that a repeated request is found again. */
  readonly id: string;
  readonly owner: Owner;
  readonly source: string;
  /** A keyed digest of the object: intents of one object are carried out in order. */
  readonly object: string;
  readonly act: string;
  readonly sealed: string;
  readonly createdAt: Date;
  /** Not before; an undo within its window takes it back. */
  readonly dueAt: Date;
  readonly state: "waiting" | "applied" | "overtaken" | "refused" | "undone" | "expired";
  readonly attempts: number;
}

/** One of the portal's own notifications. */
export interface PortalNotification {
  readonly id: string;
  readonly kind: string;
  readonly sealed: string;
  readonly createdAt: Date;
  readonly readAt: Date | null;
  readonly doneAt: Date | null;
}
