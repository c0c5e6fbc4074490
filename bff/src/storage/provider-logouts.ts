import { createHash } from "node:crypto";
import { sql, type Transaction } from "kysely";
import type { Meant, SessionRecord } from "./ports/session-store.ts";
import type { Tables } from "./tables.ts";

/** Far longer than a sign-in takes between its code and its session. */
const rememberedMinutes = 10;

/**
 * A logout and a sign-in of the same session must see each other: each takes this lock first, so that the logout either
 * finds the new session or is found by it. Whoever takes both takes the person's before the session's.
 */
export async function lockMeant(tx: Transaction<Tables>, { issuer, sid, subject }: Meant): Promise<void> {
  const name = sid === null ? `${issuer}\n${subject}` : `${issuer}\n\n${sid}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(tx);
}

/** Remembers that the provider ended this, by the database's clock. */
export async function rememberLogout(tx: Transaction<Tables>, meant: Meant): Promise<void> {
  const at = sql<Date>`clock_timestamp()`;
  await tx
    .insertInto("provider_logouts")
    .values({ key_hash: keyOf(meant), at })
    .onConflict((conflict) => conflict.column("key_hash").doUpdateSet({ at }))
    .execute();
}

/** Whether the provider ended the session of this record since then; without a time, whether it did so lately. */
export async function wasLoggedOut(tx: Transaction<Tables>, record: SessionRecord, since?: Date): Promise<boolean> {
  const { issuer, subject } = record.owner;
  const sid = record.providerSession;
  const all: readonly Meant[] = [
    { issuer, sid: null, subject },
    ...(sid === null
      ? []
      : [
          { issuer, sid, subject: null },
          { issuer, sid, subject },
        ]),
  ];
  const found = await tx
    .selectFrom("provider_logouts")
    .select("at")
    .where("key_hash", "in", all.map(keyOf))
    .$if(since !== undefined, (query) => query.where("at", ">=", since ?? new Date(0)))
    .executeTakeFirst();
  return found !== undefined;
}

export async function forgetOldLogouts(tx: Transaction<Tables>): Promise<void> {
  const oldest = sql<Date>`clock_timestamp() - ${rememberedMinutes} * interval '1 minute'`;
  await tx.deleteFrom("provider_logouts").where("at", "<", oldest).execute();
}

/** A digest, because others choose length and content of what is in it. */
function keyOf({ issuer, sid, subject }: Meant): string {
  return createHash("sha256")
    .update(JSON.stringify([issuer, sid, subject]))
    .digest("hex");
}
