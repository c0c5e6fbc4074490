import { boundedCache } from "#bounded-cache.ts";
import type { Preferences } from "@pforte/shared/contract/preferences";
import type { Bus } from "#storage/ports/bus.ts";
import type { PersonSettingsStore } from "#storage/ports/person-settings-store.ts";
import { type Owner, ownerDigest, type Principal } from "#storage/principal.ts";

/** What people chose. Read with every page, so kept in memory while the bus says when it changed. */
export interface PreferencesService {
  of(principal: Principal): Promise<Preferences>;
  change(principal: Principal, changes: Partial<Preferences>): Promise<Preferences>;
  close(): void;
}

interface KnownPreferences {
  readonly owner: Owner;
  readonly preferences: Preferences;
}

/** Remembers choices for a minute, and forgets them at once when they change on any replica or changes may have been missed. */
export function createPreferences(store: PersonSettingsStore, bus: Bus): PreferencesService {
  const known = boundedCache<string, KnownPreferences>(20_000, { ttl: 60_000 });
  // Grows when something may have changed, so that a read that began before is not kept.
  let generation = 0;
  const forget = (owner: string | null) => {
    generation += 1;
    if (owner === null) {
      known.clear();
    } else {
      known.delete(owner);
    }
  };
  const stop = [
    bus.subscribe((message) => {
      if (message.type === "preferences_changed") {
        forget(message.owner);
      }
    }),
    bus.onReconnect(() => forget(null)),
  ];
  return {
    async of({ owner }) {
      const digest = ownerDigest(owner);
      const kept = bus.isListening() ? known.get(digest) : undefined;
      // What lies under somebody else's key is nobody's (S48).
      if (kept !== undefined && kept.owner.issuer === owner.issuer && kept.owner.subject === owner.subject) {
        return kept.preferences;
      }
      const before = generation;
      const read = await store.preferences(owner);
      if (before === generation && bus.isListening()) {
        known.set(digest, { owner, preferences: read });
      }
      return read;
    },
    async change({ owner }, changes) {
      const changed = await store.change(owner, changes);
      forget(ownerDigest(owner));
      return changed;
    },
    close: () => stop.forEach((end) => end()),
  };
}
