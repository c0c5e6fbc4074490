import { setTimeout as wait } from "node:timers/promises";
import { Kysely, PostgresDialect, sql } from "kysely";
import { Migrator, type Migration } from "kysely/migration";
import pg from "pg";
import { connectionOptions, type ConnectionSettings } from "./connection-options.ts";
import { up as first } from "./migrations/001-first.ts";
import { up as people } from "./migrations/002-people.ts";
import { up as providerLogouts } from "./migrations/003-provider-logouts.ts";
import { up as inbox } from "./migrations/004-inbox.ts";
import { up as eventSequence } from "./migrations/005-event-sequence.ts";
import { up as administration } from "./migrations/006-administration.ts";
import { up as ownSessions } from "./migrations/007-own-sessions.ts";

/** All steps in order. A step that was released is never edited: the next one mends it. */
export const migrations: Readonly<Record<string, Migration>> = {
  "001-first": { up: first },
  "002-people": { up: people },
  "003-provider-logouts": { up: providerLogouts },
  "004-inbox": { up: inbox },
  "005-event-sequence": { up: eventSequence },
  "006-administration": { up: administration },
  "007-own-sessions": { up: ownSessions },
};

/**
 * Brings the schema up to date, on a connection of its own without statement limits. An advisory lock lets one process
 * at a time do it; the others wait and find nothing left to do.
 */
export async function migrate(
  settings: ConnectionSettings,
  steps: Readonly<Record<string, Migration>> = migrations,
): Promise<readonly string[]> {
  const pool = new pg.Pool({ ...connectionOptions(settings), max: 2, connectionTimeoutMillis: 5000 });
  // Without a listener a connection that breaks, idle or lent, would end the process; the next query reports it anyway.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  const db = new Kysely<never>({ dialect: new PostgresDialect({ pool }) });
  const brief = Object.fromEntries(Object.entries(steps).map(([name, step]) => [name, briefly(step)]));
  try {
    const migrator = new Migrator({ db, provider: { getMigrations: async () => brief } });
    let { error, results } = await migrator.migrateToLatest();
    for (let attempt = 1; isLockTimeout(error) && attempt < lockAttempts; attempt += 1) {
      await wait(lockPauseMilliseconds);
      ({ error, results } = await migrator.migrateToLatest());
    }
    if (error !== undefined) {
      throw error instanceof Error ? error : new Error("The database could not be migrated.", { cause: error });
    }
    return (results ?? []).map(({ migrationName }) => migrationName);
  } finally {
    await db.destroy();
  }
}

/** Ten minutes: a backup that reads a table holds up a change of it for as long. */
const lockAttempts = 200;
const lockPauseMilliseconds = 1500;

/**
 * A change that waits for a table lets everybody wait behind it who only wants to read. So it waits for a moment, lets
 * the others by, and tries again.
 */
function briefly(step: Migration): Migration {
  return {
    async up(db: Kysely<never>) {
      await sql`set local lock_timeout = '1s'`.execute(db);
      await step.up(db);
    },
  };
}

function isLockTimeout(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === "55P03";
}
