import type { Owner } from "../principal.ts";
import type { SessionPerson } from "./session-store.ts";

/** What the last sign-in or refresh said of a person; for central navigation, pickers of groups and counts. */
export interface KnownPerson {
  readonly owner: Owner;
  /** As the identity provider writes it; found without regard to case. */
  readonly username: string;
  readonly name: string;
  readonly groups: readonly string[];
  readonly seenAt: Date;
}

/** What the provider has just said of somebody. */
export interface SeenPerson {
  readonly owner: Owner;
  readonly person: SessionPerson;
  readonly at: Date;
  /** False for a refresh. */
  readonly isSignIn: boolean;
}

export interface KnownPeopleStore {
  /** Remembers what was said; an older time never replaces a newer one. */
  remember(person: KnownPerson): Promise<void>;
  /** The people of that user name (lower case), newest first; more than one where several issuers or renamed accounts know it. */
  byUsername(username: string): Promise<readonly KnownPerson[]>;
  /** How many people were seen since, in all and per group. */
  counts(since: Date): Promise<{ readonly people: number; readonly groups: ReadonlyMap<string, number> }>;
  /** How many people were seen since who are in any of these groups; in none: everybody. */
  countIn(groups: readonly string[], since: Date): Promise<number>;
  /** Deletes who was not seen since. */
  sweep(before: Date): Promise<number>;
}
