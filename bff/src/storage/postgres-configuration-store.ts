import { appendAudit } from "./audit-rows.ts";
import { announce } from "./bus-message.ts";
import {
  actorNamed,
  insertVersion,
  lockLatestVersion,
  toListed,
  toPublished,
  toStoredVersion,
} from "./configuration-rows.ts";
import type { Database } from "./database.ts";
import type { ConfigurationStore } from "./ports/configuration-store.ts";

const listed = ["version", "published_at", "actor", "actor_detail", "note", "rolled_back_from", "origin"] as const;

/** Versions of the configuration; the database itself refuses to change or delete one. */
export function postgresConfigurationStore({ db, transaction }: Database, now: () => Date): ConfigurationStore {
  const newest = db.selectFrom("configurations").selectAll().orderBy("version", "desc").limit(1);
  return {
    async current() {
      const row = await newest.executeTakeFirst();
      return row === undefined ? null : toPublished(row);
    },

    publish: async (document, { actor, note, after }) =>
      transaction(async (tx) => {
        if ((await lockLatestVersion(tx)) !== after) {
          return null;
        }
        const version = (after ?? 0) + 1;
        const at = now();
        const row = await insertVersion(tx, { version, document, published_at: at, actor, note });
        await announce(tx, [{ type: "configuration_published", version }]);
        const facts = { target: null, before: after === null ? null : { version: after }, after: { version, note } };
        await appendAudit(
          tx,
          { actor: actorNamed(actor), action: "configuration.published", ...facts, requestId: null },
          at,
        );
        return toPublished(row);
      }),

    async list(before, limit) {
      const rows = await db
        .selectFrom("configurations")
        .select(listed)
        .$if(before !== null, (query) => query.where("version", "<", before))
        .orderBy("version", "desc")
        .limit(limit)
        .execute();
      return rows.map(toListed);
    },

    async find(version) {
      const row = await db.selectFrom("configurations").selectAll().where("version", "=", version).executeTakeFirst();
      return row === undefined ? null : toStoredVersion(row);
    },

    async lastApplied() {
      const row = await newest.where("origin", "is not", null).executeTakeFirst();
      return row === undefined ? null : toStoredVersion(row);
    },
  };
}
