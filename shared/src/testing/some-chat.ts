import {
  chatMessageSchema,
  chatRoomSchema,
  listChatRooms,
  type ChatMessage,
  type ChatRoom,
  type ChatRooms,
} from "../contract/chat.ts";
import type { SourceState } from "../contract/source-outcome.ts";

/** A message of Deniz Aslan at 10:31 in Berlin. */
export function aMessage(some: Partial<ChatMessage> = {}): ChatMessage {
  return chatMessageSchema.parse({
    sender: "Deniz Aslan",
    text: "Können Sie den Vermerk bis 14 Uhr freigeben?",
    kind: "text",
    at: "2026-11-23T09:31:00.000Z",
    own: false,
    ...some,
  });
}

/** A room of the source `matrix` with nothing unread. */
export function aRoom(some: Partial<ChatRoom> = {}): ChatRoom {
  return chatRoomSchema.parse({
    id: `matrix:${some.name ?? "room"}`,
    source: "matrix",
    name: "Referat 42 – Wasserrecht",
    isDirect: false,
    isInvitation: false,
    unread: 0,
    highlights: 0,
    isEncrypted: false,
    lastMessage: aMessage(),
    href: "https://chat.example.org/#/room/1",
    ...some,
  });
}

/** What the rooms' endpoint answers, with one outcome of the source `matrix`. */
export function someChatRooms(some: Partial<ChatRooms> & { readonly outcome?: SourceState } = {}): ChatRooms {
  const { outcome = { state: "ok", at: "2026-11-23T09:44:00.000Z" }, ...parts } = some;
  const rooms = parts.rooms ?? [];
  return listChatRooms.reply.parse({
    rooms,
    counts: [
      {
        source: "matrix",
        unread: rooms.reduce((sum, { unread }) => sum + unread, 0),
        highlights: rooms.reduce((sum, { highlights }) => sum + highlights, 0),
      },
    ],
    sources: [{ source: "matrix", name: "Chat", outcome }],
    ...parts,
  });
}
