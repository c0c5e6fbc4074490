import { sql, type Kysely, type Transaction } from "kysely";
import { z } from "zod";
import type { BusMessage } from "./ports/bus.ts";
import type { Tables } from "./tables.ts";

/** The channel of LISTEN and NOTIFY. */
export const busChannel = "pforte";

const messageSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("session_ended"),
    sessionHash: z.string(),
    because: z.enum(["signed_out", "expired"]),
  }),
  z.object({ type: z.literal("configuration_published"), version: z.int() }),
  z.object({ type: z.literal("preferences_changed"), owner: z.string() }),
  z.object({
    type: z.literal("source_changed"),
    owner: z.string(),
    source: z.string(),
    topics: z.array(z.enum(["notifications", "files", "work", "chat"])).optional(),
    replica: z.string().optional(),
  }),
  z.object({ type: z.literal("inbox_changed"), owner: z.string() }),
  z.object({ type: z.literal("signed_in"), owner: z.string() }),
]);

/** The message, or null for one that this release does not know: replicas of two releases run side by side. */
export function readMessage(payload: string | undefined): BusMessage | null {
  try {
    return messageSchema.safeParse(JSON.parse(payload ?? "")).data ?? null;
  } catch {
    return null;
  }
}

/** Announces with the transaction: listeners hear it when that commits, and never when it does not. */
export async function announce(
  db: Kysely<Tables> | Transaction<Tables>,
  messages: readonly BusMessage[],
): Promise<void> {
  if (messages.length > 0) {
    const payloads = messages.map((message) => JSON.stringify(message));
    await sql`select pg_notify(${busChannel}, payload) from unnest(${payloads}::text[]) as payload`.execute(db);
  }
}
