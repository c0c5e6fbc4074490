import { z } from "zod";
import type { ChatSource, OutgoingMessage } from "#connectors/kit/chat.ts";
import type { CallContext } from "#connectors/kit/connector.ts";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import { isSegment } from "#connectors/kit/upstream-path.ts";
import { eventIn, markRead, ownMessages, sendText } from "./client.ts";
import { isEncrypted } from "./encryption.ts";
import { type AnsweredEvent, writtenSchema } from "./schema.ts";

/** By which transaction a message was written; the homeserver itself tells that to the device that wrote it alone. */
export const transactionField = "org.pforte.transaction";

/** Writes texts into rooms, never into encrypted ones: a homeserver would take them, and everybody could read them. */
export function matrixWriter(accountOf: (username: string) => string): NonNullable<ChatSource["write"]> {
  return async (call, room, message) => {
    if (!isSegment(room)) throw new UpstreamError("not_found", "No room can have such an id.");
    const account = accountOf(call.person.username);
    const id = (await writtenBefore(call, room, account, message)) ?? (await written(call, room, account, message));
    await readUpTo(call, room, id);
    return { id };
  };
}

/**
 * A homeserver knows transactions by device, and for a day. Where the first attempt was made by another one, only the room
 * can say what became of it.
 */
async function writtenBefore(
  call: CallContext,
  room: string,
  account: string,
  { transaction, mayBeThere }: OutgoingMessage,
): Promise<string | null> {
  if (!mayBeThere) return null;
  const { chunk } = await ownMessages(call, room, account);
  for (const event of chunk) {
    const { data } = writtenSchema.safeParse(event);
    if (data?.sender === account && data.content[transactionField] === transaction) return data.event_id;
  }
  return null;
}

async function written(call: CallContext, room: string, account: string, message: OutgoingMessage): Promise<string> {
  const { text, transaction, inReplyTo } = message;
  const answered = inReplyTo === null ? null : await answeredIn(call, room, inReplyTo);
  // Last of all: a room can be encrypted at any moment.
  await refuseEncrypted(call, room);
  const sender = answered === null || answered.sender === account ? null : answered.sender;
  return sendText(call, room, `pforte-${transaction}`, {
    msgtype: "m.text",
    body: text.toWellFormed(),
    // Also where nobody is: without it a homeserver looks for names in the text.
    "m.mentions": sender === null ? {} : { user_ids: [sender] },
    [transactionField]: transaction,
    ...(answered !== null && inReplyTo !== null && { "m.relates_to": relationTo(answered, inReplyTo) }),
  });
}

async function refuseEncrypted(call: CallContext, room: string): Promise<void> {
  if (!(await isEncrypted(call, room))) return;
  throw new UpstreamError("conflict", "Only whoever has a key may write into this room.", { code: "room_encrypted" });
}

/** The answered message, whose sender is to hear of it; null where the room has no such message that the person may see. */
async function answeredIn(call: CallContext, room: string, event: string): Promise<AnsweredEvent | null> {
  // Ids of old room versions may hold a slash, which no path may.
  if (!isSegment(event)) return null;
  try {
    return await eventIn(call, room, event);
  } catch (error) {
    if (error instanceof UpstreamError && error.status === 404 && error.code === "M_NOT_FOUND") return null;
    throw error;
  }
}

/** An answer to a message of a thread belongs into that thread (client-server API 11.10.1.4). */
function relationTo({ content }: AnsweredEvent, event: string) {
  const { data } = threadSchema.safeParse(content["m.relates_to"]);
  return {
    ...(data !== undefined && { rel_type: data.rel_type, event_id: data.event_id, is_falling_back: false }),
    "m.in_reply_to": { event_id: event },
  };
}

const threadSchema = z.object({ rel_type: z.literal("m.thread"), event_id: z.string() });

async function readUpTo(call: CallContext, room: string, message: string): Promise<void> {
  try {
    await markRead(call, room, message);
  } catch (error) {
    // The message is there, which is what was asked for: the room stays unread until it is looked at, and nothing is lost.
    const reason = error instanceof UpstreamError ? error.reason : error instanceof Error ? error.name : "unknown";
    call.log.warn({ reason }, "A room was not marked as read after a message was written.");
  }
}
