import type { Database } from "./database.ts";
import type { KnownPeopleStore } from "./ports/known-people-store.ts";

const missing = async (): Promise<never> => Promise.reject(new Error("Not built yet."));

export function postgresKnownPeopleStore(database: Database, now: () => Date): KnownPeopleStore {
  void database;
  void now;
  return {
    remember: missing,
    byUsername: missing,
    counts: missing,
    countIn: missing,
    sweep: missing,
  };
}
