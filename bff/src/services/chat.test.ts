import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { decodeJwt } from "jose";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { aPage, startSourcesWorld } from "../../test/sources-world.ts";
import type { BusMessage } from "#storage/ports/bus.ts";
import { ownerDigest } from "#storage/principal.ts";

type World = Awaited<ReturnType<typeof startSourcesWorld>>;

describe("rooms of a person by an exchanged token", () => {
  let world: World;

  beforeEach(async () => {
    world = await startSourcesWorld();
  });

  afterEach(async () => world[Symbol.asyncDispose]());

  test("shows each person their own rooms with unread counts, mentions and the last message", async () => {
    const { homeserver } = world.matrix;
    const room = homeserver.createRoom({ name: "Referat 42", members: ["ines", "tobias", "deniz"] });
    const secret = homeserver.createRoom({ name: "Nur Tobias", members: ["tobias", "deniz"] });
    homeserver.say(room, "deniz", "Guten Morgen", { mentions: ["ines"] });
    homeserver.say(secret, "deniz", "Nur für Sie");
    const [ines, tobias] = [await world.signIn("ines"), await world.signIn("tobias")];
    const [hers, his] = [await world.rooms(ines), await world.rooms(tobias)];
    expect(hers.sources).toMatchObject([{ source: "chat", name: "Chat", outcome: { state: "ok" } }]);
    expect(hers.rooms).toHaveLength(1);
    expect(hers.rooms[0]).toMatchObject({
      id: `chat:${room}`,
      source: "chat",
      name: "Referat 42",
      unread: 1,
      highlights: 1,
      lastMessage: { text: "Guten Morgen", sender: "deniz", own: false, kind: "text" },
      href: `https://chat.example.org/#/room/${encodeURIComponent(room)}`,
    });
    expect(hers.counts).toEqual([{ source: "chat", unread: 1, highlights: 1 }]);
    expect(his.rooms.map((each) => each.name).sort()).toEqual(["Nur Tobias", "Referat 42"]);
    expect(his.counts).toEqual([{ source: "chat", unread: 2, highlights: 0 }]);
  });

  test("sends the homeserver a token for it alone, and no header that was not made for it", async () => {
    const ines = await world.signIn("ines");
    await world.rooms(ines);
    const login = world.matrix.requests.find((seen) => seen.method === "POST" && seen.path.endsWith("/v3/login"));
    const { token, device_id: device } = z.object({ token: z.string(), device_id: z.string() }).parse(login?.body);
    expect(decodeJwt(token)).toMatchObject({ aud: "opendesk-matrix", azp: "opendesk-portal" });
    expect(device).toMatch(/^[A-Za-z0-9-]{10,}$/u);
    for (const seen of world.matrix.requests) {
      const names = Object.keys(seen.headers)
        .sort()
        .filter((name) => !["content-type", "content-length"].includes(name));
      const isSync = seen.path.endsWith("/sync");
      expect(names).toEqual([
        "accept",
        "accept-encoding",
        ...(isSync ? ["authorization"] : []),
        "connection",
        "host",
        "user-agent",
      ]);
    }
    const syncs = world.matrix.requests.filter((seen) => seen.path.endsWith("/sync"));
    expect(syncs.map((seen) => seen.query.get("set_presence"))).toEqual(["offline", "offline"]);
  });

  test.each([
    ["invalid_request", "Requested audience not available: opendesk-matrix", 400, "not_entitled"],
    ["invalid_client", "Audience not found", 400, "unavailable"],
    ["invalid_scope", "Invalid scopes: portal-aud-matrix", 400, "unavailable"],
    ["server_error", "no", 500, "unavailable"],
  ])("makes no call as a person when the exchange says %s (%s)", async (error, description, status, state) => {
    world.provider.levers.exchangeRefusal = { status, error, description };
    const ines = await world.signIn("ines");
    const reply = await world.rooms(ines);
    expect(reply.sources[0]?.outcome.state).toBe(state);
    expect(reply.counts).toEqual([{ source: "chat", unread: null, highlights: null }]);
    // Which sign-ins it offers is asked without anybody's name; nothing else may have been sent.
    expect(world.matrix.requests.filter((seen) => !(seen.method === "GET" && seen.path.endsWith("/v3/login")))).toEqual(
      [],
    );
    expect(world.matrix.requests.filter((seen) => seen.headers["authorization"] !== undefined)).toEqual([]);
  });

  test("does not answer one refused token with another for ever", async () => {
    const ines = await world.signIn("ines");
    await world.rooms(ines);
    world.matrix.forget();
    world.matrix.refuseTokens(true);
    world.passTime(3000);
    for (let round = 0; round < 3; round += 1) {
      const reply = await world.rooms(ines);
      expect(reply.sources[0]?.outcome.state).toBe("unavailable");
      expect(reply.rooms).toEqual([]);
    }
    expect(world.matrix.requests.filter((seen) => seen.path.endsWith("/sync")).length).toBeLessThanOrEqual(5);
    expect(
      world.matrix.requests.filter((seen) => seen.method === "POST" && /login|refresh/u.test(seen.path)).length,
    ).toBeLessThanOrEqual(2);
  });

  test("goes on by itself after the homeserver forgot the device", async () => {
    const room = world.matrix.homeserver.createRoom({ name: "Referat 42", members: ["ines", "deniz"] });
    const ines = await world.signIn("ines");
    await world.rooms(ines);
    world.matrix.devices.end((device) => device.user === "@ines:localhost");
    world.matrix.homeserver.say(room, "deniz", "Noch da?");
    world.passTime(3000);
    const reply = await world.rooms(ines);
    expect(reply.sources[0]?.outcome.state).toBe("ok");
    expect(reply.rooms[0]?.lastMessage?.text).toBe("Noch da?");
    expect(world.matrix.devices.of("@ines:localhost")).toHaveLength(1);
  });

  test("keeps showing rooms with their time when the homeserver goes away, and is new again when it is back", async () => {
    world.matrix.homeserver.createRoom({ name: "Referat 42", members: ["ines", "deniz"] });
    const ines = await world.signIn("ines");
    const before = await world.rooms(ines);
    const at = before.sources[0]?.outcome.state === "ok" ? before.sources[0].outcome.at : null;
    await world.matrix.down();
    world.passTime(3000);
    const stale = await world.rooms(ines);
    expect(stale.sources[0]?.outcome).toMatchObject({ state: "stale", at, because: "unavailable" });
    expect(stale.rooms).toEqual(before.rooms);
    await world.matrix.up();
    expect((await world.rooms(ines)).sources[0]?.outcome.state).toBe("ok");
  });

  test("says since when the homeserver is away where it never answered, and counts nothing as 0", async () => {
    await world.matrix.down();
    const ines = await world.signIn("ines");
    const reply = await world.rooms(ines);
    expect(reply.sources[0]?.outcome.state).toBe("unavailable");
    expect(reply.rooms).toEqual([]);
    expect(reply.counts).toEqual([{ source: "chat", unread: null, highlights: null }]);
  });

  test("says in time that the homeserver hangs, in its own outcome", async () => {
    const ines = await world.signIn("ines");
    world.matrix.slow(20_000);
    const at = performance.now();
    const reply = await world.rooms(ines);
    expect(performance.now() - at).toBeLessThan(9500);
    expect(reply.sources[0]?.outcome.state).toBe("unavailable");
    world.matrix.slow(0);
  });

  test("waits as long as the homeserver asks, without asking again", async () => {
    world.matrix.rateLimit({ milliseconds: 60_000 });
    const ines = await world.signIn("ines");
    const first = await world.rooms(ines);
    const asked = world.matrix.requests.length;
    const second = await world.rooms(ines);
    const outcome = second.sources[0]?.outcome;
    expect(first.sources[0]?.outcome.state).toBe("throttled");
    expect(outcome?.state === "throttled" && Date.parse(outcome.until) - Date.now()).toBeGreaterThan(30_000);
    expect(world.matrix.requests.slice(asked).filter((seen) => seen.method !== "GET")).toEqual([]);
  });

  test("leaves a room out that cannot be read, counts it, and shows the others", async () => {
    const good = world.matrix.homeserver.createRoom({ name: "Referat 42", members: ["ines", "deniz"] });
    world.matrix.homeserver.createRoom({ id: "!odd:localhost", name: "Seltsam", members: ["ines"] });
    world.matrix.intercept((seen, response) => {
      if (!seen.path.endsWith("/sync")) return false;
      const join = { [good]: { timeline: { events: [] } }, "!odd:localhost": { timeline: { events: "none" } } };
      response
        .writeHead(200, { "content-type": "application/json" })
        .end(JSON.stringify({ next_batch: "s1_0", rooms: { join } }));
      return true;
    });
    const ines = await world.signIn("ines");
    const reply = await world.rooms(ines);
    expect(reply.sources[0]?.outcome).toMatchObject({ state: "degraded", dropped: 1 });
    expect(reply.rooms.map((room) => room.id)).toEqual([`chat:${good}`]);
    expect(world.log.text()).not.toContain("Seltsam");
  });

  test("gives nobody the rooms of a person who was signed out", async () => {
    world.matrix.homeserver.createRoom({ name: "Referat 42", members: ["ines", "deniz"] });
    const ines = await world.signIn("ines");
    await world.rooms(ines);
    await world.signOut(ines);
    await expect.poll(async () => (await world.rooms(ines)).rooms.length).toBe(0);
    expect(world.matrix.devices.of("@ines:localhost")).toEqual([]);
  });

  test("puts no token, message or name into the log", async () => {
    const room = world.matrix.homeserver.createRoom({ name: "Vertraulich", members: ["ines", "deniz"] });
    world.matrix.homeserver.say(room, "deniz", "Geheimnis");
    const ines = await world.signIn("ines");
    await world.rooms(ines);
    await world.matrix.down();
    world.passTime(3000);
    await world.rooms(ines);
    const text = world.log.text();
    for (const canary of ["Vertraulich", "Geheimnis", "syt_", "syr_", "eyJ", "Bearer"])
      expect(text).not.toContain(canary);
  });
});

