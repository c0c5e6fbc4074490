import { expect, it } from "vitest";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";
import { recordedLog } from "../../test/recorded-log.ts";
import type { Storage } from "../storage/storage.ts";
import { StorageUnavailableError } from "../storage/storage.ts";
import { createStorage } from "../storage/postgres-storage.ts";
import { createAuth } from "./auth.ts";

/** What happens to each write of tokens in turn; after the last one all is well. */
type Fate = "lost before" | "lost after" | "good";

function unsteady(storage: Storage, fates: Fate[]): Storage {
  return {
    ...storage,
    sessions: {
      ...storage.sessions,
      async replaceTokens(...change) {
        const fate = fates.shift() ?? "good";
        if (fate === "lost before") {
          throw new StorageUnavailableError("The database was away.");
        }
        const isKept = await storage.sessions.replaceTokens(...change);
        if (fate === "lost after") {
          throw new StorageUnavailableError("The answer was lost.");
        }
        return isKept;
      },
    },
  };
}

/** Signed in at a provider that rotates refresh tokens, before a store that fails as told. */
async function stage(portal: TestPortal, now: () => Date, fates: Fate[]) {
  portal.identityProvider.levers.rotateRefreshTokens = true;
  const person = await portal.as("ines");
  const log = recordedLog();
  const { config, secrets } = portal;
  const storage = unsteady(portal.portal.storage, fates);
  const auth = createAuth({ config, secrets, storage, now, log });
  auth.start();
  await expect.poll(() => auth.isProviderKnown()).toBe(true);
  const signedIn = await auth.authenticate(person.jar.get("portal"));
  if (signedIn === null) {
    throw new Error("There is no session.");
  }
  return { auth, log, person, principal: signedIn.principal };
}

it.each<readonly [string, Fate[]]>([
  ["was away for a moment", ["lost before", "lost before", "lost before"]],
  ["wrote and could not say so", ["lost after"]],
])("a refresh whose database %s keeps the only tokens that still work (S13, S22)", async (_, fates) => {
  let ahead = 0;
  const now = () => new Date(Date.now() + ahead);
  await using portal = await buildTestPortal({ overrides: { now } });
  const { auth, log, person, principal } = await stage(portal, now, fates);
  ahead = 290_000;
  const first = await auth.accessToken(principal);
  ahead = 580_000;
  const second = await auth.accessToken(principal);
  expect([first.kind, second.kind]).toEqual(["token", "token"]);
  expect(first).not.toEqual(second);
  expect(portal.identityProvider.counts.refreshes).toBe(2);
  expect(portal.identityProvider.counts.revocation).toBe(0);
  expect(log.text()).not.toContain("refused");
  expect((await person.send("GET", "/api/session")).status).toBe(200);
  await auth.close();
});

it("a refresh whose database stays away is the database's failure, not the provider's (S22)", async () => {
  let ahead = 0;
  const now = () => new Date(Date.now() + ahead);
  await using portal = await buildTestPortal({ overrides: { now } });
  const { auth, log, principal } = await stage(
    portal,
    now,
    Array.from({ length: 4 }, () => "lost before" as const),
  );
  ahead = 290_000;
  await expect(auth.accessToken(principal)).rejects.toThrow(StorageUnavailableError);
  expect(log.text()).not.toContain("refused");
  await auth.close();
});

it("a database that takes no writes keeps nobody from reading when their token runs out (F26)", async () => {
  let ahead = 0;
  let isFull = false;
  const now = () => new Date(Date.now() + ahead);
  await using portal = await buildTestPortal({
    overrides: { now },
    async storage(settings) {
      const storage = await createStorage(settings);
      const takeRefreshLease: Storage["sessions"]["takeRefreshLease"] = async (...lease) => {
        if (isFull) throw new StorageUnavailableError("No space left on device.", { cause: { code: "53100" } });
        return storage.sessions.takeRefreshLease(...lease);
      };
      return { ...storage, sessions: { ...storage.sessions, takeRefreshLease } };
    },
  });
  const person = await portal.as("ines");
  ahead = 310_000;
  isFull = true;
  expect((await person.get("/")).status).toBe(200);
  expect(portal.identityProvider.counts.refreshes).toBe(0);
  isFull = false;
  expect((await person.get("/")).status).toBe(200);
  expect(portal.identityProvider.counts.refreshes).toBe(1);
});
