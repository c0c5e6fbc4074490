import { z } from "zod";
import { listChatRooms } from "./chat.ts";
import { endpoint } from "./endpoint.ts";
import { fileListSchema } from "./files.ts";
import { inboxSchema } from "./inbox.ts";
import { workListSchema } from "./work.ts";

/** The cards of the start page. */
export const cardSchema = z.enum(["inbox", "work", "files", "chat"]);
export type Card = z.output<typeof cardSchema>;

/** How much of each card the start page shows; the page keeps room for it. */
export const cardRows = { inbox: 6, work: 5, files: 5, chat: 5 } as const satisfies Record<Card, number>;

const cardListSchema = z.string().regex(/^(?:inbox|work|files|chat)(?:,(?:inbox|work|files|chat)){0,3}$/u);

/**
 * The cards that are asked for, in one answer, at the latest after about a second: a source that has not answered by
 * then is `loading` (or shows what was known), and the page asks again. A card that was not asked for is absent. Always 200.
 */
export const readCards = endpoint({
  method: "GET",
  path: "/api/cards",
  scope: "person",
  activity: false,
  query: z.strictObject({
    /** Names of cards, separated by commas. */
    cards: cardListSchema.default("inbox,work,files,chat"),
    /** Wait for slow sources as long as the portal waits at all, instead of about a second. */
    patient: z.stringbool().default(false),
  }),
  reply: z.object({
    inbox: inboxSchema.optional(),
    work: workListSchema.optional(),
    files: fileListSchema.optional(),
    chat: listChatRooms.reply.optional(),
  }),
});
