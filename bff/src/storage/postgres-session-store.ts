import type { Transaction } from "kysely";
import type { Database } from "./database.ts";
import { announce } from "./bus-message.ts";
import { endSessions } from "./end-sessions.ts";
import type { EndedSession, ProviderLogout, SessionRecord, SessionStore } from "./ports/session-store.ts";
import { claimOnce } from "./postgres-once-stores.ts";
import { forgetOldDevices, meetDevice } from "./known-devices.ts";
import { postgresOwnSessions } from "./postgres-own-sessions.ts";
import { postgresPresence } from "./postgres-presence.ts";
import { postgresRefresh } from "./postgres-refresh.ts";
import { ownerDigest } from "./principal.ts";
import { forgetOldLogouts, lockMeant, rememberLogout, wasLoggedOut } from "./provider-logouts.ts";
import { arrivalColumns, recordColumns, toRecord, toRow, type SessionRow } from "./session-rows.ts";
import type { Tables } from "./tables.ts";

const findText = `select ${recordColumns.join(", ")} from sessions where hash = $1 and ended_at is null and ends_at > $2`;
const sweepBatch = 1000;
/** Fewer, because each of them may be signed out at tools. */
const endBatch = 100;

/** Sessions in PostgreSQL. Leases run by the database's clock, which all replicas share; limits of sessions by `now`. */
export function postgresSessionStore(database: Database, now: () => Date): SessionStore {
  const { db, transaction } = database;
  return {
    ...postgresRefresh(database, now),
    ...postgresPresence(database, now),
    ...postgresOwnSessions(database),

    create: async (record, options) => transaction(async (tx) => createSession(tx, record, options)),

    async find(hash, at) {
      const [row] = await database.prepared<SessionRow>("find-session", findText, [hash, at]);
      return row === undefined ? null : toRecord(row);
    },

    async findNewest({ issuer, subject }, at, activeSince) {
      const row = await db
        .selectFrom("sessions")
        .selectAll()
        .where((eb) => eb.and({ issuer, subject }))
        .where("ended_at", "is", null)
        .where("ends_at", ">", at)
        .where("last_active_at", ">", activeSince)
        .orderBy("last_active_at", "desc")
        .orderBy("created_at", "desc")
        .limit(1)
        .executeTakeFirst();
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

    endByLogout: async (logout) => transaction(async (tx) => endByLogout(tx, logout, now())),

    endOver: async (at, idleSeconds) => transaction(async (tx) => endSomeOver(tx, at, idleSeconds)),

    async sweep(at) {
      let total = 0;
      for (let swept = sweepBatch; swept === sweepBatch; total += swept) {
        swept = await transaction(async (tx) => sweepSome(tx, at));
      }
      await transaction(forgetOldLogouts);
      await transaction(async (tx) => forgetOldDevices(tx, at));
      return total;
    },
  };
}

async function createSession(
  tx: Transaction<Tables>,
  record: SessionRecord,
  options: Parameters<SessionStore["create"]>[1],
): Promise<readonly EndedSession[] | null> {
  const { issuer, subject } = record.owner;
  // Without it two sign-ins of one person at the same time would each count without the other and pass the cap.
  await lockMeant(tx, { issuer, sid: null, subject });
  if (record.providerSession !== null) {
    await lockMeant(tx, { issuer, sid: record.providerSession, subject });
  }
  if (await wasLoggedOut(tx, record, options.startedAt)) {
    return null;
  }
  // Acts that waited for this person can be carried out from now on.
  await tx
    .updateTable("intents")
    .set({ due_at: record.createdAt, is_stalled: false })
    .where((eb) => eb.and({ issuer, subject, state: "waiting", is_stalled: true }))
    .execute();
  await announce(tx, [{ type: "signed_in", owner: ownerDigest(record.owner) }]);
  const { replaces } = options;
  const replaced = replaces === null ? [] : await endSessions(tx, (eb) => eb("hash", "=", replaces), "replaced");
  const { arrival } = options;
  await tx
    .insertInto("sessions")
    .values({ ...toRow(record), ...arrivalColumns(arrival) })
    .execute();
  if (arrival !== undefined) {
    // Whoever proves once more who they are is where they were.
    const isHere = replaced.some(({ owner }) => owner.issuer === issuer && owner.subject === subject);
    await meetDevice(tx, record, arrival, isHere);
  }
  const surplus = await tx
    .selectFrom("sessions")
    .select("hash")
    .where("issuer", "=", issuer)
    .where("subject", "=", subject)
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

/** All of it or nothing: a `jti` that was used up without its sessions having ended could never be tried again. */
async function endByLogout(
  tx: Transaction<Tables>,
  { meant, jti, until }: ProviderLogout,
  at: Date,
): Promise<readonly EndedSession[] | null> {
  await lockMeant(tx, meant);
  if (!(await claimOnce(tx, `logout ${meant.issuer} ${jti}`, until, at))) {
    return null;
  }
  await rememberLogout(tx, meant);
  const { issuer, sid, subject } = meant;
  const columns = {
    issuer,
    ...(sid === null ? {} : { provider_session: sid }),
    ...(subject === null ? {} : { subject }),
  };
  return endSessions(tx, (eb) => eb.and(columns), "back_channel");
}

async function endSomeOver(tx: Transaction<Tables>, at: Date, idleSeconds: number): Promise<readonly EndedSession[]> {
  const idleSince = new Date(at.getTime() - idleSeconds * 1000);
  const over = await tx
    .selectFrom("sessions")
    .select("hash")
    .where("ended_at", "is", null)
    .where((is) => is.or([is("ends_at", "<=", at), is("last_active_at", "<=", idleSince)]))
    .limit(endBatch)
    // Another replica is at it, or somebody ends it otherwise.
    .forUpdate()
    .skipLocked()
    .execute();
  const hashes = over.map(({ hash }) => hash);
  return hashes.length === 0 ? [] : endSessions(tx, (eb) => eb("hash", "in", hashes), "expired");
}

async function sweepSome(tx: Transaction<Tables>, at: Date): Promise<number> {
  const gone = await tx
    .deleteFrom("sessions")
    .where("hash", "in", (eb) =>
      eb
        .selectFrom("sessions")
        .select("hash")
        .where("ended_at", "is not", null)
        .where("ends_at", "<=", at)
        .limit(sweepBatch)
        .forUpdate()
        .skipLocked(),
    )
    .executeTakeFirst();
  return Number(gone.numDeletedRows);
}
