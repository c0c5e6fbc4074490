import { createHash } from "node:crypto";
import { sql, type Kysely } from "kysely";
import type { Database } from "./database.ts";
import type { LoginTransactionStore } from "./ports/login-transaction-store.ts";
import type { ReplayStore } from "./ports/replay-store.ts";
import type { Tables } from "./tables.ts";

/** Transactions of sign-in: the delete that returns the row is what makes "once" true under parallel takers. */
export function postgresLoginTransactionStore({ db }: Database): LoginTransactionStore {
  return {
    async put({ hash, sealed, expiresAt }) {
      await db.insertInto("login_transactions").values({ hash, sealed, expires_at: expiresAt }).execute();
    },
    async take(hash, now) {
      const row = await db
        .deleteFrom("login_transactions")
        .where("hash", "=", hash)
        .returningAll()
        .returning(sql<Date>`clock_timestamp()`.as("taken_at"))
        .executeTakeFirst();
      return row === undefined || row.expires_at <= now
        ? null
        : { hash: row.hash, sealed: row.sealed, expiresAt: row.expires_at, takenAt: row.taken_at };
    },
    async sweep(now) {
      const { numDeletedRows } = await db
        .deleteFrom("login_transactions")
        .where("expires_at", "<=", now)
        .executeTakeFirst();
      return Number(numDeletedRows);
    },
  };
}

/** Identifiers that were used; kept as digests, because others choose their length and content. */
export function postgresReplayStore({ db }: Database, now: () => Date): ReplayStore {
  return {
    claim: async (key, until) => claimOnce(db, key, until, now()),
    async sweep(at) {
      const { numDeletedRows } = await db.deleteFrom("replays").where("until", "<=", at).executeTakeFirst();
      return Number(numDeletedRows);
    },
  };
}

/** True for the first who claims this key, and again once its time is over; also within a transaction. */
export async function claimOnce(db: Kysely<Tables>, key: string, until: Date, now: Date): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("replays")
    .values({ key_hash: createHash("sha256").update(key).digest("hex"), until })
    .onConflict((conflict) => conflict.column("key_hash").doUpdateSet({ until }).where("replays.until", "<=", now))
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}
