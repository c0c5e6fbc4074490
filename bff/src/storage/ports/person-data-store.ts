import type { Owner } from "../principal.ts";
import type { ActBy } from "./draft-store.ts";

/** Rows of one table as they lie there, without tokens. */
export type PersonRows = readonly Readonly<Record<string, unknown>>[];

/** All rows of one person, by the name of their table. */
export interface PersonData {
  readonly sessions: PersonRows;
  readonly known_people: PersonRows;
  readonly known_devices: PersonRows;
  readonly person_settings: PersonRows;
  readonly person_sources: PersonRows;
  readonly inbox_rows: PersonRows;
  readonly inbox_mutes: PersonRows;
  readonly intents: PersonRows;
  readonly portal_notifications: PersonRows;
  readonly announcement_answers: PersonRows;
  /** What they changed in the draft that lies there. */
  readonly draft_changes: PersonRows;
  /** What they did, and what was done about them. */
  readonly audit: PersonRows;
}

/** What is kept of one person, to hand it out or to delete it. */
export interface PersonDataStore {
  /** Read in one snapshot, with its audit row. */
  export(owner: Owner, by: ActBy): Promise<PersonData>;
  /**
   * Ends all sessions and deletes all rows but those of the audit, in one transaction with its audit row; how many rows,
   * by table. Of a session only its end is left, without a name. What somebody published keeps their name in the history.
   */
  erase(owner: Owner, by: ActBy): Promise<Readonly<Record<string, number>>>;
}
