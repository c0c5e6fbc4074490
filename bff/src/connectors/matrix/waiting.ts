import type { InboxChange, InboxObject } from "@pforte/shared/contract/inbox";
import type { NativeNotification } from "#connectors/kit/notifications.ts";
import type { RememberedMessage, RoomMemory } from "./room-memory.ts";
import { memberName, roomAddress, roomName, type RoomView, shownText } from "./transform.ts";

/** What separates a room from a message in the id of a notification; neither may hold it. */
const separator = " ";
const invitationMark = "invitation";

/** Names a message with its room and time, so that the newest of several is known without asking. */
export const notificationId = (room: string, message: string, at: string) =>
  [room, message, Date.parse(at).toString(36)].join(separator);

/** What an id names, or null for one that is not ours; an invitation has no message. */
export function readNotificationId(
  id: string,
): { readonly room: string; readonly message: string | null; readonly at: number } | null {
  const [room, message, at, ...rest] = id.split(separator);
  if (room === undefined || room === "" || message === undefined || at === undefined || rest.length > 0) return null;
  return { room, message: message === invitationMark ? null : message, at: Number.parseInt(at, 36) };
}

const actionLabels = {
  de: { accept: "Annehmen", decline: "Ablehnen" },
  en: { accept: "Accept", decline: "Decline" },
} as const;

/**
 * What of the rooms belongs in the inbox: invitations, mentions, and unread messages that were written to the person
 * alone. Other messages wait in their rooms, or the inbox would never be empty.
 */
export function waitingIn(
  rooms: ReadonlyMap<string, RoomMemory>,
  view: RoomView,
  locale: string,
): NativeNotification[] {
  return [...rooms]
    .filter(([, room]) => !room.isHidden)
    .flatMap(([id, room]) =>
      room.membership === "invite" ? [invitation(id, room, view, locale)] : messages(id, room, view),
    )
    .sort((one, other) => (one.at < other.at ? 1 : -1));
}

function invitation(id: string, room: RoomMemory, view: RoomView, locale: string): NativeNotification {
  const labels = actionLabels[locale === "en" ? "en" : "de"];
  const [inviter] = room.heroes;
  return {
    ...about(id, room, view),
    // Without its time: that is when this process first saw it.
    id: notificationId(id, invitationMark, new Date(0).toISOString()),
    reason: "invited",
    room: { id, message: null, canReply: false },
    actor: inviter === undefined ? null : memberName(room, inviter),
    text: null,
    at: room.invitedAt ?? new Date(0).toISOString(),
    isRead: false,
    isMention: false,
    actions: [
      { id: "accept", label: labels.accept, isPrimary: true },
      { id: "decline", label: labels.decline, isPrimary: false },
    ],
  };
}

function messages(id: string, room: RoomMemory, view: RoomView): NativeNotification[] {
  if (room.unread === 0 && room.highlights === 0) return [];
  const isDirect = view.direct.has(id);
  const foreign = room.messages.filter((message) => message.sender !== view.account);
  const mentions = foreign.filter((message) => message.mentions?.includes(view.account) === true);
  const mentioning = new Set(room.highlights === 0 ? [] : mentions.slice(-room.highlights));
  const unread = new Set(isDirect && room.unread > 0 ? foreign.slice(-room.unread) : []);
  return foreign
    .filter((message) => mentioning.has(message) || unread.has(message))
    .map((message) => waitingMessage(id, room, view, message, mentioning.has(message)));
}

function waitingMessage(
  id: string,
  room: RoomMemory,
  view: RoomView,
  message: RememberedMessage,
  isMention: boolean,
): NativeNotification {
  const reason: InboxChange["reason"] = isMention ? "mentioned" : "message";
  return {
    ...about(id, room, view, message.id),
    id: notificationId(id, message.id, message.at),
    reason,
    actor: memberName(room, message.sender),
    text: shownText(room, message).text,
    room: { id, message: message.id, canReply: !room.isEncrypted },
    at: message.at,
    isRead: false,
    isMention,
    actions: [],
  };
}

function about(id: string, room: RoomMemory, view: RoomView, message?: string) {
  const object: InboxObject = {
    kind: "room",
    title: roomName(id, room, view.account),
    place: null,
    href: roomAddress(id, view, message),
  };
  return { thread: `room:${id}`, object };
}
