import { linkFindingSchema } from "@pforte/shared/contract/admin-assets";
import { sql } from "kysely";
import type { Database } from "./database.ts";
import type { LinkStore } from "./ports/link-store.ts";

/** An index takes no longer keys. What an address of so many foreign letters answered stays unknown. */
const mostBytes = 2600;

/** What asking addresses found, one row for each address. */
export function postgresLinkStore({ db }: Database): LinkStore {
  return {
    async findings() {
      const rows = await db.selectFrom("link_checks").select("finding").orderBy("address").execute();
      // What an older release wrote in another form is as good as not known.
      return rows.flatMap(({ finding }) => linkFindingSchema.safeParse(finding).data ?? []);
    },

    async put(finding) {
      if (Buffer.byteLength(finding.address) > mostBytes) return;
      const row = {
        address: finding.address,
        checked_at: new Date(finding.checkedAt),
        finding: JSON.stringify(finding),
      };
      // A slow check that began earlier does not undo what a later one found.
      await db
        .insertInto("link_checks")
        .values(row)
        .onConflict((conflict) =>
          conflict
            .column("address")
            .doUpdateSet({ checked_at: row.checked_at, finding: row.finding })
            .where(sql<boolean>`link_checks.checked_at <= excluded.checked_at`),
        )
        .execute();
    },

    async sweep(before) {
      const { numDeletedRows } = await db
        .deleteFrom("link_checks")
        .where("checked_at", "<", before)
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },
  };
}
