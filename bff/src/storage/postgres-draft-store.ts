import { ownershipSchema } from "@pforte/shared/contract/admin-draft";
import { sql, type Transaction } from "kysely";
import { appendAudit } from "./audit-rows.ts";
import { announce } from "./bus-message.ts";
import { insertVersion, lockLatestVersion, nameOfActor } from "./configuration-rows.ts";
import type { Database } from "./database.ts";
import { subjectOf } from "./draft-subject.ts";
import { createDraftReader, firstDraftVersion } from "./draft-rows.ts";
import type { ActBy, DraftStore, Publication, StoredChange } from "./ports/draft-store.ts";
import type { Tables } from "./tables.ts";

/**
 * The shared draft in PostgreSQL. Whoever writes locks its one row first, so that of all who read the same version exactly
 * one finds it unchanged; the audit comes last.
 */
export function postgresDraftStore({ db, transaction }: Database, now: () => Date): DraftStore {
  const read = createDraftReader();
  return {
    read: async () => read(db),

    append: async (version, operations, { actor, requestId }) =>
      transaction(async (tx) => {
        if (!(await isAt(tx, version))) return null;
        await advance(tx, version);
        const at = now();
        const next = version + 1;
        await insertChanges(tx, [{ version: next, operations, actor, at, dropped: null }]);
        await announce(tx, [{ type: "draft_changed", version: next }]);
        const draft = await read(tx);
        const facts = { action: "draft.changed", target: subjectOf(operations), before: { version } } as const;
        await appendAudit(tx, { actor, requestId, ...facts, after: { version: next, operations } }, at);
        return draft;
      }),

    discard: async (version, { actor, requestId }) =>
      transaction(async (tx) => {
        if (!(await isAt(tx, version))) return null;
        await advance(tx, version);
        const gone = await tx.deleteFrom("draft_changes").returning("version").execute();
        await announce(tx, [{ type: "draft_changed", version: version + 1 }]);
        const draft = await read(tx);
        const facts = {
          action: "draft.discarded",
          target: "draft",
          before: { version, changes: gone.map((change) => change.version).toSorted((one, other) => one - other) },
          after: { version: version + 1 },
        } as const;
        await appendAudit(tx, { actor, requestId, ...facts }, now());
        return draft;
      }),

    publish: async (expected, publication) =>
      transaction(async (tx) => {
        if (!(await isAt(tx, expected.draft)) || (await lockLatestVersion(tx)) !== expected.after) return null;
        const at = now();
        const version = await addVersion(tx, expected.after, publication, at);
        await advance(tx, expected.draft);
        await tx.deleteFrom("draft_changes").execute();
        await insertChanges(tx, publication.remaining);
        await announce(tx, [
          { type: "configuration_published", version },
          { type: "draft_changed", version: expected.draft + 1 },
        ]);
        const draft = await read(tx);
        await appendAudit(tx, publishedFacts(publication, expected, version), at);
        return draft;
      }),
  };
}

/** Locks the draft until the end of the transaction, and says whether it is at that version. */
async function isAt(tx: Transaction<Tables>, version: number): Promise<boolean> {
  const held = tx.selectFrom("draft").select("version").where("id", "=", 1).forUpdate();
  let row = await held.executeTakeFirst();
  if (row === undefined) {
    await sql`insert into draft (id, version, base) values (1, ${firstDraftVersion}, 0) on conflict do nothing`.execute(
      tx,
    );
    row = await held.executeTakeFirstOrThrow();
  }
  return row.version === version;
}

async function advance(tx: Transaction<Tables>, version: number): Promise<void> {
  await tx
    .updateTable("draft")
    .set({ version: version + 1, base: sql`(select coalesce(max(version), 0) from configurations)` })
    .where("id", "=", 1)
    .execute();
}

async function insertChanges(tx: Transaction<Tables>, changes: readonly StoredChange[]): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map(({ version, operations, actor, at, dropped }) => ({
    version,
    operations: JSON.stringify(operations),
    actor: JSON.stringify(actor),
    at,
    dropped,
  }));
  await tx.insertInto("draft_changes").values(rows).execute();
}

async function addVersion(
  tx: Transaction<Tables>,
  after: number,
  { document, actor, note, rolledBackFrom, ownership }: Publication,
  at: Date,
): Promise<number> {
  const version = after + 1;
  const kept = ownership === undefined ? await ownedAt(tx, after) : ownership;
  await insertVersion(tx, {
    version,
    document,
    published_at: at,
    actor: nameOfActor(actor),
    actor_detail: JSON.stringify(actor),
    note,
    rolled_back_from: rolledBackFrom,
    origin: ownership?.origin ?? null,
    owned: kept === null ? null : JSON.stringify({ appliedAt: at.toISOString(), ...kept }),
  });
  return version;
}

async function ownedAt(tx: Transaction<Tables>, version: number) {
  const { owned } = await tx
    .selectFrom("configurations")
    .select("owned")
    .where("version", "=", version)
    .executeTakeFirstOrThrow();
  return owned === null ? null : ownershipSchema.parse(owned);
}

function publishedFacts(
  { actor, requestId, action, note, rolledBackFrom, ownership, remaining }: Publication,
  expected: { readonly draft: number; readonly after: number },
  version: number,
): { readonly target: null; readonly before: unknown; readonly after: unknown } & ActBy & Pick<Publication, "action"> {
  return {
    actor,
    requestId,
    action,
    target: null,
    before: { version: expected.after, draft: expected.draft },
    after: {
      version,
      draft: expected.draft + 1,
      note,
      ...(rolledBackFrom !== null && { rolledBackFrom }),
      ...(ownership !== undefined && { origin: ownership?.origin ?? null }),
      ...(remaining.length > 0 && { remaining: remaining.map((change) => change.version) }),
    },
  };
}
