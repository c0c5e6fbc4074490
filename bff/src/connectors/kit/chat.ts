import type { ChatRoom } from "@pforte/shared/contract/chat";
import type { CallContext, Native } from "./connector.ts";
import type { NativeNotification } from "./notifications.ts";
import type { UpstreamBody, UpstreamBytes } from "./upstream-http.ts";

/** A tool with rooms. */
export interface ChatSource {
  /** A new, empty view of one person's rooms; whoever opens it keeps it for that person alone. */
  open(): ChatFeed;
  /**
   * Writes a text into a room that the person is in; the same `transaction` twice is one message. Throws an
   * `UpstreamError`, with the code `room_encrypted` where only somebody with a key may write, and where it is not certain
   * whether that is so. The person has then read so far; see `CallPerson.sendsReceipts`. Absent: nothing can be written
   * from here.
   */
  write?(call: CallContext, room: string, message: OutgoingMessage): Promise<{ readonly id: string }>;
  /** The pictures and files in its rooms. Absent: there are none, or none that pass through here. */
  readonly media?: ChatMedia;
}

/** What a room's picture or file is called at the tool: the server that has it, and its id there. */
export interface ChatContent {
  readonly server: string;
  readonly media: string;
}

/**
 * Pictures and files of rooms; content never changes under its name. Throws an `UpstreamError`, `not_found` also where
 * another server has the content and does not give it.
 */
export interface ChatMedia {
  /** A still picture: `small` for one among messages, `large` for one that is looked at alone. */
  thumbnail(call: CallContext, content: ChatContent, size: "small" | "large"): Promise<UpstreamBody>;
  download(call: CallContext, content: ChatContent): Promise<UpstreamBody>;
  /** The most bytes that the tool takes; null where it does not say. */
  limit(call: CallContext): Promise<number | null>;
  /** Stores a file under its name and type, and answers with the address that messages name it by (`mxc://…`). */
  upload(call: CallContext, name: string, bytes: UpstreamBytes): Promise<{ readonly uri: string }>;
}

/** A message on its way to a room. Ids are the tool's own. */
export interface OutgoingMessage {
  readonly text: string;
  readonly transaction: string;
  readonly inReplyTo: string | null;
  /**
   * It was tried before, perhaps by another sign-in of the person, which the tool does not recognise by the transaction:
   * what the room already holds is looked at first.
   */
  readonly mayBeThere: boolean;
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
