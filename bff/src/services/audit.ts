import type { AuditEntry } from "@pforte/shared/contract/admin-audit";
import type { AuditFilter, AuditStore } from "#storage/ports/audit-store.ts";

const pageSize = 50;
const exportedAtOnce = 200;

/** One page of the audit, newest first. */
export interface AuditPage {
  readonly entries: AuditEntry[];
  readonly next: number | null;
  /** Whether each of these rows is as it was written and follows from the row before it. */
  readonly isIntact: boolean;
}

export async function auditPage(store: AuditStore, filter: AuditFilter, before: number | null): Promise<AuditPage> {
  const found = await store.page(filter, before, pageSize + 1);
  const entries = found.slice(0, pageSize);
  const isIntact = await store.areIntact(entries.map(({ sequence }) => sequence));
  return { entries, next: found.length > pageSize ? (entries.at(-1)?.sequence ?? null) : null, isIntact };
}

/** All rows that pass, oldest first, as JSON lines; a page at a time, and none that was written after it began. */
export async function* auditLines(store: AuditStore, filter: AuditFilter): AsyncGenerator<string> {
  const upTo = await store.last();
  for (let after = 0; ;) {
    const entries = await store.pageUp(filter, { after, upTo }, exportedAtOnce);
    if (entries.length > 0) yield entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
    if (entries.length < exportedAtOnce) return;
    after = entries.at(-1)?.sequence ?? upTo;
  }
}
