import type { ChatMessage } from "@pforte/shared/contract/chat";
import { z } from "zod";
import type { JoinedRoom, MatrixEvent } from "./schema.ts";

/** What is remembered of one room between two answers. */
export interface RoomMemory {
  readonly membership: "join" | "invite";
  readonly name: string | null;
  readonly alias: string | null;
  readonly heroes: readonly string[];
  /** Display names of the members that the homeserver told of. */
  readonly members: ReadonlyMap<string, string>;
  /** A space, or a room that was replaced by another: never shown. */
  readonly isHidden: boolean;
  /** Nothing ends the encryption of a room again (client-server API 11.12.1), whatever a later event says. */
  readonly isEncrypted: boolean;
  readonly isDirectInvitation: boolean;
  readonly unread: number;
  readonly highlights: number;
  readonly last: LastMessage | null;
  /** The newest messages with an id, oldest first: what may be unread. */
  readonly messages: readonly RememberedMessage[];
  /** When the invitation was first seen; the homeserver tells no time of it. */
  readonly invitedAt: string | null;
}

type LastMessage = Omit<ChatMessage, "sender" | "own"> & { readonly sender: string; readonly id: string | null };

/** A message that may wait for the person. */
export interface RememberedMessage extends LastMessage {
  readonly id: string;
  /** Who is mentioned; `null` where the message does not say, and only the homeserver knows. */
  readonly mentions: readonly string[] | null;
}

/** So many messages of a room are remembered; those before them are counted only. */
const rememberedMessages = 20;

export const emptyRoom: RoomMemory = {
  membership: "join",
  name: null,
  alias: null,
  heroes: [],
  members: new Map(),
  isHidden: false,
  isEncrypted: false,
  isDirectInvitation: false,
  unread: 0,
  highlights: 0,
  last: null,
  messages: [],
  invitedAt: null,
};

/** The room after an answer mentioned it. */
export function joinedRoom(before: RoomMemory, update: JoinedRoom): RoomMemory {
  const events = [...(update.state?.events ?? []), ...(update.timeline?.events ?? [])];
  const room = events.reduce(applyEvent, { ...before, membership: "join" as const, isDirectInvitation: false });
  const heroes = update.summary?.["m.heroes"] ?? room.heroes;
  if (update.unread_notifications === undefined) return { ...room, heroes };
  // With thread counts switched on, the room's own count is without its threads.
  const counts = [update.unread_notifications, ...Object.values(update.unread_thread_notifications ?? {})];
  return {
    ...room,
    heroes,
    unread: counts.reduce((sum, count) => sum + count.notification_count, 0),
    highlights: counts.reduce((sum, count) => sum + count.highlight_count, 0),
  };
}

/** A room that somebody invited the person to. */
export function invitedRoom(events: readonly MatrixEvent[], account: string, at: Date): RoomMemory {
  const room = events.reduce(applyEvent, { ...emptyRoom, membership: "invite" as const });
  const own = events.find((event) => event.type === "m.room.member" && event.state_key === account);
  return {
    ...room,
    heroes: own?.sender === undefined ? [] : [own.sender],
    isDirectInvitation: own?.content["is_direct"] === true,
    last: null,
    invitedAt: at.toISOString(),
  };
}

const messageTypes: ReadonlySet<string> = new Set(["m.room.message", "m.room.encrypted", "m.sticker"]);

function applyEvent(room: RoomMemory, event: MatrixEvent): RoomMemory {
  const { content } = event;
  if (messageTypes.has(event.type)) return withMessage(room, event);
  switch (event.type) {
    case "m.room.name":
      return { ...room, name: textOf(content["name"]) };
    case "m.room.canonical_alias":
      return { ...room, alias: textOf(content["alias"]) };
    case "m.room.create":
      return content["type"] === "m.space" ? { ...room, isHidden: true } : room;
    case "m.room.tombstone":
      return { ...room, isHidden: true };
    case "m.room.encryption":
      // Without a state key it is a message that anybody may write, and with another one not the room's.
      return event.state_key === "" ? { ...room, isEncrypted: true } : room;
    case "m.room.member":
      return withMember(room, event);
    case "m.room.redaction":
      return withoutText(room, event.redacts ?? content["redacts"]);
    default:
      return room;
  }
}

