import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { sourceOutcomeSchema, sourceStateSchema } from "./source-outcome.ts";

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
  /** End-to-end encrypted: the portal has no key, shows no text and writes nothing into it. */
  isEncrypted: z.boolean(),
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

/**
 * The person's account at one chat source, as the page's own Matrix client needs it. The client speaks to the gateway
 * below `chatGatewayPath`, which adds the token of a device of its own; no token ever reaches the page.
 */
export const chatAccountSchema = z.object({
  source: z.string(),
  name: z.string(),
  /** The Matrix user id, such as `@ines:example.org`; empty where the source cannot be called at all. */
  account: z.string(),
  /** The address of the web client (Element), without an ending slash; `null` where none is configured. */
  web: z.url().nullable(),
  /** Whether the page's client can speak now; `connect` of `needs_sign_in` comes back to where it was started. */
  outcome: sourceStateSchema,
});
export type ChatAccount = z.output<typeof chatAccountSchema>;

/** The accounts of the signed-in person at all chat sources; obtains the page's device where it is missing. Always 200. */
export const readChatAccounts = endpoint({
  method: "GET",
  path: "/api/chat/accounts",
  scope: "person",
  activity: false,
  reply: z.object({ accounts: z.array(chatAccountSchema) }),
});
export type ChatAccounts = z.output<typeof readChatAccounts.reply>;

/**
 * What a page's Matrix client takes for its homeserver: `<chatGatewayPath>/<source>`, followed by the paths of the
 * client-server API (https://spec.matrix.org/latest/client-server-api/). Only listed routes are passed on.
 */
export const chatGatewayPath = "/api/chat/matrix";

/** Pictures by `GET <path>/<source>/<server>/<media>?size=small|large`: PNG, JPEG, GIF or WebP, at most 5 MB. */
export const chatThumbnailPath = "/chat/thumbnail";

/** Files by `GET <path>/<source>/<server>/<media>?name=…`, always saved and never shown. */
export const chatDownloadPath = "/chat/download";

/** Files to a source by `POST <path>/<source>?name=…&type=…` with the bytes as `application/octet-stream`. */
export const chatUploadPath = "/api/chat/uploads";

/** What an upload is answered with: the content's address at the homeserver (`mxc://…`). */
export const chatUploadReplySchema = z.object({ uri: z.string() });

/**
 * Writes a short answer into a room without opening the chat. `id` is made by the page once per answer: whoever repeats
 * a request with it writes nothing twice. Fails with `room_encrypted`, `forbidden` (not in the room), `not_found`,
 * `source_unavailable` (with `retryAfterSeconds` where the tool says so) or `source_sign_in_required`.
 */
export const replyInChat = endpoint({
  method: "POST",
  path: "/api/chat/reply",
  scope: "person",
  activity: true,
  body: z.strictObject({
    id: z.uuid(),
    /** `ChatRoom.id`. */
    room: z.string().min(1).max(400),
    text: z.string().trim().min(1).max(4000),
    /** The message that is answered, in the tool's own id. */
    inReplyTo: z.string().min(1).max(300).nullable(),
  }),
  reply: z.object({ message: z.string() }),
});
