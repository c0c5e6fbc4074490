import type { AuditStore } from "./audit-store.ts";
import type { DraftStore } from "./draft-store.ts";
import type { KnownPeopleStore } from "./known-people-store.ts";
import type { LinkStore } from "./link-store.ts";
import type { LiveStore } from "./live-store.ts";
import type { PersonDataStore } from "./person-data-store.ts";
import type { PictureStore } from "./picture-store.ts";

/** What administrators make and what is written down of it. */
export interface AdministrationStorage {
  readonly drafts: DraftStore;
  readonly audit: AuditStore;
  readonly live: LiveStore;
  readonly knownPeople: KnownPeopleStore;
  readonly pictures: PictureStore;
  readonly links: LinkStore;
  readonly personData: PersonDataStore;
}