function withMember(room: RoomMemory, event: MatrixEvent): RoomMemory {
  const displayName = textOf(event.content["displayname"]);
  if (event.state_key === undefined || displayName === null) return room;
  return { ...room, members: new Map(room.members).set(event.state_key, displayName) };
}

function withMessage(room: RoomMemory, event: MatrixEvent): RoomMemory {
  const { sender, origin_server_ts: at, event_id: id = null, content } = event;
  if (sender === undefined || at === undefined) return room;
  const edit = editSchema.safeParse(content);
  const kind = kindOf(event);
  const last: LastMessage = {
    id,
    sender,
    kind,
    // What is encrypted stays so: the portal has no keys, whatever else the event may carry.
    text: kind === "encrypted" ? null : textOf(edit.data?.["m.new_content"].body ?? content["body"]),
    at: new Date(at).toISOString(),
  };
  if (edit.success) return withEdit(room, { ...last, id: edit.data["m.relates_to"].event_id });
  if (id === null) return { ...room, last };
  const message = { ...last, id, mentions: mentionsOf(event) };
  return { ...room, last, messages: [...room.messages, message].slice(-rememberedMessages) };
}

/** A message that says of itself that it replaces another one (client-server API 11.4). */
const editSchema = z.object({
  "m.relates_to": z.object({ rel_type: z.literal("m.replace"), event_id: z.string().max(300) }),
  "m.new_content": z.object({ body: z.unknown() }).default({ body: undefined }),
});

/** Only its sender changes a message. One that nobody remembers is shown where nothing else is known of the room. */
function withEdit(room: RoomMemory, edit: LastMessage): RoomMemory {
  if (room.last === null) return { ...room, last: edit };
  return changed(room, (message) =>
    message.id === edit.id && message.sender === edit.sender ? { text: edit.text } : null,
  );
}

/** What was taken back is shown no more, also where it was mentioned or waits. */
const withoutText = (room: RoomMemory, id: unknown) =>
  changed(room, (message) => (message.id === id ? { kind: "other", text: null } : null));

function changed(
  room: RoomMemory,
  change: (message: LastMessage) => Partial<Pick<LastMessage, "kind" | "text">> | null,
): RoomMemory {
  return {
    ...room,
    last: room.last === null ? null : { ...room.last, ...change(room.last) },
    messages: room.messages.map((message) => ({ ...message, ...change(message) })),
  };
}

const mentionsSchema = z.object({ user_ids: z.array(z.string()) });

function mentionsOf(event: MatrixEvent): readonly string[] | null {
  const parsed = mentionsSchema.safeParse(event.content["m.mentions"]);
  return parsed.success ? parsed.data.user_ids : null;
}

const mentioning = (message: RememberedMessage, mentions: readonly string[]) => ({ ...message, mentions });

/** Adds messages that the homeserver names as mentions of this person, wherever in the room they stand. */
export function withMentions(room: RoomMemory, events: readonly MatrixEvent[], account: string): RoomMemory {
  const named = events.reduce(withMessage, { ...room, messages: [] }).messages;
  const ids = new Set(named.map((message) => message.id));
  const messages = [
    // The homeserver was asked: what it does not name is none.
    ...room.messages
      .filter((message) => !ids.has(message.id))
      .map((message) => mentioning(message, message.mentions ?? [])),
    ...named.map((message) => mentioning(message, [account])),
  ].sort((one, other) => (one.at < other.at ? -1 : 1));
  return { ...room, messages: messages.slice(-rememberedMessages) };
}

const kinds: Readonly<Record<string, ChatMessage["kind"]>> = {
  "m.text": "text",
  "m.notice": "text",
  "m.emote": "text",
  "m.image": "image",
  "m.file": "file",
  "m.audio": "file",
  "m.video": "file",
};

function kindOf(event: MatrixEvent): ChatMessage["kind"] {
  if (event.type === "m.room.encrypted") return "encrypted";
  if (event.type === "m.sticker") return "image";
  const type = event.content["msgtype"];
  return (typeof type === "string" ? kinds[type] : undefined) ?? "other";
}

const longestText = 500;

/** A text to show: one line, bounded, without lone surrogates; null when there is none. */
function textOf(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const text = value.slice(0, longestText).toWellFormed();
  const line = text.replaceAll(/[\s\p{Cc}]+/gu, " ").trim();
  return line === "" ? null : line;
}
