import { createHash } from "node:crypto";
import type { Actor, AuditAction } from "@pforte/shared/contract/admin-audit";
import { sql, type Transaction } from "kysely";
import type { Tables } from "./tables.ts";

/** What is written down of one act; `before` and `after` are JSON or null. */
export interface AuditFacts {
  readonly actor: Actor;
  readonly action: AuditAction;
  readonly target: string | null;
  readonly before: unknown;
  readonly after: unknown;
  readonly requestId: string | null;
}

/** The hash before the first row. */
export const beginningOfAudit = "0".repeat(64);
/** Whoever holds it is the only one to append; any constant that nobody else uses will do. */
const auditLock = 5_707_006;

/**
 * Appends a row to the chain, in the transaction of the act that it is about, so that there is the one exactly if there
 * is the other (S65). To be called last, when no other row is still to be waited for: from here on everybody else waits.
 */
export async function appendAudit(tx: Transaction<Tables>, facts: AuditFacts, at: Date): Promise<void> {
  await sql`select pg_advisory_xact_lock(${sql.lit(auditLock)})`.execute(tx);
  const last = await tx
    .selectFrom("audit")
    .select(["sequence", "hash"])
    .orderBy("sequence", "desc")
    .limit(1)
    .executeTakeFirst();
  const row = {
    sequence: last === undefined ? 1 : Number(last.sequence) + 1,
    at,
    actor: facts.actor,
    action: facts.action,
    target: facts.target,
    before: facts.before ?? null,
    after: facts.after ?? null,
    requestId: facts.requestId,
  };
  await tx
    .insertInto("audit")
    .values({
      sequence: row.sequence,
      at,
      actor: JSON.stringify(row.actor),
      action: row.action,
      target: row.target,
      before: row.before === null ? null : JSON.stringify(row.before),
      after: row.after === null ? null : JSON.stringify(row.after),
      request_id: row.requestId,
      hash: auditHash(row, last?.hash ?? beginningOfAudit),
    })
    .execute();
}

/** The row as its hash covers it. */
export interface HashedRow extends AuditFacts {
  readonly sequence: number;
  readonly at: Date;
}

/** SHA-256 over the row in a fixed order of its members, and the hash of the row before, hex. */
export function auditHash(row: HashedRow, previous: string): string {
  const { sequence, at, actor, action, target, before, after, requestId } = row;
  const said = canonical([sequence, at.toISOString(), actor, action, target, before, after, requestId, previous]);
  return createHash("sha256").update(said).digest("hex");
}

/** JSON with sorted members, because the database keeps no order of them. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}
