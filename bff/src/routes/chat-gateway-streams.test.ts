import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type GatewayPortal, startGatewayPortal } from "../../test/gateway-portal.ts";
import type { TestPerson } from "../../test/person.ts";

let world: GatewayPortal;
let ines: TestPerson;
let tobias: TestPerson;

beforeAll(async () => {
  const pace = {
    limits: { streamIdleMilliseconds: 1000, longPolls: { inAll: 100, perLane: 2, queued: 0, queuedPerLane: 0 } },
  };
  world = await startGatewayPortal({ config: { requestsPerMinute: 1_000_000 }, overrides: { pace } });
  [ines, tobias] = await Promise.all([world.portal.as("ines"), world.portal.as("tobias")]);
  for (const who of [ines, tobias]) await world.ask(who, "GET", "/v3/joined_rooms");
}, 60_000);
afterAll(async () => world[Symbol.asyncDispose]());
beforeEach(() => {
  world.matrix.intercept(null);
  world.matrix.forget();
});

const sync = "/v3/sync?since=s1&timeout=30000";
const piece = Buffer.alloc(64 * 1024, " ");

/** Answers each sync this way, and counts those that are open. */
function onSync(answer: (response: ServerResponse) => unknown) {
  const open = { now: 0, all: 0 };
  world.matrix.intercept(({ path }, response) => {
    if (!path.endsWith("/sync")) return false;
    open.now += 1;
    open.all += 1;
    response.on("close", () => (open.now -= 1));
    void answer(response);
    return true;
  });
  return open;
}

async function pour(response: ServerResponse, bytes: number, onPiece: () => void = () => undefined): Promise<void> {
  response.setMaxListeners(0).writeHead(200, { "content-type": "application/json" });
  for (let sent = 0; sent < bytes && !response.destroyed; sent += piece.length) {
    onPiece();
    if (!response.write(piece)) await Promise.race([once(response, "drain"), once(response, "close")]);
  }
  response.end();
}

describe("a sync that waits", () => {
  test("ends at the homeserver when its page goes, and its place is free again (S50)", async () => {
    const open = onSync(() => undefined);
    for (const round of [1, 2, 3]) {
      const gone = new AbortController();
      const waiting = [1, 2].map(async () => world.open(ines, sync, gone.signal).catch(() => "gone"));
      await expect.poll(() => open.all).toBe(round * 2);
      gone.abort();
      expect(await Promise.all(waiting)).toEqual(["gone", "gone"]);
      await expect.poll(() => open.now).toBe(0);
    }
  });

  test("of one person ends nobody else's", async () => {
    const answers: ServerResponse[] = [];
    const open = onSync((response) => answers.push(response));
    const gone = new AbortController();
    const hers = world.open(ines, sync, gone.signal).catch(() => "gone");
    await expect.poll(() => open.all).toBe(1);
    const his = world.open(tobias, sync);
    await expect.poll(() => open.all).toBe(2);
    gone.abort();
    await hers;
    await expect.poll(() => open.now).toBe(1);
    for (const each of answers) each.writeHead(200, { "content-type": "application/json" }).end('{"next_batch":"his"}');
    expect(await (await his).body.json()).toEqual({ next_batch: "his" });
  });

  test("takes more than one of five tabs would wait for, and says so to a sixth", async () => {
    const open = onSync(() => undefined);
    const gone = new AbortController();
    const held = [1, 2].map(async () => world.open(ines, sync, gone.signal).catch(() => "gone"));
    await expect.poll(() => open.now).toBe(2);
    const more = await world.open(ines, sync);
    expect([more.statusCode, await more.body.json()]).toMatchObject([429, { errcode: "M_LIMIT_EXCEEDED" }]);
    expect((await world.ask(ines, "GET", "/v3/joined_rooms")).status).toBe(200);
    gone.abort();
    await Promise.all(held);
  });

  test("and one that is being read end with the session, within moments", async () => {
    const katharina = await world.portal.as("katharina");
    await world.ask(katharina, "GET", "/v3/joined_rooms");
    let count = 0;
    const open = onSync((response) => {
      count += 1;
      if (count === 1) return;
      response.writeHead(200, { "content-type": "application/json" });
      const timer = setInterval(() => response.write(" "), 50);
      response.on("close", () => clearInterval(timer));
    });
    const waiting = world.open(katharina, sync);
    await expect.poll(() => open.now).toBe(1);
    const reading = await world.open(katharina, sync);
    const read = reading.body.text().then(
      () => "whole",
      () => "cut",
    );
    await katharina.send("POST", "/auth/logout", {
      body: "",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        "sec-fetch-mode": "navigate",
        "sec-fetch-dest": "document",
      },
    });
    const ended = await waiting;
    expect([ended.statusCode, await ended.body.json()]).toMatchObject([401, { code: "session_ended" }]);
    expect(await read).toBe("cut");
    await expect.poll(() => open.now).toBe(0);
    // A sync of its own would wait for longer than this test.
  }, 20_000);
});

describe("a large answer", () => {
  test("passes whole", async () => {
    onSync(async (response) => pour(response, 20 * 1024 * 1024));
    const answer = await world.open(ines, "/v3/sync");
    let bytes = 0;
    for await (const each of answer.body) bytes += (each as Buffer).length;
    expect([answer.statusCode, bytes]).toEqual([200, 20 * 1024 * 1024]);
  });

  test("is cut where it is more than anything that a page reads", async () => {
    onSync(async (response) => pour(response, 33 * 1024 * 1024));
    const answer = await world.open(ines, "/v3/sync");
    await expect(answer.body.arrayBuffer()).rejects.toThrow(/terminated|closed|aborted/u);
  });

  test("flows no faster than the page takes it, and ends where it takes nothing", async () => {
    let sent = 0;
    const open = onSync(async (response) => pour(response, 30 * 1024 * 1024, () => (sent += piece.length)));
    const answer = await world.open(ines, "/v3/sync");
    await sleep(500);
    expect(sent).toBeLessThan(15 * 1024 * 1024);
    await expect.poll(() => open.now, { timeout: 10_000 }).toBe(0);
    answer.body.on("error", () => undefined).destroy();
  });
});

test("a portal that ends in order answers whoever waits as if there were no news (F28)", async () => {
  await using ending = await startGatewayPortal({ config: { drainSeconds: 0 } });
  const person = await ending.portal.as("ines");
  await ending.ask(person, "GET", "/v3/joined_rooms");
  let open = 0;
  ending.matrix.intercept(({ path }) => path.endsWith("/sync") && (open += 1) > 0);
  const waiting = ending.open(person, "/v3/sync?since=s17&timeout=30000");
  await expect.poll(() => open).toBe(1);
  const drained = ending.portal.portal.drain();
  const answer = await waiting;
  expect([answer.statusCode, await answer.body.json()]).toEqual([200, { next_batch: "s17" }]);
  await drained;
}, 25_000);
