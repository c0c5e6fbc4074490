import { sql, type Transaction } from "kysely";
import { intentColumns, isHeld, toInboxRow, toIntent } from "./inbox-rows.ts";
import type { InboxRow, InboxTransaction, NewIntent } from "./ports/inbox-store.ts";
import type { Owner } from "./principal.ts";
import type { Tables } from "./tables.ts";

/** Makes one person's acts take turns, so that a repeated one finds what the first wrote, and older ones come first. */
export async function lockInbox(tx: Transaction<Tables>, { issuer, subject }: Owner): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`inbox\n${issuer}\n${subject}`}, 0))`.execute(tx);
}

/** What one act may read and write of one person. */
export function inboxTransaction(tx: Transaction<Tables>, { issuer, subject }: Owner): InboxTransaction {
  const theirs = { issuer, subject };
  return {
    async intents(ids) {
      if (ids.length === 0) {
        return [];
      }
      const rows = await tx
        .selectFrom("intents")
        .select([...intentColumns, isHeld.as("is_held")])
        .where((eb) => eb.and(theirs))
        .where("id", "in", ids)
        .execute();
      return rows.map(toIntent);
    },

    async waitingOn(object) {
      const rows = await tx
        .selectFrom("intents")
        .select([...intentColumns, isHeld.as("is_held")])
        .where((eb) => eb.and({ ...theirs, object, state: "waiting" }))
        .orderBy("place")
        .execute();
      return rows.map(toIntent);
    },

    addIntent: async (intent) => addIntent(tx, theirs, intent),

    takeBack: async (id, at) => takeBack(tx, theirs, id, at),

    async stop(id, at) {
      const { numUpdatedRows } = await tx
        .updateTable("intents")
        .set({ state: "undone", settled_at: at })
        .where((eb) => eb.and({ ...theirs, id, state: "waiting" }))
        .where(isHeld, "=", false)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },

    async markUndone(id) {
      await tx
        .updateTable("intents")
        .set({ state: "undone" })
        .where((eb) => eb.and({ ...theirs, id, state: "applied" }))
        .execute();
    },

    async row(source, thread) {
      const row = await tx
        .selectFrom("inbox_rows")
        .selectAll()
        .where((eb) => eb.and({ ...theirs, source, thread }))
        .executeTakeFirst();
      return row === undefined ? null : toInboxRow(row);
    },

    putRow: async (row) => putRow(tx, theirs, row),

    async putMute({ source, thread, sealed, at }) {
      await tx
        .insertInto("inbox_mutes")
        .values({ ...theirs, source, thread, sealed, at })
        .onConflict((conflict) =>
          conflict.columns(["issuer", "subject", "source", "thread"]).doUpdateSet({ sealed, at }),
        )
        .execute();
    },

    async removeMute(source, thread) {
      await tx
        .deleteFrom("inbox_mutes")
        .where((eb) => eb.and({ ...theirs, source, thread }))
        .execute();
    },
  };
}

async function takeBack(tx: Transaction<Tables>, theirs: Owner, id: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("intents")
    .set({ state: "undone", settled_at: at })
    .where((eb) => eb.and({ ...theirs, id, state: "waiting", attempts: 0 }))
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) {
    return false;
  }
  await tx
    .updateTable("intents")
    .set({ state: "waiting", settled_at: null, superseded_by: null })
    .where((eb) => eb.and({ ...theirs, superseded_by: id, state: "undone" }))
    .execute();
  return true;
}

async function addIntent(tx: Transaction<Tables>, theirs: Owner, intent: NewIntent): Promise<void> {
  const { object, slot, createdAt, dueAt, state, ...same } = intent;
  if (slot !== null) {
    await tx
      .updateTable("intents")
      .set({ state: "undone", settled_at: createdAt, superseded_by: intent.id })
      .where((eb) => eb.and({ ...theirs, object, slot, state: "waiting" }))
      .where(isHeld, "=", false)
      .execute();
  }
  await tx
    .insertInto("intents")
    .values({
      ...theirs,
      ...same,
      object,
      slot,
      state,
      created_at: createdAt,
      due_at: dueAt,
      settled_at: state === "waiting" ? null : createdAt,
    })
    .execute();
}

async function putRow(tx: Transaction<Tables>, theirs: Owner, row: Omit<InboxRow, "settledAt">): Promise<void> {
  const columns = {
    sealed: row.sealed,
    changed_at: row.changedAt,
    done_at: row.doneAt,
    snoozed_until: row.snoozedUntil,
    is_kept: row.isKept,
  };
  await tx
    .insertInto("inbox_rows")
    .values({ ...theirs, source: row.source, thread: row.thread, ...columns })
    .onConflict((conflict) =>
      conflict.columns(["issuer", "subject", "source", "thread"]).doUpdateSet({
        ...columns,
        is_returned: sql`inbox_rows.is_returned and excluded.snoozed_until is not distinct from inbox_rows.snoozed_until`,
      }),
    )
    .execute();
}
