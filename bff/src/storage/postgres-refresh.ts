import type { Database } from "./database.ts";
import { isFree, leaseEnd } from "./leases.ts";
import type { SessionStore } from "./ports/session-store.ts";
import { personColumns, tokenColumns } from "./session-rows.ts";

type Refresh = Pick<SessionStore, "takeRefreshLease" | "releaseRefreshLease" | "replaceTokens">;

const lease = { holder: "refresh_holder", until: "refresh_until" } as const;

/** One refresh at a time across replicas, and none that could write into a session that is over. */
export function postgresRefresh({ db }: Database, now: () => Date): Refresh {
  return {
    async takeRefreshLease(hash, version, holder, milliseconds) {
      const { numUpdatedRows } = await db
        .updateTable("sessions")
        .set({ refresh_holder: holder, refresh_until: leaseEnd(milliseconds) })
        .where("hash", "=", hash)
        .where("version", "=", version)
        .where("ended_at", "is", null)
        .where("ends_at", ">", now())
        .where(isFree(lease, holder))
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },

    async releaseRefreshLease(hash, holder) {
      await db
        .updateTable("sessions")
        .set({ refresh_holder: null, refresh_until: null })
        .where("hash", "=", hash)
        .where("refresh_holder", "=", holder)
        .execute();
    },

    async replaceTokens(hash, version, change) {
      const { numUpdatedRows } = await db
        .updateTable("sessions")
        .set({
          ...tokenColumns(change.tokens),
          ...personColumns(change.person),
          auth_time: change.authTime,
          acr: change.acr,
          version: version + 1,
          refresh_holder: null,
          refresh_until: null,
        })
        .where("hash", "=", hash)
        .where("version", "=", version)
        .where("ended_at", "is", null)
        .where("ends_at", ">", now())
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
  };
}
