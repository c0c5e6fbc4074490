import type { Database } from "./database.ts";
import type { DraftStore } from "./ports/draft-store.ts";

const missing = async (): Promise<never> => Promise.reject(new Error("Not built yet."));

export function postgresDraftStore(database: Database, now: () => Date): DraftStore {
  void database;
  void now;
  return {
    read: missing,
    append: missing,
    discard: missing,
    publish: missing,
  };
}
