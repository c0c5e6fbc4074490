import type { ChatMessage, ChatRoom } from "@pforte/shared/contract/chat";
import { withoutEndingSlashes } from "#connectors/kit/address.ts";
import type { Native } from "#connectors/kit/connector.ts";
import type { RoomMemory } from "./room-memory.ts";

/** What turns a remembered room into one that is shown. */
export interface RoomView {
  readonly account: string;
  readonly direct: ReadonlySet<string>;
  /** The address of the web client, or null. */
  readonly web: string | null;
}

/** The rooms that a person sees: invitations first, then the newest message. */
export function visibleRooms(rooms: ReadonlyMap<string, RoomMemory>, view: RoomView): Native<ChatRoom>[] {
  return [...rooms]
    .filter(([, room]) => !room.isHidden)
    .map(([id, room]) => chatRoom(id, room, view))
    .sort(byNewest);
}

function byNewest(one: Native<ChatRoom>, other: Native<ChatRoom>): number {
  if (one.isInvitation !== other.isInvitation) return one.isInvitation ? -1 : 1;
  const oneAt = one.lastMessage?.at ?? "";
  const otherAt = other.lastMessage?.at ?? "";
  if (oneAt !== otherAt) return oneAt < otherAt ? 1 : -1;
  return one.id < other.id ? -1 : 1;
}

function chatRoom(id: string, room: RoomMemory, view: RoomView): Native<ChatRoom> {
  return {
    id,
    name: roomName(id, room, view.account),
    isDirect: view.direct.has(id) || room.isDirectInvitation,
    isInvitation: room.membership === "invite",
    unread: room.unread,
    highlights: room.highlights,
    isEncrypted: room.isEncrypted,
    lastMessage: room.last === null ? null : lastMessage(room, room.last, view),
    href: roomAddress(id, view),
  };
}

function lastMessage(room: RoomMemory, last: NonNullable<RoomMemory["last"]>, { account }: RoomView): ChatMessage {
  const { kind, text } = shownText(room, last);
  return { sender: memberName(room, last.sender), text, kind, at: last.at, own: last.sender === account };
}

/** In an encrypted room nothing is shown, not even what somebody wrote there without encryption. */
export const shownText = <Message extends Pick<ChatMessage, "kind" | "text">>(room: RoomMemory, message: Message) =>
  room.isEncrypted ? { ...message, kind: "encrypted" as const, text: null } : message;

/** Where the web client opens the room, at a message where one is named. */
export function roomAddress(id: string, { web }: Pick<RoomView, "web">, message?: string): string | null {
  if (web === null) return null;
  const event = message === undefined ? "" : `/${encodeURIComponent(message)}`;
  return `${withoutEndingSlashes(web)}/#/room/${encodeURIComponent(id)}${event}`;
}

/** The order that the specification gives: the room's name, its alias, then who else is in it. */
export function roomName(id: string, room: RoomMemory, account: string): string {
  if (room.name !== null) return room.name;
  if (room.alias !== null) return room.alias;
  const others = room.heroes.filter((hero) => hero !== account).map((hero) => memberName(room, hero));
  return others.length > 0 ? others.join(", ") : id;
}

export const memberName = (room: RoomMemory, member: string) =>
  room.members.get(member) ?? /^@([^:]+):/u.exec(member)?.[1] ?? member;
