import type { SourceState } from "@pforte/shared/contract/source-outcome";

/** A value that changes by itself; `get` gives the same object until something in it changed. */
export interface Readable<T> {
  readonly get: () => T;
  /** Calls the listener after each change; the returned function ends it. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** How the page stands to one homeserver. Times are milliseconds since 1970. */
export type ChatPhase =
  /** The first answer is under way. */
  | { readonly kind: "connecting"; readonly since: number }
  | { readonly kind: "live" }
  /** The connection to the portal or the homeserver is lost; it is tried again by itself. `isOffline`: the browser says so. */
  | { readonly kind: "reconnecting"; readonly since: number; readonly isOffline: boolean }
  /** The homeserver asked for a pause. */
  | { readonly kind: "throttled"; readonly until: number }
  /** The portal's own word about this source: no account, a sign-in that is needed, a source that is down. */
  | { readonly kind: "closed"; readonly outcome: SourceState };

/** Somebody in a room. */
export interface ChatPerson {
  /** The Matrix user id. */
  readonly id: string;
  /** As the room shows them, told apart where two have the same. */
  readonly name: string;
}

/** A line of the room list. Ids are the homeserver's own. */
export interface RoomSummary {
  readonly id: string;
  readonly name: string;
  readonly isDirect: boolean;
  readonly isFavourite: boolean;
  readonly isMuted: boolean;
  readonly isEncrypted: boolean;
  readonly membership: "join" | "invite";
  /** Of an invitation. */
  readonly inviter: ChatPerson | null;
  readonly memberCount: number;
  readonly unread: number;
  readonly highlights: number;
  /** The newest message; `text` is plain, `null` where there is nothing to show (encrypted, removed). */
  readonly last: {
    readonly sender: string;
    readonly isOwn: boolean;
    readonly kind: "text" | "image" | "file" | "encrypted" | "redacted" | "other";
    readonly text: string | null;
    readonly at: number;
  } | null;
  /** When something last happened, for the order of the list. */
  readonly at: number;
}

/** What a message says. `html` is the sender's own and unsafe: it is shown through `#ui/formatted-body.tsx` alone. */
export type MessageBody =
  | {
      readonly kind: "text";
      readonly text: string;
      readonly html: string | null;
      /** `/me` and messages of programs. */
      readonly tone: "plain" | "emote" | "notice";
    }
  | {
      readonly kind: "image";
      readonly name: string;
      /** A path of the portal for `<img>`; `null` while it is being sent or where it is no picture that is shown. */
      readonly preview: string | null;
      readonly download: string | null;
      readonly width: number | null;
      readonly height: number | null;
      readonly size: number | null;
      readonly caption: string | null;
    }
  | {
      readonly kind: "file";
      readonly name: string;
      readonly download: string | null;
      readonly size: number | null;
      readonly type: string | null;
      readonly caption: string | null;
    }
  | { readonly kind: "redacted" }
  | { readonly kind: "encrypted" }
  /** Something this page cannot show, with the text that its sender gives for that case. */
  | { readonly kind: "other"; readonly text: string | null };

/** Where a message of the person stands. */
export type Delivery =
  | { readonly kind: "sent" }
  | { readonly kind: "sending"; readonly progress: number | null }
  /** Behind another that must go first. */
  | { readonly kind: "queued" }
  | {
      readonly kind: "failed";
      readonly because: "connection" | "too_large" | "forbidden" | "encrypted" | "throttled" | "gone" | "other";
      /** When it is tried again by itself, where it is. */
      readonly retryAt: number | null;
    };

export interface Reaction {
  readonly key: string;
  readonly count: number;
  readonly isOwn: boolean;
  /** Who reacted, by name, the person themself left out. */
  readonly names: readonly string[];
}

/** A message in the timeline. `key` stays the same from the first echo on; `id` is the homeserver's. */
export interface ChatMessageEntry {
  readonly kind: "message";
  readonly key: string;
  readonly id: string | null;
  readonly sender: ChatPerson;
  readonly isOwn: boolean;
  readonly at: number;
  readonly body: MessageBody;
  /** `text` is `null` where the answered message is not known (yet) or removed. */
  readonly replyTo: { readonly id: string; readonly sender: string | null; readonly text: string | null } | null;
  readonly isEdited: boolean;
  readonly mentionsMe: boolean;
  readonly reactions: readonly Reaction[];
  /** Answers in its thread; `href` opens the thread in the web client. */
  readonly thread: { readonly count: number; readonly href: string | null } | null;
  /** Who has read up to here and no further, by name, the person themself left out. */
  readonly readers: readonly string[];
  readonly delivery: Delivery;
  readonly canEdit: boolean;
  readonly canRedact: boolean;
}

/** Something that happened to the room and is worth a line. */
export interface ChatNoticeEntry {
  readonly kind: "notice";
  readonly key: string;
  readonly at: number;
  readonly what: "joined" | "left" | "invited" | "removed" | "banned" | "renamed" | "encrypted" | "replaced";
  readonly actor: string;
  /** Whom it concerns, or the new name of the room. */
  readonly subject: string | null;
}

export type TimelineEntry = ChatMessageEntry | ChatNoticeEntry;

/** Why a room that was open no longer is. */
export type RoomEnd =
  | { readonly kind: "left" }
  | { readonly kind: "removed" | "banned"; readonly by: string | null; readonly reason: string | null }
  /** Replaced by another (tombstone); `room` is the successor. */
  | { readonly kind: "replaced"; readonly room: string | null }
  | { readonly kind: "unknown" };

/** An open room as it is shown. */
export interface TalkState {
  readonly room: RoomSummary;
  /** A window on the timeline, oldest first; bounded, however long the person scrolls. */
  readonly entries: readonly TimelineEntry[];
  readonly older: "there" | "loading" | "failed" | "none";
  /** Newer entries that the window has let go of while the person scrolled back. */
  readonly hasNewer: boolean;
  /** The `id` of the last message that had been read when the room was opened; what follows is new. */
  readonly readUpTo: string | null;
  /** Who is writing now, by name, the person themself left out. */
  readonly typing: readonly string[];
  readonly ended: RoomEnd | null;
  /** Largest upload in bytes; `null` while it is not known. */
  readonly uploadLimit: number | null;
  readonly members: readonly ChatPerson[];
  /** The room in the web client. */
  readonly href: string | null;
}

export interface OutgoingText {
  readonly text: string;
  /** `id` of the answered message. */
  readonly replyTo: string | null;
  readonly mentions: readonly ChatPerson[];
}

/** One open room. What fails is shown in the entries; only what the person waits for is a promise. */
export interface Talk {
  readonly state: Readable<TalkState>;
  send(message: OutgoingText): void;
  sendFile(file: File, caption: string | null): void;
  edit(id: string, text: string): Promise<void>;
  redact(id: string): Promise<void>;
  /** Adds the person's reaction or takes it back. */
  toggleReaction(id: string, key: string): Promise<void>;
  /** Sends a failed message, and those queued behind it, again: never twice. */
  retry(key: string): void;
  discard(key: string): void;
  showOlder(): void;
  /** Goes on after the window, where `hasNewer`. */
  showNewer(): void;
  showNewest(): void;
  /** Moves the window to a message that is not in it. */
  showMessage(id: string): Promise<boolean>;
  /** Says that the person has seen everything up to this message. */
  markRead(id: string): void;
  setTyping(isTyping: boolean): void;
  readonly draft: { get(): string; set(text: string): void };
  /** The room is no longer looked at; what it held in memory is let go. */
  close(): void;
}

/** One homeserver as this page speaks to it. Promises reject with a `ChatError`. */
export interface ChatHub {
  readonly source: string;
  /** The person's own Matrix user id. */
  readonly account: string;
  /** The address of the web client, or `null`. */
  readonly web: string | null;
  readonly phase: Readable<ChatPhase>;
  /** Invitations, then all joined rooms, newest first. Spaces and replaced rooms are left out. */
  readonly rooms: Readable<readonly RoomSummary[]>;
  /** Opens a joined room; one at a time is kept in memory. Encrypted rooms open with empty entries. */
  open(room: string): Talk;
  accept(room: string): Promise<void>;
  decline(room: string): Promise<void>;
  leave(room: string): Promise<void>;
  setFavourite(room: string, isFavourite: boolean): Promise<void>;
  setMuted(room: string, isMuted: boolean): Promise<void>;
  searchPeople(term: string, signal: AbortSignal): Promise<readonly ChatPerson[]>;
  /** The room with this person alone, made if there is none; resolves with its id. */
  startDirect(person: string): Promise<string>;
  /** Asks again at once instead of waiting. */
  retry(): void;
}

/** What a homeserver or the way to it refused. */
export class ChatError extends Error {
  override readonly name = "ChatError";
  readonly because: "connection" | "forbidden" | "not_found" | "throttled" | "other";
  /** When to try again, where the homeserver says so. */
  readonly retryAt: number | null;

  constructor(because: ChatError["because"], message: string, retryAt: number | null = null, options?: ErrorOptions) {
    super(message, options);
    this.because = because;
    this.retryAt = retryAt;
  }
}
