import { actorSchema } from "@pforte/shared/contract/admin-audit";
import { draftOperationSchema } from "@pforte/shared/contract/admin-draft";
import { sql, type Kysely } from "kysely";
import { z } from "zod";
import { documentIn, ownershipIn } from "./configuration-rows.ts";
import type { StoredDraft } from "./ports/draft-store.ts";
import type { Tables } from "./tables.ts";

/** Before anybody changed anything, there is no row. */
export const firstDraftVersion = 1;

interface Row {
  readonly published: number;
  /** Null where the reader knows it already. */
  readonly document: object | null;
  readonly owned: unknown;
  readonly version: number | null;
  readonly changes: unknown;
}

const operationsSchema = z.array(draftOperationSchema);

/** As `jsonb_agg` writes rows of the changes. What another release wrote and this one cannot read takes no effect. */
const changesSchema = z.array(
  z
    .object({
      version: z.int(),
      operations: z.unknown(),
      actor: actorSchema,
      at: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
      dropped: z.string().nullable(),
    })
    .transform(({ operations, dropped, ...change }) => {
      const read = operationsSchema.safeParse(operations);
      return read.success
        ? { ...change, operations: read.data, dropped }
        : { ...change, operations: [], dropped: dropped ?? "This release does not know such a change." };
    }),
);

/** Reads the draft in one statement, so that all of it is of one moment. A published version never changes: it is fetched once. */
export function createDraftReader(): (db: Kysely<Tables>) => Promise<StoredDraft> {
  let known: StoredDraft["published"] | null = null;
  return async (db) => {
    const held = known;
    const { rows } = await sql<Row>`
      select c.version as published, c.owned, d.version,
        case when c.version = ${held?.version ?? 0} then null else c.document end as document,
        (select jsonb_agg(to_jsonb(change) order by change.version) from draft_changes change) as changes
      from (select version, document, owned from configurations order by version desc limit 1) c
      left join draft d on d.id = 1`.execute(db);
    const [row] = rows;
    if (row === undefined) throw new Error("There is no published configuration yet.");
    const published = held?.version === row.published ? held : publishedIn(row);
    // Another read may have gone further in the meantime; a transaction that is undone leaves a version that never was.
    if (!db.isTransaction && published.version >= (known?.version ?? 0)) known = published;
    return {
      version: row.version ?? firstDraftVersion,
      published,
      changes: changesSchema.parse(row.changes ?? []),
      ownership: ownershipIn(row.owned),
    };
  };
}

function publishedIn({ published: version, document }: Row): StoredDraft["published"] {
  return { version, document: documentIn({ version, document: document ?? {} }) };
}
