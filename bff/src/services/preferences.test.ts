import { defaultPreferences, type Preferences } from "@pforte/shared/contract/preferences";
import { beforeEach, describe, expect, test } from "vitest";
import type { Bus, BusMessage } from "#storage/ports/bus.ts";
import type { PersonSettingsStore } from "#storage/ports/person-settings-store.ts";
import { type Owner, ownerDigest, type Principal, verifiedPrincipal } from "#storage/principal.ts";
import { createPreferences, type PreferencesService } from "./preferences.ts";

const person = (subject: string, issuer = "https://id.example.org"): Principal =>
  verifiedPrincipal({
    owner: { issuer, subject },
    sessionHash: `hash of ${subject}`,
    username: subject,
    name: subject,
    groups: [],
    isAdministrator: false,
  });

describe("what a person chose", () => {
  const ines = person("ines");
  let listen: (message: BusMessage) => void;
  let reconnect: () => void;
  let isListening: boolean;
  let reads: Owner[];
  let kept: Map<string, Preferences>;
  let preferences: PreferencesService;

  beforeEach(() => {
    [isListening, reads, kept] = [true, [], new Map()];
    const bus: Pick<Bus, "subscribe" | "onReconnect" | "isListening"> = {
      subscribe(listener) {
        listen = listener;
        return () => undefined;
      },
      onReconnect(listener) {
        reconnect = listener;
        return () => undefined;
      },
      isListening: () => isListening,
    };
    const store: Pick<PersonSettingsStore, "preferences" | "change"> = {
      async preferences(owner) {
        reads.push(owner);
        return kept.get(ownerDigest(owner)) ?? defaultPreferences;
      },
      async change(owner, changes) {
        const changed = { ...(kept.get(ownerDigest(owner)) ?? defaultPreferences), ...changes };
        kept.set(ownerDigest(owner), changed);
        return changed;
      },
    };
    // Nothing else of either is used.
    preferences = createPreferences(store as PersonSettingsStore, bus as Bus);
  });

  const receipts = async (principal = ines) => (await preferences.of(principal)).sendReadReceipts;

  test("is read once for many who ask, and holds at once when it changes", async () => {
    expect([await receipts(), await receipts()]).toEqual([true, true]);
    expect(reads).toHaveLength(1);
    await preferences.change(ines, { sendReadReceipts: false });
    expect([await receipts(), await receipts()]).toEqual([false, false]);
    expect(reads).toHaveLength(2);
  });

  test("is nobody else's, not even of the same name elsewhere (S48)", async () => {
    await preferences.change(ines, { sendReadReceipts: false });
    await receipts();
    expect([await receipts(person("tobias")), await receipts(person("ines", "https://other.example.org"))]).toEqual([
      true,
      true,
    ]);
    expect(await receipts()).toBe(false);
  });

  test("is read anew when it was changed elsewhere, or may have been", async () => {
    await receipts();
    kept.set(ownerDigest(ines.owner), { ...defaultPreferences, sendReadReceipts: false });
    expect(await receipts()).toBe(true);
    listen({ type: "preferences_changed", owner: ownerDigest(ines.owner) });
    expect(await receipts()).toBe(false);
    kept.delete(ownerDigest(ines.owner));
    reconnect();
    expect(await receipts()).toBe(true);
  });

  test("is not believed from memory while changes elsewhere cannot be heard", async () => {
    await receipts();
    isListening = false;
    kept.set(ownerDigest(ines.owner), { ...defaultPreferences, sendReadReceipts: false });
    expect(await receipts()).toBe(false);
  });
});
