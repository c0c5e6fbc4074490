import type { Log } from "#log.ts";
import type { ConnectionSettings } from "./connection-options.ts";
import { openDatabase, type Database } from "./database.ts";
import { migrate } from "./migrate.ts";
import { postgresAdministration } from "./postgres-administration.ts";
import { openBus } from "./postgres-bus.ts";
import { postgresConfigurationStore } from "./postgres-configuration-store.ts";
import { postgresInboxStore } from "./postgres-inbox-store.ts";
import { postgresIntentQueue } from "./postgres-intent-queue.ts";
import { postgresLoginTransactionStore, postgresReplayStore } from "./postgres-once-stores.ts";
import { postgresPersonSettingsStore } from "./postgres-person-settings-store.ts";
import { postgresSessionStore } from "./postgres-session-store.ts";
import { postgresToolTokenStore } from "./postgres-tool-token-store.ts";
import { StorageUnavailableError, type Storage } from "./storage.ts";
import { explain } from "./unavailable.ts";

const pingMilliseconds = 1000;

/** What the storage needs of its surroundings. */
export interface StorageSettings extends ConnectionSettings {
  readonly now: () => Date;
  readonly log: Log;
  /** Connections at most, beside the one that listens. */
  readonly poolSize?: number;
}

/** Migrates the database, connects, listens. Throws StorageUnavailableError when the database cannot be reached. */
export async function createStorage(settings: StorageSettings): Promise<Storage> {
  const done = await migrate(settings).catch((error: unknown) => {
    throw explain(error);
  });
  if (done.length > 0) {
    settings.log.info({ migrations: done }, "The database schema was brought up to date.");
  }
  const database = openDatabase(settings);
  const bus = await openBus(settings, database).catch(async (error: unknown) => {
    await database.close();
    throw explain(error);
  });
  return {
    sessions: postgresSessionStore(database, settings.now),
    loginTransactions: postgresLoginTransactionStore(database),
    replays: postgresReplayStore(database, settings.now),
    toolTokens: postgresToolTokenStore(database, settings.now),
    configurations: postgresConfigurationStore(database, settings.now),
    people: postgresPersonSettingsStore(database, settings.now),
    inbox: postgresInboxStore(database),
    intents: postgresIntentQueue(database),
    administration: postgresAdministration(database, settings.now),
    bus,
    ping: async () => ping(database),
    time: async () => timeOf(database),
    async close() {
      await bus.close();
      await database.close();
    },
  };
}

async function timeOf(database: Database): Promise<Date> {
  const [row] = await database.prepared<{ readonly now: Date }>("time", "select clock_timestamp() as now", []);
  if (row === undefined) throw new StorageUnavailableError("The database told no time.");
  return row.now;
}

async function ping(database: Database): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new StorageUnavailableError("The database did not answer within a second.")),
      pingMilliseconds,
    );
  });
  const answer = database.prepared("ping", "select 1", []);
  // Whoever loses the race must not end the process with a rejection that nobody waits for.
  answer.catch(() => undefined);
  await Promise.race([answer, tooLate]).finally(() => clearTimeout(timer));
}
