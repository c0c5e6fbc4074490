import { createHash } from "node:crypto";
import type { Database } from "./database.ts";
import type { LoginTransactionStore } from "./ports/login-transaction-store.ts";
import type { ReplayStore } from "./ports/replay-store.ts";

/** Transactions of sign-in: the delete that returns the row is what makes "once" true under parallel takers. */
export function postgresLoginTransactionStore({ db }: Database): LoginTransactionStore {
  return {
    async put({ hash, sealed, expiresAt }) {
      await db.insertInto("login_transactions").values({ hash, sealed, expires_at: expiresAt }).execute();
    },
    async take(hash, now) {
      const row = await db.deleteFrom("login_transactions").where("hash", "=", hash).returningAll().executeTakeFirst();
      return row === undefined || row.expires_at <= now
        ? null
        : { hash: row.hash, sealed: row.sealed, expiresAt: row.expires_at };
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
    async claim(key, until) {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto("replays")
        .values({ key_hash: createHash("sha256").update(key).digest("hex"), until })
        .onConflict((conflict) =>
          conflict.column("key_hash").doUpdateSet({ until }).where("replays.until", "<=", now()),
        )
        .executeTakeFirst();
      return numInsertedOrUpdatedRows === 1n;
    },
    async sweep(at) {
      const { numDeletedRows } = await db.deleteFrom("replays").where("until", "<=", at).executeTakeFirst();
      return Number(numDeletedRows);
    },
  };
}
