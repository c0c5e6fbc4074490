import { createStorage } from "../src/storage/postgres-storage.ts";
import type { Storage } from "../src/storage/storage.ts";
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
