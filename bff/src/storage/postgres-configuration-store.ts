import { portalConfigurationSchema } from "@pforte/shared/contract/portal-configuration";
import { sql, type Selectable } from "kysely";
import { announce } from "./bus-message.ts";
import type { Database } from "./database.ts";
import type { ConfigurationStore, PublishedConfiguration } from "./ports/configuration-store.ts";
import type { Tables } from "./tables.ts";

/** Versions of the configuration; the database itself refuses to change or delete one. */
export function postgresConfigurationStore({ db, transaction }: Database, now: () => Date): ConfigurationStore {
  return {
    async current() {
      const row = await db
        .selectFrom("configurations")
        .selectAll()
        .orderBy("version", "desc")
        .limit(1)
        .executeTakeFirst();
      return row === undefined ? null : toPublished(row);
    },

    publish: async (document, { actor, note, after }) =>
      transaction(async (tx) => {
        // Whoever publishes at the same time waits here and then finds that the version in force has changed.
        await sql`lock table configurations in share row exclusive mode`.execute(tx);
        const { latest } = await tx
          .selectFrom("configurations")
          .select(({ fn }) => fn.max<number | null>("version").as("latest"))
          .executeTakeFirstOrThrow();
        if (latest !== after) {
          return null;
        }
        const row = await tx
          .insertInto("configurations")
          .values({
            version: (after ?? 0) + 1,
            document: JSON.stringify(portalConfigurationSchema.parse(document)),
            published_at: now(),
            actor,
            note,
          })
          .returningAll()
          .executeTakeFirstOrThrow();
        await announce(tx, [{ type: "configuration_published", version: row.version }]);
        return toPublished(row);
      }),
  };
}

function toPublished(row: Selectable<Tables["configurations"]>): PublishedConfiguration {
  const parsed = portalConfigurationSchema.safeParse(row.document);
  if (!parsed.success) {
    throw new Error(`Version ${row.version} of the stored configuration is not valid.`, { cause: parsed.error });
  }
  return {
    version: row.version,
    document: parsed.data,
    publishedAt: row.published_at,
    actor: row.actor,
    note: row.note,
  };
}
