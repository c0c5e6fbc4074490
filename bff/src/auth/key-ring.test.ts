import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { quietLog } from "../../test/quiet-log.ts";
import type { TestPerson } from "../../test/person.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";
import type { Secrets } from "../config/config.ts";
import type { Principal } from "../storage/principal.ts";
import { type Auth, createAuth } from "./auth.ts";

const newest = { id: "newest", key: new Uint8Array(randomBytes(32)) };

/** The portal's sign-in after a restart with other keys. */
function restarted(portal: TestPortal, sessionKeys: Secrets["sessionKeys"]): Auth & AsyncDisposable {
  const { config, secrets } = portal;
  const { storage } = portal.portal;
  const parts = { config, secrets: { ...secrets, sessionKeys }, storage, now: () => new Date(), log: quietLog };
  const auth = createAuth(parts);
  return Object.assign(auth, { [Symbol.asyncDispose]: async () => auth.close() });
}

async function principalOf(auth: Auth, person: TestPerson): Promise<Principal> {
  const signedIn = await auth.authenticate(person.jar.get("portal"));
  if (signedIn === null) {
    throw new Error("There is no session.");
  }
  return signedIn.principal;
}

const keysInStore = async (portal: TestPortal) =>
  (await portal.database.query("select access_token, refresh_token, id_token from sessions where ended_at is null"))
    .flatMap((row) => Object.values(row))
    .map((sealed) => String(sealed).split(".")[1]);

describe("a new key in front of the ring", () => {
  it("seals a session at its next act, so that the old key can go and nobody is signed out (S18)", async () => {
    await using portal = await buildTestPortal();
    const person = await portal.as("ines");
    expect(await keysInStore(portal)).toEqual(["test", "test", "test"]);
    await using rotated = restarted(portal, [newest, ...portal.secrets.sessionKeys]);
    await Promise.all(Array.from({ length: 5 }, async () => rotated.markActive(await principalOf(rotated, person))));
    expect(await keysInStore(portal)).toEqual(["newest", "newest", "newest"]);
    await using later = restarted(portal, [newest]);
    expect((await later.accessToken(await principalOf(later, person))).kind).toBe("token");
  });

  it("leaves tokens alone while they are being refreshed, so that none is thrown away (S13, S18)", async () => {
    await using portal = await buildTestPortal();
    const person = await portal.as("ines");
    await using rotated = restarted(portal, [newest, ...portal.secrets.sessionKeys]);
    const principal = await principalOf(rotated, person);
    const { sessions } = portal.portal.storage;
    expect(await sessions.takeRefreshLease(principal.sessionHash, 1, "a refresh", 10_000)).toBe(true);
    await rotated.markActive(principal);
    expect(await keysInStore(portal)).toEqual(["test", "test", "test"]);
  });

  it("cannot help what was sealed with a key that is gone: that session ends, the others live (S18)", async () => {
    await using portal = await buildTestPortal();
    const person = await portal.as("ines");
    await using without = restarted(portal, [newest]);
    await without.markActive(await principalOf(without, person));
    // The portal beside it hears of that within two seconds at most.
    await expect.poll(async () => (await person.send("GET", "/api/session")).status, { timeout: 2000 }).toBe(401);
  });
});
