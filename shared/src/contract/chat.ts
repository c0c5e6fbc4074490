import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { sourceOutcomeSchema } from "./source-outcome.ts";

/** The newest message of a room; `null` text means that it is encrypted or has no text to show. */
export const chatMessageSchema = z.object({
  sender: z.string(),
  text: z.string().nullable(),
  kind: z.enum(["text", "image", "file", "encrypted", "other"]),
  at: z.iso.datetime(),
  own: z.boolean(),
});
export type ChatMessage = z.output<typeof chatMessageSchema>;

/** A room as its person sees it. `id` is unique across sources: `<source>:<native id>`. */
export const chatRoomSchema = z.object({
  id: z.string(),
  source: z.string(),
  name: z.string(),
  isDirect: z.boolean(),
  isInvitation: z.boolean(),
  unread: z.number().int().nonnegative(),
  highlights: z.number().int().nonnegative(),
  lastMessage: chatMessageSchema.nullable(),
  /** Opens the room in the tool itself; `null` where the tool has no such address. */
  href: z.string().nullable(),
});
export type ChatRoom = z.output<typeof chatRoomSchema>;

/** The rooms of all chat sources, newest first, with what each source said; always 200, the outcomes tell. */
export const listChatRooms = endpoint({
  method: "GET",
  path: "/api/chat/rooms",
  scope: "person",
  activity: false,
  query: z.strictObject({ limit: z.coerce.number().int().min(1).max(100).default(20) }),
  reply: z.object({
    rooms: z.array(chatRoomSchema),
    /** Sums per source over all its rooms, also those beyond `limit`; `null` is unknown, which is not 0. */
    counts: z.array(
      z.object({
        source: z.string(),
        unread: z.number().int().nonnegative().nullable(),
        highlights: z.number().int().nonnegative().nullable(),
      }),
    ),
    sources: z.array(sourceOutcomeSchema),
  }),
});
export type ChatRooms = z.output<typeof listChatRooms.reply>;
