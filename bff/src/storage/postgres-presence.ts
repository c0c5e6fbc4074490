import { sql, type ExpressionBuilder } from "kysely";
import { appendAudit } from "./audit-rows.ts";
import type { Database } from "./database.ts";
import { endSessions } from "./end-sessions.ts";
import type { SessionStore } from "./ports/session-store.ts";
import { lockMeant } from "./provider-logouts.ts";
import type { Tables } from "./tables.ts";

/** What administrators learn of sessions, and how they end them. */
export function postgresPresence(
  { db, transaction }: Database,
  now: () => Date,
): Pick<SessionStore, "presence" | "timesOf" | "endAllOf" | "isProviderSessionUsed"> {
  return {
    async presence(at, idleSeconds) {
      const row = await db
        .selectFrom("sessions")
        .select([sql<string>`count(*)`.as("sessions"), sql<string>`count(distinct (issuer, subject))`.as("people")])
        .where(isLiving(at, idleSeconds))
        .executeTakeFirstOrThrow();
      return { people: Number(row.people), sessions: Number(row.sessions) };
    },

    async timesOf({ issuer, subject }, at, idleSeconds) {
      const rows = await db
        .selectFrom("sessions")
        .select(["created_at", "last_active_at"])
        .where((eb) => eb.and({ issuer, subject }))
        .where(isLiving(at, idleSeconds))
        .orderBy("created_at", "desc")
        .execute();
      return rows.map((row) => ({ startedAt: row.created_at, lastActiveAt: row.last_active_at }));
    },

    async isProviderSessionUsed({ issuer, subject }, providerSession, at) {
      if (providerSession === null) {
        return false;
      }
      const row = await db
        .selectFrom("sessions")
        .select("hash")
        .where((eb) => eb.and({ issuer, subject, provider_session: providerSession }))
        .where("ended_at", "is", null)
        .where("ends_at", ">", at)
        .executeTakeFirst();
      return row !== undefined;
    },

    endAllOf: async ({ issuer, subject }, { actor, requestId }) =>
      transaction(async (tx) => {
        // A sign-in of this person that is being stored right now is either among them or comes after.
        await lockMeant(tx, { issuer, sid: null, subject });
        const ended = await endSessions(tx, (eb) => eb.and({ issuer, subject }), "by_administrator");
        const facts = {
          actor,
          action: "person.sessions_ended" as const,
          target: `people/${subject}`,
          before: null,
          after: { issuer, subject, ended: ended.length },
          requestId,
        };
        await appendAudit(tx, facts, now());
        return ended;
      }),
  };
}

/** Neither ended nor past a limit, also where nobody has tidied up yet. */
export const isLiving = (at: Date, idleSeconds: number) => (eb: ExpressionBuilder<Tables, "sessions">) =>
  eb.and([
    eb("ended_at", "is", null),
    eb("ends_at", ">", at),
    eb("last_active_at", ">", new Date(at.getTime() - idleSeconds * 1000)),
  ]);
