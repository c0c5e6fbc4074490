import { sql, type Transaction } from "kysely";
import { announce } from "./bus-message.ts";
import type { Database } from "./database.ts";
import { endSessions } from "./end-sessions.ts";
import type { EndedSession, SessionRecord, SessionStore } from "./ports/session-store.ts";
import { postgresRefresh } from "./postgres-refresh.ts";
import type { Owner } from "./principal.ts";
import { toRecord, toRow, type SessionRow } from "./session-rows.ts";
import type { Tables } from "./tables.ts";

const findText = "select * from sessions where hash = $1 and ended_at is null and ends_at > $2";
const sweepBatch = 1000;

/** Sessions in PostgreSQL. Leases run by the database's clock, which all replicas share; limits of sessions by `now`. */
export function postgresSessionStore(database: Database, now: () => Date): SessionStore {
  const { db, transaction } = database;
  return {
    ...postgresRefresh(database, now),

    create: async (record, options) => transaction(async (tx) => createSession(tx, record, options)),

    async find(hash, at) {
      const [row] = await database.prepared<SessionRow>("find-session", findText, [hash, at]);
      return row === undefined ? null : toRecord(row);
    },

    async touch(hash, at) {
      await db
        .updateTable("sessions")
        .set({ last_active_at: at })
        .where("hash", "=", hash)
        .where("ended_at", "is", null)
        .where("last_active_at", "<", at)
        .execute();
    },

    async end(hash, because) {
      const [ended] = await transaction(async (tx) => endSessions(tx, (eb) => eb("hash", "=", hash), because));
      return ended ?? null;
    },

    endByProviderSession: async (issuer, sid, subject) =>
      transaction(async (tx) =>
        endSessions(
          tx,
          (eb) => eb.and({ issuer, provider_session: sid, ...(subject === null ? {} : { subject }) }),
          "back_channel",
        ),
      ),

    endBySubject: async ({ issuer, subject }) =>
      transaction(async (tx) => endSessions(tx, (eb) => eb.and({ issuer, subject }), "back_channel")),

    async sweep(at, idleSeconds) {
      let total = 0;
      for (let swept = sweepBatch; swept === sweepBatch; total += swept) {
        swept = await transaction(async (tx) => sweepSome(tx, at, idleSeconds));
      }
      return total;
    },
  };
}

async function createSession(
  tx: Transaction<Tables>,
  record: SessionRecord,
  options: { readonly replaces: string | null; readonly cap: number },
): Promise<readonly EndedSession[]> {
  await oneAtATime(tx, record.owner);
  const { replaces } = options;
  const replaced = replaces === null ? [] : await endSessions(tx, (eb) => eb("hash", "=", replaces), "replaced");
  await tx.insertInto("sessions").values(toRow(record)).execute();
  const surplus = await tx
    .selectFrom("sessions")
    .select("hash")
    .where("issuer", "=", record.owner.issuer)
    .where("subject", "=", record.owner.subject)
    .where("ended_at", "is", null)
    .where("ends_at", ">", record.createdAt)
    .where("hash", "<>", record.hash)
    .orderBy("created_at", "desc")
    .orderBy("hash")
    .offset(options.cap - 1)
    .execute();
  const hashes = surplus.map(({ hash }) => hash);
  const evicted = hashes.length === 0 ? [] : await endSessions(tx, (eb) => eb("hash", "in", hashes), "evicted");
  return [...replaced, ...evicted];
}

/** Without it two sign-ins of one person at the same time would each count without the other and pass the cap. */
async function oneAtATime(tx: Transaction<Tables>, { issuer, subject }: Owner): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${issuer} || chr(10) || ${subject}, 0))`.execute(tx);
}

async function sweepSome(tx: Transaction<Tables>, at: Date, idleSeconds: number): Promise<number> {
  const idleSince = new Date(at.getTime() - idleSeconds * 1000);
  const gone = await tx
    .deleteFrom("sessions")
    .where("hash", "in", (eb) =>
      eb
        .selectFrom("sessions")
        .select("hash")
        .where((is) =>
          is.or([is("ends_at", "<=", at), is.and([is("ended_at", "is", null), is("last_active_at", "<=", idleSince)])]),
        )
        .limit(sweepBatch)
        .forUpdate()
        .skipLocked(),
    )
    .returning(["hash", "ended_at"])
    .execute();
  const living = gone.filter(({ ended_at: endedAt }) => endedAt === null);
  await announce(
    tx,
    living.map(({ hash }) => ({ type: "session_ended", sessionHash: hash, because: "expired" })),
  );
  return gone.length;
}
