import type { Preferences } from "@pforte/shared/contract/preferences";
import type { Owner } from "../principal.ts";

/** What a person chose and what the portal remembers for them, by (issuer, subject). */
export interface PersonSettingsStore {
  preferences(owner: Owner): Promise<Preferences>;
  /** Applies the given fields and returns all; announced on the bus. */
  change(owner: Owner, changes: Partial<Preferences>): Promise<Preferences>;
  /** Sources that this person once connected, so that later sign-ins may include them. */
  connectedSources(owner: Owner): Promise<readonly string[]>;
  setConnected(owner: Owner, source: string, isConnected: boolean): Promise<void>;
}
