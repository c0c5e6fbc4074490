import type { InboxAction, InboxChange, InboxObject } from "@pforte/shared/contract/inbox";
import type { CallContext } from "./connector.ts";

/** The room that a notification is about. Ids are the tool's own. */
export interface NotificationRoom {
  readonly id: string;
  /** What can be answered; null for an invitation. */
  readonly message: string | null;
  /** Whether the person may write there from here: joined, and not encrypted. */
  readonly canReply: boolean;
}

/** One thing that a tool tells a person, in the tool's own ids. */
export interface NativeNotification extends Omit<InboxChange, "id" | "isRead"> {
  readonly id: string;
  /** Names the object that it is about; equal for all that belongs together. At most 400 characters. */
  readonly thread: string;
  readonly object: InboxObject;
  /** Absent for everything that is no room. */
  readonly room?: NotificationRoom;
  /** Null where the tool keeps no such flag: the portal then remembers it. */
  readonly isRead: boolean | null;
  readonly isMention: boolean;
  /** The tool's own acts, already held against the connector's allow list. */
  readonly actions: readonly InboxAction[];
}

/** What waits for a person at a tool, newest first. */
export interface NotificationList {
  readonly notifications: readonly NativeNotification[];
  /** As the tool counts, also beyond what it lists; null where it does not count. */
  readonly unread: number | null;
  /** The tool lists no more than this, so that there may be more. */
  readonly isCapped: boolean;
  /** Entries that could not be read and are therefore missing. */
  readonly dropped: number;
}

/**
 * What became of an act on one notification. `gone`: it is not there any more, which fulfils a dismissal. `overtaken`:
 * the tool has moved on, so that the act no longer makes sense.
 */
export interface ActOutcome {
  readonly id: string;
  readonly state: "applied" | "gone" | "overtaken" | "refused";
}

/** A tool that tells people things. Each act may be repeated without further effect; it throws where a repetition is worth it. */
export interface NotificationSource {
  /** Absent where the tool's chat feed brings them as `waiting`. */
  list?(call: CallContext): Promise<NotificationList>;
  /** Cheap proof of change: equal marks mean an equal list. The one from before makes it cheaper. Absent: the list itself is compared. */
  mark?(call: CallContext, before?: string | null): Promise<string>;
  /** Absent where the tool keeps no read flag. */
  setRead?(call: CallContext, ids: readonly string[], isRead: boolean): Promise<readonly ActOutcome[]>;
  /** Read stays read there: "unread" is not offered. */
  readonly isReadFinal?: true;
  /** Absent where nothing can be taken away at the tool. */
  dismiss?(call: CallContext, ids: readonly string[]): Promise<readonly ActOutcome[]>;
  /** One of the `actions` of a notification. */
  act?(call: CallContext, id: string, action: string): Promise<ActOutcome>;
  /** Silences a thread at the tool itself. Absent: the portal hides it. */
  setMuted?(call: CallContext, thread: string, isMuted: boolean): Promise<void>;
}
