import type { Database } from "./database.ts";
import type { AdministrationStorage } from "./ports/administration-storage.ts";
import { postgresAuditStore } from "./postgres-audit-store.ts";
import { postgresDraftStore } from "./postgres-draft-store.ts";
import { postgresKnownPeopleStore } from "./postgres-known-people-store.ts";
import { postgresLinkStore } from "./postgres-link-store.ts";
import { postgresLiveStore } from "./postgres-live-store.ts";
import { postgresPersonDataStore } from "./postgres-person-data-store.ts";
import { postgresPictureStore } from "./postgres-picture-store.ts";

/** All that belongs to the administration of the portal, in PostgreSQL. */
export function postgresAdministration(database: Database, now: () => Date): AdministrationStorage {
  return {
    drafts: postgresDraftStore(database, now),
    audit: postgresAuditStore(database, now),
    live: postgresLiveStore(database, now),
    knownPeople: postgresKnownPeopleStore(database),
    pictures: postgresPictureStore(database, now),
    links: postgresLinkStore(database),
    personData: postgresPersonDataStore(database, now),
  };
}
