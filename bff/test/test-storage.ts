import { createStorage } from "../src/storage/postgres-storage.ts";
import type { Storage } from "../src/storage/storage.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";
import { quietLog } from "./quiet-log.ts";

/** The time in tests of the storage, unless one says otherwise. */
export const nine = new Date("2026-03-02T09:00:00Z");

/** One replica's storage on a test database, closed when it is disposed of. */
export async function openTestStorage(
  database: { readonly url: string },
  now: () => Date = () => nine,
): Promise<Storage & AsyncDisposable> {
  const storage = await createStorage({ databaseUrl: database.url, now, log: quietLog, poolSize: 5 });
  return { ...storage, [Symbol.asyncDispose]: async () => storage.close() };
}

/** Two replicas on a database of their own. */
export interface TestReplicas extends AsyncDisposable {
  readonly database: TestDatabase;
  readonly storage: Storage;
  readonly other: Storage;
}

/** Opens both; for a whole file by a top-level `await`, with the disposal in `afterAll`. */
export async function openReplicas(now?: () => Date): Promise<TestReplicas> {
  const database = await createTestDatabase();
  const storage = await openTestStorage(database, now);
  const other = await openTestStorage(database, now);
  return {
    database,
    storage,
    other,
    async [Symbol.asyncDispose]() {
      await Promise.all([storage.close(), other.close()]);
      await database[Symbol.asyncDispose]();
    },
  };
}
