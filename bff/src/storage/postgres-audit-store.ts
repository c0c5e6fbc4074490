import { auditEntrySchema, type AuditEntry } from "@pforte/shared/contract/admin-audit";
import { sql, type ExpressionBuilder, type Selectable } from "kysely";
import { appendAudit, auditHash, beginningOfAudit, type HashedRow } from "./audit-rows.ts";
import type { Database } from "./database.ts";
import type { AuditFilter, AuditStore } from "./ports/audit-store.ts";
import type { Tables } from "./tables.ts";

type Row = Selectable<Tables["audit"]>;

/** Rows whose hashes are computed at a time. */
const batch = 500;

export function postgresAuditStore({ db, transaction }: Database, now: () => Date): AuditStore {
  const rowsAt = async (sequences: readonly number[]): Promise<ReadonlyMap<number, Row>> => {
    const rows = await db
      .selectFrom("audit")
      .selectAll()
      .where("sequence", "=", sql<string>`any(${sequences}::bigint[])`)
      .execute();
    return new Map(rows.map((row) => [Number(row.sequence), row]));
  };
  const areIntact = async (sequences: readonly number[]): Promise<boolean> => {
    if (sequences.length === 0) return true;
    const rows = await rowsAt([...new Set(sequences.flatMap((sequence) => [sequence - 1, sequence]))]);
    return sequences.every((sequence) => follows(rows, sequence));
  };
  return {
    append: async (facts) => transaction(async (tx) => appendAudit(tx, facts, now())),

    async page(filter, before, limit) {
      const rows = await db
        .selectFrom("audit")
        .selectAll()
        .where((eb) => matches(eb, filter))
        .$if(before !== null, (query) => query.where("sequence", "<", String(before)))
        .orderBy("sequence", "desc")
        .limit(limit)
        .execute();
      return rows.map(toEntry);
    },

    async pageUp(filter, { after, upTo }, limit) {
      const rows = await db
        .selectFrom("audit")
        .selectAll()
        .where((eb) => matches(eb, filter))
        .where("sequence", ">", String(after))
        .where("sequence", "<=", String(upTo))
        .orderBy("sequence")
        .limit(limit)
        .execute();
      return rows.map(toEntry);
    },

    async last() {
      const row = await db
        .selectFrom("audit")
        .select(({ fn }) => fn.max("sequence").as("last"))
        .executeTakeFirstOrThrow();
      return Number(row.last ?? 0);
    },

    async isIntact(from, to) {
      for (let at = from; at <= to; at += batch) {
        const size = Math.min(batch, to - at + 1);
        if (!(await areIntact(Array.from({ length: size }, (_, index) => at + index)))) return false;
      }
      return true;
    },

    areIntact,
  };
}

/** A row that is gone breaks the one after it. */
function follows(rows: ReadonlyMap<number, Row>, sequence: number): boolean {
  const row = rows.get(sequence);
  const previous = sequence === 1 ? beginningOfAudit : rows.get(sequence - 1)?.hash;
  return row !== undefined && previous !== undefined && auditHash(hashedRow(row), previous) === row.hash;
}

/** What the hash is over; the database may hold what no act of ours wrote, so that nothing is parsed here. */
function hashedRow(row: Row): HashedRow {
  const { sequence, at, actor, action, target, before, after, request_id: requestId } = row;
  // Whatever stands there is hashed as it stands there.
  return { sequence: Number(sequence), at, actor, action, target, before, after, requestId } as HashedRow;
}

function toEntry(row: Row): AuditEntry {
  return auditEntrySchema.parse({ ...hashedRow(row), at: row.at.toISOString(), hash: row.hash });
}

function matches(eb: ExpressionBuilder<Tables, "audit">, { actions, actor, target, from, until }: AuditFilter) {
  const conditions = [
    ...(actions === undefined ? [] : [eb("action", "in", actions)]),
    ...(actor === undefined
      ? []
      : [
          eb.or([
            eb(sql<string>`actor->>'name'`, "ilike", `%${literally(actor)}%`),
            eb(sql<string>`actor->>'subject'`, "=", actor),
          ]),
        ]),
    ...(target === undefined
      ? []
      : [eb.or([eb("target", "=", target), eb("target", "like", `${literally(target)}/%`)])]),
    ...(from === undefined ? [] : [eb("at", ">=", from)]),
    ...(until === undefined ? [] : [eb("at", "<=", until)]),
  ];
  return eb.and(conditions);
}

/** Nothing that a person types is a pattern. */
function literally(text: string): string {
  return text.replaceAll(/[\\%_]/gu, String.raw`\$&`);
}
