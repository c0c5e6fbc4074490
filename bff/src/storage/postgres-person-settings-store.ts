import { defaultPreferences, preferencesSchema, type Preferences } from "@pforte/shared/contract/preferences";
import { sql } from "kysely";
import { announce } from "./bus-message.ts";
import type { Database } from "./database.ts";
import type { PersonSettingsStore } from "./ports/person-settings-store.ts";
import { ownerDigest } from "./principal.ts";

// Every start page needs it, so the server keeps it prepared.
const findText = "select preferences from person_settings where issuer = $1 and subject = $2";

/** What people chose. Only what was chosen is kept, so that a default may change later. */
export function postgresPersonSettingsStore(
  { db, prepared, transaction }: Database,
  now: () => Date,
): PersonSettingsStore {
  return {
    async preferences({ issuer, subject }) {
      const [row] = await prepared<{ preferences: object }>("find-preferences", findText, [issuer, subject]);
      return toPreferences(row?.preferences ?? {});
    },

    change: async (owner, changes) =>
      transaction(async (tx) => {
        const given = JSON.stringify(preferencesSchema.partial().parse(changes));
        const row = await tx
          .insertInto("person_settings")
          .values({ ...owner, preferences: given })
          .onConflict((conflict) =>
            conflict
              .columns(["issuer", "subject"])
              .doUpdateSet({ preferences: sql`person_settings.preferences || excluded.preferences` }),
          )
          .returning("preferences")
          .executeTakeFirstOrThrow();
        await announce(tx, [{ type: "preferences_changed", owner: ownerDigest(owner) }]);
        return toPreferences(row.preferences);
      }),

    async connectedSources({ issuer, subject }) {
      const rows = await db
        .selectFrom("person_sources")
        .select("source")
        .where("issuer", "=", issuer)
        .where("subject", "=", subject)
        .orderBy("source")
        .execute();
      return rows.map(({ source }) => source);
    },

    async setConnected({ issuer, subject }, source, isConnected) {
      await (isConnected
        ? db
            .insertInto("person_sources")
            .values({ issuer, subject, source, connected_at: now() })
            .onConflict((conflict) => conflict.doNothing())
            .execute()
        : db
            .deleteFrom("person_sources")
            .where("issuer", "=", issuer)
            .where("subject", "=", subject)
            .where("source", "=", source)
            .execute());
    },
  };
}

/** A choice that a newer or older release stored and this one does not know falls back by itself, not with the others. */
function toPreferences(stored: object): Preferences {
  const chosen: object = Object.fromEntries(
    Object.entries(stored).filter(([name, value]) => preferencesSchema.partial().safeParse({ [name]: value }).success),
  );
  return preferencesSchema.parse({ ...defaultPreferences, ...chosen });
}