describe("a person's rooms while a page is open", () => {
  test("announces a message within two seconds, over one call however many pages there are", async ({ annotate }) => {
    await using world = await startSourcesWorld();
    const room = world.matrix.homeserver.createRoom({ name: "Referat 42", members: ["ines", "deniz"] });
    const ines = await world.signIn("ines");
    const heard: BusMessage[] = [];
    world.storage.bus.subscribe((message) => heard.push(message));
    const detach = [world.sources.watch.attach(ines, aPage), world.sources.watch.attach(ines, aPage)];
    await expect.poll(async () => (await world.rooms(ines)).sources[0]?.outcome.state).toBe("ok");
    await expect.poll(() => openSyncs(world)).toBe(1);
    heard.length = 0;
    const at = performance.now();
    world.matrix.homeserver.say(room, "deniz", "Neu");
    await expect
      .poll(() => heard, { timeout: 2000, interval: 10 })
      .toContainEqual({
        type: "source_changed",
        owner: ownerDigest(ines.owner),
        source: "chat",
        topics: ["chat", "notifications"],
        replica: expect.any(String),
      });
    await annotate(`announced after ${Math.round(performance.now() - at)} ms`);
    world.matrix.forget();
    const reply = await world.rooms(ines);
    expect(reply.rooms[0]).toMatchObject({ unread: 1, lastMessage: { text: "Neu" } });
    world.matrix.homeserver.readAll(room, "ines");
    await expect.poll(async () => (await world.rooms(ines)).rooms[0]?.unread, { timeout: 2000 }).toBe(0);
    // All these answers came from memory: the only calls were the loop's own, one after the other.
    expect(
      world.matrix.requests.filter((seen) => seen.path.endsWith("/sync") && Number(seen.query.get("timeout")) < 1000),
    ).toEqual([]);
    for (const each of detach) each();
  });

  test("stops asking when the session ends, at once", async () => {
    await using world = await startSourcesWorld();
    const ines = await world.signIn("ines");
    world.sources.watch.attach(ines, aPage);
    await expect.poll(() => openSyncs(world)).toBe(1);
    await world.signOut(ines);
    await sleep(300);
    world.matrix.forget();
    await sleep(1500);
    expect(world.matrix.requests.filter((seen) => seen.path.endsWith("/sync"))).toEqual([]);
  });

  test("stops asking some time after the last page was closed", async () => {
    await using world = await startSourcesWorld({ pace: { graceMilliseconds: 100, waitSeconds: 1 } });
    const ines = await world.signIn("ines");
    const detach = world.sources.watch.attach(ines, aPage);
    await expect.poll(() => openSyncs(world), { timeout: 5000 }).toBeGreaterThan(0);
    detach();
    await sleep(400);
    world.matrix.forget();
    await sleep(1500);
    expect(world.matrix.requests.filter((seen) => seen.path.endsWith("/sync"))).toEqual([]);
  });

  test("announces that the homeserver went away and that it is back", async () => {
    await using world = await startSourcesWorld({ pace: { waitSeconds: 1 } });
    const ines = await world.signIn("ines");
    const heard: BusMessage[] = [];
    world.storage.bus.subscribe((message) => heard.push(message));
    world.sources.watch.attach(ines, aPage);
    await expect.poll(() => openSyncs(world), { timeout: 5000 }).toBeGreaterThan(0);
    await world.matrix.down();
    await expect.poll(async () => (await world.rooms(ines)).sources[0]?.outcome.state, { timeout: 5000 }).toBe("stale");
    const whenDown = heard.length;
    expect(whenDown).toBeGreaterThan(0);
    await world.matrix.up();
    await expect.poll(async () => (await world.rooms(ines)).sources[0]?.outcome.state, { timeout: 10_000 }).toBe("ok");
    await expect.poll(() => heard.length).toBeGreaterThan(whenDown);
  });

  test("are asked for at once when the person asks, though the loop pauses after failures", async () => {
    await using world = await startSourcesWorld({ pace: { waitSeconds: 1 } });
    const ines = await world.signIn("ines");
    world.sources.watch.attach(ines, aPage);
    await expect.poll(() => openSyncs(world), { timeout: 5000 }).toBeGreaterThan(0);
    await world.matrix.down();
    await expect.poll(() => state(world, ines)).toBe("stale");
    // The second failure comes within 1.2 s, and the pause after it is 2 s or longer.
    await sleep(1500);
    world.passTime(3000);
    await world.matrix.up();
    const at = performance.now();
    expect(await state(world, ines)).toBe("ok");
    expect(performance.now() - at).toBeLessThan(1000);
  });

  test("go on in one browser when another that asked for both is signed out, over a call of its own", async () => {
    await using world = await startSourcesWorld();
    const room = world.matrix.homeserver.createRoom({ name: "Referat 42", members: ["ines", "deniz"] });
    const [here, there] = [await world.signIn("ines"), await world.signIn("ines")];
    const closed: Promise<unknown>[] = [];
    world.matrix.intercept((seen, response) => {
      if (Number(seen.query.get("timeout")) >= 1000) closed.push(once(response, "close"));
      return false;
    });
    world.sources.watch.attach(here, aPage);
    await expect.poll(() => closed.length).toBe(1);
    world.sources.watch.attach(there, aPage);
    await world.signOut(here);
    expect(await Promise.race([closed[0]?.then(() => "closed"), sleep(300, "open")])).toBe("closed");
    world.matrix.homeserver.say(room, "deniz", "Neu");
    const states = new Set<string | undefined>();
    for (let left = 10; left > 0; left -= 1) {
      states.add(await state(world, there));
      await sleep(50);
    }
    expect(states).toEqual(new Set(["ok"]));
    expect((await world.rooms(there)).rooms[0]?.lastMessage?.text).toBe("Neu");
  });
});

const state = async (world: World, principal: Parameters<World["rooms"]>[0]) =>
  (await world.rooms(principal)).sources[0]?.outcome.state;

function openSyncs(world: World): number {
  return world.matrix.requests.filter(
    (seen) => seen.path.endsWith("/sync") && Number(seen.query.get("timeout")) >= 1000,
  ).length;
}
