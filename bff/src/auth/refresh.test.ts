import { ines } from "@pforte/e2e/world/people";
import { readSession } from "@pforte/shared/contract/session";
import { decodeJwt } from "jose";
import { describe, expect, it } from "vitest";
import { quietLog } from "../../test/quiet-log.ts";
import type { TestPerson } from "../../test/person.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";
import { createStorage } from "../storage/postgres-storage.ts";
import type { Principal } from "../storage/principal.ts";
import { type Auth, createAuth } from "./auth.ts";

/** A second process of the portal on the same database: its own pool, memory and connection for messages. */
async function replica(portal: TestPortal, now = () => new Date()): Promise<Auth & AsyncDisposable> {
  const storage = await createStorage({ databaseUrl: portal.database.url, now, log: quietLog });
  const auth = createAuth({ config: portal.config, secrets: portal.secrets, storage, now, log: quietLog });
  auth.start();
  await expect.poll(() => auth.isProviderKnown()).toBe(true);
  const dispose = async () => {
    await auth.close();
    await storage.close();
  };
  return Object.assign(auth, { [Symbol.asyncDispose]: dispose });
}

async function principalOf(auth: Auth, person: TestPerson): Promise<Principal> {
  const signedIn = await auth.authenticate(person.jar.get("portal"));
  if (signedIn === null) {
    throw new Error("There is no session.");
  }
  return signedIn.principal;
}

/** A clock that starts at the real time and can be set forward. */
function clock(): { now: () => Date; forward(seconds: number): void } {
  let ahead = 0;
  return {
    now: () => new Date(Date.now() + ahead * 1000),
    forward(seconds) {
      ahead += seconds;
    },
  };
}

