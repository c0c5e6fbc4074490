import type { ChatRoom } from "@pforte/shared/contract/chat";
import type { CallContext, Native } from "./connector.ts";
import type { NativeNotification } from "./notifications.ts";

/** A tool with rooms. */
export interface ChatSource {
  /** A new, empty view of one person's rooms; whoever opens it keeps it for that person alone. */
  open(): ChatFeed;
  /**
   * Writes a text into a room that the person is in; the same `transaction` twice is one message. Throws an
   * `UpstreamError`, with the code `room_encrypted` where only somebody with a key may write. Absent: nothing can be
   * written from here.
   */
  write?(call: CallContext, room: string, message: OutgoingMessage): Promise<{ readonly id: string }>;
}

/** A message on its way to a room. Ids are the tool's own. */
export interface OutgoingMessage {
  readonly text: string;
  readonly transaction: string;
  readonly inReplyTo: string | null;
  /** Whether others may see that the person has read so far. */
  readonly sendsReceipt: boolean;
}

/** One person's rooms, kept up to date by asking for what changed. */
export interface ChatFeed {
  /**
   * Asks for what changed since the last answer, waiting up to `waitSeconds` for news. One call at a time; after a
   * failure the feed is as it was before.
   */
  advance(call: CallContext, waitSeconds: number): Promise<ChatView>;
}

/** The rooms after an answer, newest first. */
export interface ChatView {
  readonly rooms: readonly Native<ChatRoom>[];
  /** What of it belongs in the inbox: invitations, mentions and unread direct messages, newest first. */
  readonly waiting?: readonly NativeNotification[];
  /** Rooms that could not be read and are therefore missing. */
  readonly dropped: number;
  /** Whether this answer differs from the one before in anything that is shown. */
  readonly isChanged: boolean;
}
