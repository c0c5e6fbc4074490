import { inboxActSchema } from "@pforte/shared/contract/inbox";
import { z } from "zod";

/** The kind under which acts of the inbox go through the outbox. */
export const inboxKind = "inbox.act";

const ids = z.array(z.string());

/** What an act asks of the tool. */
const toolCallSchema = z.discriminatedUnion("type", [
  /** Nothing: the portal alone remembers it. */
  z.object({ type: z.literal("none") }),
  z.object({ type: z.literal("read"), ids, isRead: z.boolean() }),
  z.object({ type: z.literal("dismiss"), ids }),
  z.object({ type: z.literal("mute"), thread: z.string(), isMuted: z.boolean() }),
  z.object({ type: z.literal("action"), id: z.string(), action: z.string() }),
]);
export type ToolCall = z.output<typeof toolCallSchema>;

const markSchema = z.object({ isRead: z.boolean().nullable(), isDone: z.boolean() });

const fromTo = <Value extends z.ZodType>(value: Value) => z.object({ from: value, to: value });

/** What an act changed here, so that it can be taken back where nothing newer stands in its place. */
const turnSchema = z.object({
  /** Null where nothing was remembered of a change. */
  marks: z.record(z.string(), fromTo(markSchema.nullable())),
  snoozed: fromTo(ids),
  doneAt: fromTo(z.iso.datetime().nullable()),
  snoozedUntil: fromTo(z.iso.datetime().nullable()),
  isKept: fromTo(z.boolean()),
  isMuted: fromTo(z.boolean()),
});
export type Turn = z.output<typeof turnSchema>;

/** An act of the inbox as it lies in the outbox. */
export const inboxPayloadSchema = z.object({
  act: inboxActSchema,
  thread: z.string(),
  call: toolCallSchema,
  turn: turnSchema,
});
export type InboxPayload = z.output<typeof inboxPayloadSchema>;
