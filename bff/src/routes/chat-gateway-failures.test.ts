import type { ServerResponse } from "node:http";
import { sendJson } from "@pforte/e2e/world/matrix-http";
import type { BreakMode } from "@pforte/e2e/world/stand-in-http";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { type GatewayPortal, startGatewayPortal, gateway } from "../../test/gateway-portal.ts";
import type { TestPerson } from "../../test/person.ts";
import { startToolsPortal } from "../../test/tools-portal.ts";

const limits = { connectMilliseconds: 500, totalMilliseconds: 1500, breakerCalls: 10_000, slowStartMilliseconds: 1 };

let ahead = 0;
let world: GatewayPortal;
let ines: TestPerson;

beforeAll(async () => {
  const overrides = { pace: { limits }, now: () => new Date(Date.now() + ahead) };
  world = await startGatewayPortal({ config: { requestsPerMinute: 1_000_000 }, overrides });
  ines = await world.portal.as("ines");
}, 60_000);
afterAll(async () => world[Symbol.asyncDispose]());
beforeEach(() => {
  ahead += 60_000;
  world.matrix.intercept(null);
  world.matrix.refuseTokens(false);
});

const failure = z.strictObject({ errcode: z.string(), error: z.string(), retry_after_ms: z.number().optional() });

async function failed(answer: Response) {
  return { status: answer.status, ...failure.parse(await answer.json()) };
}

const ask = async () => world.ask(ines, "GET", "/v3/joined_rooms");

function say(answer: (response: ServerResponse) => unknown): void {
  world.matrix.intercept(({ path }, response) => {
    if (!path.endsWith("/joined_rooms")) return false;
    answer(response);
    return true;
  });
}

describe("a call that fails", () => {
  test.each([
    [400, "M_INVALID_PARAM"],
    [403, "M_FORBIDDEN"],
    [404, "M_NOT_FOUND"],
    [413, "M_TOO_LARGE"],
    [500, "M_UNKNOWN"],
    [502, "M_UNKNOWN"],
  ])("says what the homeserver said: %i %s, and not in its words", async (status, errcode) => {
    say((response) => sendJson(response, status, { errcode, error: "canary syt_token", consent_uri: "https://evil" }));
    const said = await failed(await ask());
    expect(said).toMatchObject({ status, errcode });
    expect(JSON.stringify(said)).not.toMatch(/canary|syt_|evil/u);
  });

  test("says when to go on, where the homeserver wants less of it", async () => {
    say((response) => sendJson(response, 429, { errcode: "M_LIMIT_EXCEEDED", retry_after_ms: 2000 }));
    const answer = await ask();
    expect(answer.headers.get("retry-after")).toBe("2");
    expect(await failed(answer)).toMatchObject({ status: 429, errcode: "M_LIMIT_EXCEEDED", retry_after_ms: 2000 });
  });

  test("follows no redirect (S56)", async () => {
    const other = world.matrix.address.replace("localhost", "127.0.0.1");
    say((response) => response.writeHead(307, { location: `${other}/_matrix/client/versions` }).end());
    world.matrix.forget();
    expect(await failed(await ask())).toMatchObject({ status: 503, errcode: "ORG.PFORTE.UNAVAILABLE" });
    expect(world.asked().map(({ path }) => path)).toEqual(["/_matrix/client/v3/joined_rooms"]);
  });

  test.each([true, false])("is made again with another token, quietly (soft: %s)", async (isSoft) => {
    await ask();
    world.matrix.forget();
    let refusals = 1;
    world.matrix.intercept(({ path }, response) => {
      if (!path.endsWith("/joined_rooms") || refusals === 0) return false;
      refusals -= 1;
      sendJson(response, 401, { errcode: "M_UNKNOWN_TOKEN", error: "x", soft_logout: isSoft });
      return true;
    });
    expect((await ask()).status).toBe(200);
    const tokens = world.asked().filter(({ path }) => path.endsWith("/joined_rooms"));
    expect(new Set(tokens.map(({ headers }) => headers["authorization"])).size).toBe(2);
  });

  test("never ends the session of the portal, whatever becomes of the token", async () => {
    await ask();
    world.matrix.refuseTokens(true);
    for (const _ of [1, 2, 3]) {
      expect(await failed(await ask())).toMatchObject({ status: 403, errcode: "ORG.PFORTE.SIGN_IN_REQUIRED" });
    }
    expect((await ines.send("GET", "/api/session")).status).toBe(200);
    world.matrix.refuseTokens(false);
    ahead += 60_000;
    expect((await ask()).status).toBe(200);
  });

  test("is over when the homeserver is back", async () => {
    expect((await ask()).status).toBe(200);
    await world.matrix.down();
    expect(await failed(await ask())).toMatchObject({ status: 503, errcode: "ORG.PFORTE.UNAVAILABLE" });
    await world.matrix.up();
    await expect.poll(async () => (await ask()).status, { timeout: 10_000 }).toBe(200);
  });
});

describe("a homeserver that breaks", () => {
  test("is a failure in Matrix's words, each time, and takes nothing else away", async () => {
    await using tools = await startToolsPortal({
      overrides: { pace: { limits: { ...limits, totalMilliseconds: 800 } } },
    });
    const person = await tools.portal.as("ines");
    const path = `${gateway}/v3/joined_rooms`;
    expect((await person.send("GET", path)).status).toBe(200);
    const expected: readonly (readonly [BreakMode, string])[] = [
      ["garbage", "503 ORG.PFORTE.UNAVAILABLE"],
      ["http500", "500 M_UNKNOWN"],
      ["stop", "503 ORG.PFORTE.UNAVAILABLE"],
      ["reset", "503 ORG.PFORTE.UNAVAILABLE"],
      ["http429", "429 M_LIMIT_EXCEEDED"],
    ];
    for (const [mode, said] of expected) {
      tools.break("chat", mode);
      const { status, errcode } = await failed(await person.send("GET", path));
      expect([mode, `${status} ${errcode}`]).toEqual([mode, said]);
    }
    tools.break("chat", "ok");
    expect((await person.send("GET", "/api/session")).status).toBe(200);
    await expect.poll(async () => (await person.send("GET", path)).status, { timeout: 10_000 }).toBe(200);
  }, 60_000);
});

describe("a session that asks too much", () => {
  test("is told so by the portal, in the portal's own words (S45)", async () => {
    await using small = await startGatewayPortal({ config: { requestsPerMinute: 5 } });
    const person = await small.portal.as("ines");
    const answers = await Promise.all(
      Array.from({ length: 12 }, async () => small.ask(person, "GET", "/v3/joined_rooms")),
    );
    const limited = answers.filter(({ status }) => status === 429);
    expect(limited.length).toBeGreaterThanOrEqual(5);
    expect(await limited[0]?.json()).toMatchObject({ code: "rate_limited" });
    expect(limited[0]?.headers.get("retry-after")).toMatch(/^\d+$/u);
  });
});
