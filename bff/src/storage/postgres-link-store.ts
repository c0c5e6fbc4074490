import type { Database } from "./database.ts";
import type { LinkStore } from "./ports/link-store.ts";

const missing = async (): Promise<never> => Promise.reject(new Error("Not built yet."));

export function postgresLinkStore(database: Database, now: () => Date): LinkStore {
  void database;
  void now;
  return {
    findings: missing,
    put: missing,
    sweep: missing,
  };
}