describe("the portal's own access token", () => {
  it("is handed out while it is good, without asking anybody", async () => {
    await using portal = await buildTestPortal();
    await using auth = await replica(portal);
    const result = await auth.accessToken(await principalOf(auth, await portal.as("ines")));
    expect(result.kind === "token" ? decodeJwt(result.token).sub : result).toBe(ines.sub);
    expect(portal.identityProvider.counts.refreshes).toBe(0);
  });

  it.each([false, true])(
    "is refreshed once for 60 callers on two processes, with rotation %s (S13)",
    async (isRotating) => {
      const time = clock();
      await using portal = await buildTestPortal({ overrides: { now: time.now } });
      portal.identityProvider.levers.rotateRefreshTokens = isRotating;
      const person = await portal.as("ines");
      await using one = await replica(portal, time.now);
      await using two = await replica(portal, time.now);
      const principal = await principalOf(one, person);
      for (let round = 1; round <= 3; round += 1) {
        time.forward(290);
        const results = await Promise.all(
          Array.from({ length: 60 }, async (_, index) => (index % 2 === 0 ? one : two).accessToken(principal)),
        );
        expect(new Set(results.map((result) => result.kind))).toEqual(new Set(["token"]));
        expect(new Set(results.map((result) => result.kind === "token" && result.token)).size).toBe(1);
        expect(portal.identityProvider.counts.refreshes).toBe(round);
      }
    },
  );

  it("that comes after the sign-out revives nothing and is revoked (S13)", async () => {
    const time = clock();
    await using portal = await buildTestPortal({ overrides: { now: time.now } });
    const person = await portal.as("ines");
    await using auth = await replica(portal, time.now);
    const principal = await principalOf(auth, person);
    time.forward(290);
    let isAsked = false;
    const answer = Promise.withResolvers<undefined>();
    const stop = portal.identityProvider.intercept(({ path, requestBody }) => {
      if (path.endsWith("/token") && requestBody.includes("grant_type=refresh_token")) {
        isAsked = true;
        return answer.promise;
      }
      return undefined;
    });
    const late = auth.accessToken(principal);
    await expect.poll(() => isAsked).toBe(true);
    await portal.portal.storage.sessions.end(principal.sessionHash, "signed_out");
    answer.resolve(undefined);
    expect(await late).toEqual({ kind: "ended" });
    stop();
    expect(portal.identityProvider.counts.revocation).toBe(1);
    await expect.poll(async () => (await person.send("GET", "/api/session")).status, { timeout: 2000 }).toBe(401);
  });

  it("ends the session when the provider ended it, or disabled the person, by the next life of the token (S27)", async () => {
    const time = clock();
    await using portal = await buildTestPortal({ overrides: { now: time.now } });
    const person = await portal.as("ines");
    portal.identityProvider.setEnabled(ines.sub, false);
    expect((await person.send("GET", "/api/session")).status).toBe(200);
    time.forward(301);
    expect((await person.send("GET", "/api/session")).status).toBe(401);
  });

  it("for another person ends the session (S12)", async () => {
    const time = clock();
    await using portal = await buildTestPortal({ overrides: { now: time.now } });
    const person = await portal.as("ines");
    const { identityProvider } = portal;
    identityProvider.intercept(async ({ path, requestBody, body, status }) => {
      if (!path.endsWith("/token") || !requestBody.includes("grant_type=refresh_token") || status !== 200) {
        return undefined;
      }
      const reply = JSON.parse(body) as { id_token: string };
      const claims = { ...decodeJwt(reply.id_token), sub: "somebody-else" };
      return { body: JSON.stringify({ ...reply, id_token: await identityProvider.sign("PS256", {}, claims) }) };
    });
    time.forward(301);
    expect((await person.send("GET", "/api/session")).status).toBe(401);
  });

  it("is not to be had while the provider is away; the session lives and recovers without a new sign-in (F10, F11)", async () => {
    const time = clock();
    await using portal = await buildTestPortal({ overrides: { now: time.now } });
    const person = await portal.as("ines");
    await using auth = await replica(portal, time.now);
    const principal = await principalOf(auth, person);
    portal.identityProvider.pause();
    expect((await person.call(readSession)).person.username).toBe("ines");
    time.forward(301);
    expect((await auth.accessToken(principal)).kind).toBe("unavailable");
    expect((await person.call(readSession)).person.username).toBe("ines");
    portal.identityProvider.resume();
    time.forward(10);
    expect((await auth.accessToken(principal)).kind).toBe("token");
    expect((await person.call(readSession)).person.username).toBe("ines");
  });

  it("brings the groups of today with it", async () => {
    const time = clock();
    await using portal = await buildTestPortal({ overrides: { now: time.now } });
    const person = await portal.as("katharina");
    await using auth = await replica(portal, time.now);
    expect((await principalOf(auth, person)).isAdministrator).toBe(true);
    const { identityProvider } = portal;
    identityProvider.intercept(async ({ path, requestBody, body, status }) => {
      if (!path.endsWith("/token") || !requestBody.includes("grant_type=refresh_token") || status !== 200) {
        return undefined;
      }
      const reply = JSON.parse(body) as { id_token: string };
      const claims = { ...decodeJwt(reply.id_token), groups: ["unit-42"] };
      return { body: JSON.stringify({ ...reply, id_token: await identityProvider.sign("PS256", {}, claims) }) };
    });
    time.forward(301);
    const principal = await principalOf(auth, person);
    expect([principal.isAdministrator, principal.groups]).toEqual([false, ["unit-42"]]);
  });
});

describe("tokens in the store", () => {
  it("open with the ring they were sealed with; a key that is gone ends that session only (S18)", async () => {
    await using portal = await buildTestPortal();
    const person = await portal.as("ines");
    const other = { id: "other", key: new Uint8Array(32).map((_, index) => index * 7) };
    const storage = await createStorage({ databaseUrl: portal.database.url, now: () => new Date(), log: quietLog });
    const rotated = createAuth({
      config: portal.config,
      secrets: { ...portal.secrets, sessionKeys: [other, ...portal.secrets.sessionKeys] },
      storage,
      now: () => new Date(),
      log: quietLog,
    });
    expect((await rotated.accessToken(await principalOf(rotated, person))).kind).toBe("token");
    const without = createAuth({
      config: portal.config,
      secrets: { ...portal.secrets, sessionKeys: [other] },
      storage,
      now: () => new Date(),
      log: quietLog,
    });
    const second = await portal.as("tobias");
    expect((await without.accessToken(await principalOf(without, person))).kind).toBe("ended");
    await expect.poll(async () => (await person.send("GET", "/api/session")).status, { timeout: 2000 }).toBe(401);
    expect((await second.send("GET", "/api/session")).status).toBe(200);
    await rotated.close();
    await without.close();
    await storage.close();
  });
});
