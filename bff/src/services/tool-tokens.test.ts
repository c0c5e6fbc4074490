import { setTimeout as sleep } from "node:timers/promises";
import { sendJson } from "@pforte/e2e/world/matrix-http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startSourcesWorld } from "../../test/sources-world.ts";

type World = Awaited<ReturnType<typeof startSourcesWorld>>;

const logins = (world: World) =>
  world.matrix.requests.filter((seen) => seen.method === "POST" && seen.path.endsWith("/v3/login"));
const refreshes = (world: World) => world.matrix.requests.filter((seen) => seen.path.endsWith("/v3/refresh"));
const state = async (world: World, principal: Parameters<World["rooms"]>[0]) =>
  (await world.rooms(principal)).sources[0]?.outcome.state;

describe("a person's token for a tool", () => {
  let world: World;

  beforeEach(async () => {
    world = await startSourcesWorld({ accessSeconds: 60 });
  });

  afterEach(async () => world[Symbol.asyncDispose]());

  test("is obtained once, however many replicas and requests need it at the same time", async () => {
    const ines = await world.signIn("ines");
    const others = [await world.replica(), await world.replica()];
    const everywhere = [world.sources, ...others.map((each) => each.sources)];
    const replies = await Promise.all(
      everywhere.flatMap((from) => Array.from({ length: 10 }, async () => world.rooms(ines, from))),
    );
    expect(new Set(replies.map((reply) => reply.sources[0]?.outcome.state))).toEqual(new Set(["ok"]));
    expect(logins(world)).toHaveLength(1);
    expect(world.provider.counts.exchanges).toBe(1);
  });

  test("is not asked for before it is needed", async () => {
    await world.signIn("ines");
    await sleep(200);
    expect(logins(world)).toEqual([]);
  });

  test("is refreshed once across replicas before it expires, and the rotated token is the one that is kept", async () => {
    const ines = await world.signIn("ines");
    const other = await world.replica();
    await world.rooms(ines);
    for (let round = 1; round <= 3; round += 1) {
      world.passTime(31_000);
      const states = await Promise.all([
        world.rooms(ines),
        world.rooms(ines, other.sources),
        world.rooms(ines, other.sources),
      ]);
      expect(states.map((reply) => reply.sources[0]?.outcome.state)).toEqual(["ok", "ok", "ok"]);
      expect(refreshes(world)).toHaveLength(round);
    }
    expect(logins(world)).toHaveLength(1);
  });

  test("is refreshed, not obtained anew, when the homeserver calls it softly logged out", async () => {
    const ines = await world.signIn("ines");
    await world.rooms(ines);
    let left = 1;
    world.matrix.intercept((seen, response) => {
      if (!seen.path.endsWith("/sync") || left === 0) return false;
      left -= 1;
      sendJson(response, 401, { errcode: "M_UNKNOWN_TOKEN", error: "x", soft_logout: true });
      return true;
    });
    world.passTime(3000);
    expect(await state(world, ines)).toBe("ok");
    expect(refreshes(world)).toHaveLength(1);
    expect(logins(world)).toHaveLength(1);
  });

  test("is obtained anew with the same device when its refresh is refused", async () => {
    const ines = await world.signIn("ines");
    await world.rooms(ines);
    const before = world.matrix.devices.of("@ines:localhost");
    world.matrix.intercept((seen, response) => {
      if (!seen.path.endsWith("/refresh")) return false;
      sendJson(response, 403, { errcode: "M_FORBIDDEN", error: "x" });
      return true;
    });
    world.passTime(31_000);
    expect(await state(world, ines)).toBe("ok");
    expect(logins(world)).toHaveLength(2);
    expect(world.matrix.devices.of("@ines:localhost")).toEqual(before);
  });

  test("lies in the database sealed, and cannot be moved to another session", async () => {
    const [ines, tobias] = [await world.signIn("ines"), await world.signIn("tobias")];
    await world.rooms(ines);
    await world.rooms(tobias);
    const rows = await world.database.query("select tool_tokens::text as row from tool_tokens");
    const text = JSON.stringify(rows);
    expect(rows).toHaveLength(2);
    for (const canary of ["syt_", "syr_", "eyJ", "@ines"]) expect(text).not.toContain(canary);
    await world.database.query(
      "update tool_tokens set sealed = (select sealed from tool_tokens where session_hash = $1) where session_hash = $2",
      [ines.sessionHash, tobias.sessionHash],
    );
    world.matrix.forget();
    world.passTime(3000);
    expect(await state(world, tobias)).toBe("ok");
    expect(logins(world)).toHaveLength(1);
    expect(world.matrix.devices.of("@tobias:localhost")).toHaveLength(1);
  });

  test("is thrown away, and its device with it, when the session ended while it was on its way", async () => {
    const ines = await world.signIn("ines");
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
    const { promise: mayAnswer, resolve: letAnswer } = Promise.withResolvers<void>();
    world.matrix.intercept(async (seen) => {
      if (seen.method !== "POST" || !seen.path.endsWith("/v3/login")) return false;
      arrive();
      await mayAnswer;
      return false;
    });
    const reply = world.rooms(ines);
    await arrived;
    await world.signOut(ines);
    letAnswer();
    expect((await reply).rooms).toEqual([]);
    await expect.poll(() => world.matrix.devices.of("@ines:localhost")).toEqual([]);
    expect(await world.database.query("select 1 from tool_tokens where sealed is not null")).toEqual([]);
  });

  test.each(["signed_out", "back_channel", "expired", "replaced", "evicted"] as const)(
    "takes its device along when the session ends (%s)",
    async (because) => {
      const ines = await world.signIn("ines");
      await world.rooms(ines);
      expect(world.matrix.devices.of("@ines:localhost")).toHaveLength(1);
      await world.signOut(ines, because);
      expect(world.matrix.devices.of("@ines:localhost")).toEqual([]);
      expect(await world.database.query("select 1 from tool_tokens where sealed is not null")).toEqual([]);
    },
  );

  test("stays as it is in another browser of the person, whose device is its own", async () => {
    const [here, there] = [await world.signIn("ines"), await world.signIn("ines")];
    await world.rooms(here);
    world.passTime(3000);
    await world.rooms(there);
    expect(world.matrix.devices.of("@ines:localhost")).toHaveLength(2);
    await world.signOut(here);
    expect(world.matrix.devices.of("@ines:localhost")).toHaveLength(1);
    world.passTime(3000);
    expect(await state(world, there)).toBe("ok");
    expect(logins(world)).toHaveLength(2);
  });

  test("does not keep anybody from signing out while the homeserver is down", async () => {
    const ines = await world.signIn("ines");
    await world.rooms(ines);
    await world.matrix.down();
    await expect(world.signOut(ines)).resolves.toBeUndefined();
    expect(world.log.lines.filter((line) => line.message.includes("signed out"))).toMatchObject([
      { level: "warn", fields: { source: "chat", reason: "unavailable" } },
    ]);
  });

  test("of another person is refused, and that device is signed out", async () => {
    world.matrix.intercept((seen, response) => {
      if (seen.method !== "POST" || !seen.path.endsWith("/v3/login")) return false;
      sendJson(response, 200, world.matrix.devices.signIn("@tobias:localhost", "FOREIGN", "x", true, null));
      return true;
    });
    const ines = await world.signIn("ines");
    expect(await state(world, ines)).toBe("unavailable");
    await expect.poll(() => world.matrix.devices.of("@tobias:localhost")).toEqual([]);
    expect(world.log.lines).toContainEqual(
      expect.objectContaining({ level: "error", fields: { source: "chat", event: "other_person" } }),
    );
    expect(await world.database.query("select 1 from tool_tokens where sealed is not null")).toEqual([]);
  });

  test.each([
    [404, "M_UNKNOWN", { state: "needs_first_login", openAt: "https://chat.example.org" }],
    [403, "M_USER_DEACTIVATED", { state: "not_entitled" }],
    [403, "M_FORBIDDEN", { state: "unavailable" }],
    [500, "M_UNKNOWN", { state: "unavailable" }],
    [429, "M_LIMIT_EXCEEDED", { state: "throttled" }],
  ])(
    "is absent when the homeserver answers the sign-in with %i %s, and is not asked for with every request",
    async (status, errcode, outcome) => {
      world.matrix.intercept((seen, response) => {
        if (seen.method !== "POST") return false;
        sendJson(response, status, { errcode, error: "x", retry_after_ms: 5000 });
        return true;
      });
      const ines = await world.signIn("ines");
      const replies = [await world.rooms(ines), await world.rooms(ines), await world.rooms(ines)];
      for (const reply of replies) expect(reply.sources[0]?.outcome).toMatchObject(outcome);
      expect(logins(world)).toHaveLength(1);
      expect(world.matrix.requests.filter((seen) => seen.path.endsWith("/sync"))).toEqual([]);
    },
  );
});
