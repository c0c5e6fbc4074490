import type { AuditAction, AuditEntry } from "@pforte/shared/contract/admin-audit";
import type { AuditFacts } from "../audit-rows.ts";

/** What is looked for; absent means anything. */
export interface AuditFilter {
  readonly actions?: readonly AuditAction[];
  /** Part of a name, or a subject. */
  readonly actor?: string;
  /** That, or what is below it: `tiles` finds `tiles/mail`. */
  readonly target?: string;
  readonly from?: Date;
  readonly until?: Date;
}

/** The audit: append-only rows in a chain of hashes. */
export interface AuditStore {
  /** For acts that change nothing else in the database, such as a look at proof or a refused sign-in. */
  append(facts: AuditFacts): Promise<void>;
  /** Newest first, before that sequence. */
  page(filter: AuditFilter, before: number | null, limit: number): Promise<readonly AuditEntry[]>;
  /** Oldest first, after that sequence and up to another. */
  pageUp(
    filter: AuditFilter,
    between: { readonly after: number; readonly upTo: number },
    limit: number,
  ): Promise<readonly AuditEntry[]>;
  /** The newest sequence; 0 before the first row. */
  last(): Promise<number>;
  /** Whether the chain holds from one sequence to another, with the row before them. */
  isIntact(from: number, to: number): Promise<boolean>;
  /** Whether each of these rows follows from the row before it, whatever lies between them. */
  areIntact(sequences: readonly number[]): Promise<boolean>;
}
