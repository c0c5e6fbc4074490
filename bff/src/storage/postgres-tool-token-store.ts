import type { Transaction } from "kysely";
import type { Database } from "./database.ts";
import { isFree, leaseEnd } from "./leases.ts";
import type { ToolToken, ToolTokenStore } from "./ports/tool-token-store.ts";
import type { Tables } from "./tables.ts";
import { columnsOf, toToolToken } from "./tool-token-rows.ts";

const key = ["session_hash", "source"] as const;
const lease = { holder: "tool_tokens.lease_holder", until: "tool_tokens.lease_until" } as const;

/** Tokens for tools. A row stays while its session lives, so that its version never starts again. */
export function postgresToolTokenStore({ db, transaction }: Database, now: () => Date): ToolTokenStore {
  return {
    async find(place) {
      const row = await db
        .selectFrom("tool_tokens")
        .selectAll()
        .where((eb) => eb.and(columnsOf(place)))
        .executeTakeFirst();
      return row === undefined ? null : (toToolToken(row)[0] ?? null);
    },

    replace: async (token, expected) =>
      transaction(
        async (tx) =>
          (await holdSession(tx, token.sessionHash, now())) &&
          (expected === null ? insertToken(tx, token) : updateToken(tx, token, expected)),
      ),

    takeLease: async (place, holder, milliseconds) =>
      transaction(async (tx) => {
        if (!(await holdSession(tx, place.sessionHash, now()))) {
          return false;
        }
        const taken = { lease_holder: holder, lease_until: leaseEnd(milliseconds) };
        const { numInsertedOrUpdatedRows } = await tx
          .insertInto("tool_tokens")
          .values({ ...columnsOf(place), sealed: null, expires_at: null, version: 0, ...taken })
          .onConflict((conflict) => conflict.columns(key).doUpdateSet(taken).where(isFree(lease, holder)))
          .executeTakeFirst();
        return numInsertedOrUpdatedRows === 1n;
      }),

    async releaseLease(place, holder) {
      await db
        .updateTable("tool_tokens")
        .set({ lease_holder: null, lease_until: null })
        .where((eb) => eb.and({ ...columnsOf(place), lease_holder: holder }))
        .execute();
    },

    async remove(place) {
      await db
        .updateTable("tool_tokens")
        .set({ sealed: null, expires_at: null })
        .where((eb) => eb.and(columnsOf(place)))
        .execute();
    },
  };
}

type NewToken = Omit<ToolToken, "version">;

async function insertToken(tx: Transaction<Tables>, token: NewToken): Promise<boolean> {
  const columns = { sealed: token.sealed, expires_at: token.expiresAt, lease_holder: null, lease_until: null };
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto("tool_tokens")
    .values({ ...columnsOf(token), version: 1, ...columns })
    .onConflict((conflict) =>
      conflict
        .columns(key)
        .doUpdateSet((eb) => ({ ...columns, version: eb("tool_tokens.version", "+", 1) }))
        .where("tool_tokens.sealed", "is", null),
    )
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

async function updateToken(tx: Transaction<Tables>, token: NewToken, expected: number): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("tool_tokens")
    .set({
      sealed: token.sealed,
      expires_at: token.expiresAt,
      lease_holder: null,
      lease_until: null,
      version: expected + 1,
    })
    .where((eb) => eb.and({ ...columnsOf(token), version: expected }))
    .where("sealed", "is not", null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/**
 * Whether the session lives, and that it does not end before this transaction does: its end waits for the row, and then
 * sees what was written here.
 */
async function holdSession(tx: Transaction<Tables>, hash: string, at: Date): Promise<boolean> {
  const row = await tx
    .selectFrom("sessions")
    .select("hash")
    .where("hash", "=", hash)
    .where("ended_at", "is", null)
    .where("ends_at", ">", at)
    .forKeyShare()
    .executeTakeFirst();
  return row !== undefined;
}
