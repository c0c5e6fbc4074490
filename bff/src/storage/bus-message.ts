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
    // Another word here would be unknown to a replica of the release before, which would then not hear of the end at all.
    because: z.enum(["signed_out", "expired"]),
    isElsewhere: z.boolean().optional(),
  }),
  z.object({ type: z.literal("configuration_published"), version: z.int() }),
  z.object({ type: z.literal("live_changed") }),
  z.object({ type: z.literal("draft_changed"), version: z.int() }),
  z.object({ type: z.literal("announcement_answered"), owner: z.string() }),
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

const envelopeSchema = z.object({ sequence: z.int().positive().optional() });

/** A message with its place in the order that all replicas share; releases before that order sent none. */
export interface HeardMessage {
  readonly message: BusMessage;
  readonly sequence: number | null;
}

/** What was said, or null for what this release does not know: replicas of two releases run side by side. */
export function readMessage(payload: string | undefined): HeardMessage | null {
  try {
    const parsed: unknown = JSON.parse(payload ?? "");
    const message = messageSchema.safeParse(parsed).data;
    if (message === undefined) return null;
    return { message, sequence: envelopeSchema.safeParse(parsed).data?.sequence ?? null };
  } catch {
    return null;
  }
}

/** Whoever holds it is the only one to take numbers; any constant that nobody else uses will do. */
const sequenceLock = 5_707_005;

/** The last number that was taken, once nobody is under way with one. */
export const lastSequenceQuery = `with alone as materialized (select pg_advisory_xact_lock(${sequenceLock}))
  select coalesce(pg_sequence_last_value('bus_sequence'), 0) as last from alone`;

const collected = new WeakMap<Transaction<Tables>, BusMessage[]>();

/** Announces with the transaction: listeners hear it when that commits, and never when it does not. */
export async function announce(
  db: Kysely<Tables> | Transaction<Tables>,
  messages: readonly BusMessage[],
): Promise<void> {
  if (!db.isTransaction) {
    await notify(db, messages);
    return;
  }
  // Kysely says it by this flag, not by the type.
  const pending = collected.get(db as Transaction<Tables>);
  if (pending === undefined) throw new TypeError("Only a transaction of the database announces with its commit.");
  pending.push(...messages);
}

/**
 * Runs a transaction's work and announces last, right before the commit: from the first number on everybody else waits,
 * and whoever still had a row to wait for would block them all.
 */
export async function announcing<Result>(
  tx: Transaction<Tables>,
  work: (tx: Transaction<Tables>) => Promise<Result>,
): Promise<Result> {
  const pending: BusMessage[] = [];
  collected.set(tx, pending);
  const result = await work(tx);
  await notify(tx, pending);
  return result;
}

/** Numbers and commits have the same order because the lock is held from one to the other. */
async function notify(db: Kysely<Tables>, messages: readonly BusMessage[]): Promise<void> {
  if (messages.length === 0) return;
  const payloads = messages.map((message) => JSON.stringify(message));
  await sql`with alone as materialized (select pg_advisory_xact_lock(${sql.lit(sequenceLock)}))
    select pg_notify(${busChannel}, (payload::jsonb || jsonb_build_object('sequence', nextval('bus_sequence')))::text)
    from alone, unnest(${payloads}::text[]) as payload`.execute(db);
}
