import { browserSchema, systemSchema } from "@pforte/shared/contract/own-sessions";
import type { Transaction } from "kysely";
import type { Database } from "./database.ts";
import { endSessions } from "./end-sessions.ts";
import type { EndedSession, SessionStore } from "./ports/session-store.ts";
import { isLiving } from "./postgres-presence.ts";
import type { Owner } from "./principal.ts";
import { lockMeant } from "./provider-logouts.ts";
import type { Tables } from "./tables.ts";

/** What people learn of their own sessions, and how they end them. */
export function postgresOwnSessions({
  db,
  transaction,
}: Database): Pick<SessionStore, "listOf" | "endOthers" | "wasEndedByPerson"> {
  return {
    async listOf({ issuer, subject }, at, idleSeconds) {
      const rows = await db
        .selectFrom("sessions")
        .select(["hash", "created_at", "last_active_at", "browser", "system"])
        .where((eb) => eb.and({ issuer, subject }))
        .where(isLiving(at, idleSeconds))
        // By what does not change: rows that swap while somebody looks at them are ended by mistake.
        .orderBy("created_at", "desc")
        .orderBy("hash")
        .execute();
      return rows.map((row) => ({
        hash: row.hash,
        startedAt: row.created_at,
        lastActiveAt: row.last_active_at,
        // Another release may know more of them.
        browser: browserSchema.safeParse(row.browser).data ?? null,
        system: systemSchema.safeParse(row.system).data ?? null,
      }));
    },

    endOthers: async (owner, by, only) => transaction(async (tx) => endOthers(tx, owner, by, only)),

    async wasEndedByPerson(hash) {
      const tombstone = await db
        .selectFrom("sessions")
        .select("hash")
        .where("hash", "=", hash)
        .where("ended_because", "=", "by_person")
        .executeTakeFirst();
      return tombstone !== undefined;
    },
  };
}

async function endOthers(
  tx: Transaction<Tables>,
  { issuer, subject }: Owner,
  by: string,
  only: string | null,
): Promise<readonly EndedSession[]> {
  // A sign-in of this person that is being stored right now is either among them or comes after; and of two sessions that
  // end each other only the first does.
  await lockMeant(tx, { issuer, sid: null, subject });
  const own = await tx
    .selectFrom("sessions")
    .select("device")
    .where("hash", "=", by)
    .where((eb) => eb.and({ issuer, subject }))
    .where("ended_at", "is", null)
    .executeTakeFirst();
  if (own === undefined) {
    return [];
  }
  const ended = await endSessions(
    tx,
    (eb) =>
      eb.and([eb.and({ issuer, subject }), eb("hash", "<>", by), ...(only === null ? [] : [eb("hash", "=", only)])]),
    "by_person",
  );
  const hashes = ended.map(({ hash }) => hash);
  const rows =
    hashes.length === 0 ? [] : await tx.selectFrom("sessions").select("device").where("hash", "in", hashes).execute();
  const devices = rows.flatMap(({ device }) => (device === null || device === own.device ? [] : [device]));
  if (devices.length > 0) {
    await tx
      .updateTable("known_devices")
      .set({ is_ended: true })
      .where((eb) => eb.and({ issuer, subject }))
      .where("device", "in", devices)
      .execute();
  }
  return ended;
}
