import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { TestPerson } from "../../test/person.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";
import { quietLog } from "../../test/quiet-log.ts";
import { createAuth } from "./auth.ts";

let portal: TestPortal;
let ahead = 0;
beforeEach(async () => {
  ahead = 0;
  portal = await buildTestPortal({ overrides: { now: () => new Date(Date.now() + ahead) } });
});
afterEach(async () => portal[Symbol.asyncDispose]());

const minute = 60_000;
const read = async (person: TestPerson) => person.send("GET", "/api/session");
const refreshes = () => portal.identityProvider.counts.refreshes;

/** The provider refreshes and the connection is cut before its answer is out, so many times. */
function loseAnswers(times: number): void {
  let left = times;
  portal.identityProvider.intercept(({ path, requestBody }) => {
    const isRefresh = path.endsWith("/token") && requestBody.includes("grant_type=refresh_token");
    if (isRefresh && left > 0) {
      left -= 1;
      throw new Error("The connection is cut here.");
    }
    return undefined;
  });
}

/** Sessions that have not ended. */
const living = async () => (await portal.database.query("select 1 from sessions where ended_at is null")).length;

describe("a refresh whose answer is lost on the way", { timeout: 60_000 }, () => {
  it("is asked for once more with the old token, and goes on where the provider allows that (F15)", async () => {
    const person = await portal.as("ines");
    loseAnswers(1);
    ahead = 5 * minute + 1000;
    expect((await read(person)).status).toBe(200);
    expect(refreshes()).toBe(1);
    // At rest, so that nobody asks again at each request of a page.
    for (let round = 0; round < 10; round += 1) expect((await read(person)).status).toBe(200);
    expect(refreshes()).toBe(1);
    ahead += 6000;
    for (let round = 0; round < 10; round += 1) expect((await read(person)).status).toBe(200);
    expect([refreshes(), await living()]).toEqual([2, 1]);
  });

  it("ends in a clean 401 where the provider rotates and the old token is used up, without a loop (F15)", async () => {
    portal.identityProvider.levers.rotateRefreshTokens = true;
    const person = await portal.as("ines");
    loseAnswers(1);
    ahead = 5 * minute + 1000;
    expect((await read(person)).status).toBe(200);
    ahead += 6000;
    const ended = await read(person);
    expect([ended.status, ended.headers.get("content-type")]).toEqual([401, expect.stringContaining("json")]);
    for (let round = 0; round < 20; round += 1) expect((await read(person)).status).toBe(401);
    expect([refreshes(), await living()]).toEqual([2, 0]);
    // And signing in anew is all that it takes.
    expect((await read(await portal.as("ines"))).status).toBe(200);
  });

  it("for most of a minute is asked for once in five seconds at most, however many requests and tools want a token (F15, F11)", async () => {
    const person = await portal.as("ines");
    await using tools = await anotherAuth();
    const signedIn = await tools.auth.authenticate(person.jar.get("portal"));
    loseAnswers(Number.POSITIVE_INFINITY);
    ahead = 4 * minute + 35_000;
    const kinds = new Set<string | undefined>();
    for (let second = 0; second < 40; second += 1) {
      ahead += 1000;
      const asked = Array.from({ length: 3 }, async () => signedIn && tools.auth.accessToken(signedIn.principal));
      for (const result of await Promise.all(asked)) kinds.add(result?.kind);
    }
    // Handed out while it was good, although it could not be renewed early, and then withheld.
    expect([...kinds]).toEqual(["token", "unavailable"]);
    expect(refreshes()).toBeGreaterThan(3);
    expect(refreshes()).toBeLessThanOrEqual(9);
    expect(await living()).toBe(1);
    expect((await read(person)).status).toBe(200);
  });
});

/** The same sign-in in another process, as what fetches for tools asks it. */
async function anotherAuth() {
  const { config, secrets } = portal;
  const auth = createAuth({
    config,
    secrets,
    storage: portal.portal.storage,
    now: () => new Date(Date.now() + ahead),
    log: quietLog,
  });
  auth.start();
  await expect.poll(() => auth.isProviderKnown()).toBe(true);
  return { auth, [Symbol.asyncDispose]: async () => auth.close() };
}
