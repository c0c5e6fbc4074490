import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { failureOf, json, replySchema, withServer } from "../../test/odd-source.ts";
import { path } from "#connectors/kit/upstream-path.ts";

describe("a source that fails", () => {
  test("is left alone after most of its calls failed, and is tried again after a while", async () => {
    let calls = 0;
    let isWell = false;
    await using world = await withServer(
      (request, response) => {
        calls += 1;
        json('{"ok":true}', isWell ? 200 : 503)(request, response);
      },
      { limits: { breakerCalls: 20, breakerOpenMilliseconds: 300 } },
    );
    for (let index = 0; index < 40; index += 1) expect((await failureOf(world.ask())).reason).toBe("unavailable");
    expect(calls).toBe(20);
    isWell = true;
    await sleep(350);
    expect(await world.ask()).toEqual({ ok: true });
    expect(world.log.lines.map(({ level, message }) => `${level}: ${message}`)).toEqual([
      "warn: A call to a source failed.",
      "warn: Calls to a source are suspended because most of them failed.",
      "info: A source answers again.",
    ]);
  });

  test("is not suspended because one person may not use it", async () => {
    await using world = await withServer(json("{}", 403));
    for (let index = 0; index < 30; index += 1) expect((await failureOf(world.ask())).reason).toBe("forbidden");
  });

  test("is met by one call at a time while nobody knows whether it is well", async () => {
    let calls = 0;
    let isWell = false;
    await using world = await withServer(
      async (request, response) => {
        calls += 1;
        if (isWell) await sleep(100);
        json('{"ok":true}', isWell ? 200 : 500)(request, response);
      },
      { limits: { breakerCalls: 10, breakerOpenMilliseconds: 100 } },
    );
    for (let index = 0; index < 12; index += 1) await failureOf(world.ask());
    isWell = true;
    calls = 0;
    await sleep(120);
    const many = [1, 2, 3, 4].map(async () => world.ask());
    await sleep(50);
    expect(calls).toBe(1);
    expect(await Promise.all(many)).toHaveLength(4);
  });

  test("is suspended also when nobody has the patience to wait for its silence", async () => {
    let calls = 0;
    await using world = await withServer(() => void (calls += 1), {
      limits: { patienceMilliseconds: 20, breakerCalls: 10 },
    });
    const ask = async () => {
      const http = world.source.bind({ lane: "ines", credential: null, signal: AbortSignal.timeout(40) });
      await http.json(path`/api`, replySchema).catch(() => undefined);
    };
    for (let index = 0; index < 15; index += 1) await ask();
    expect(calls).toBe(10);
  });

  test("is not taken for well because somebody left while it was tried", async () => {
    let calls = 0;
    await using world = await withServer(
      (request, response) => {
        calls += 1;
        if (calls <= 10) json("{}", 500)(request, response);
      },
      { limits: { breakerCalls: 10, breakerOpenMilliseconds: 100 } },
    );
    for (let index = 0; index < 10; index += 1) await failureOf(world.ask());
    await sleep(120);
    const leaving = world.source.bind({ lane: "deniz", credential: null, signal: AbortSignal.timeout(30) });
    await expect(leaving.json(path`/api`, replySchema)).rejects.toThrow("timeout");
    expect(await failureOf(world.ask())).toMatchObject({ code: "suspended" });
    expect(calls).toBe(11);
  });

  test("is not tried by a long poll, for which all others would wait", async () => {
    let calls = 0;
    await using world = await withServer(
      (request, response) => {
        calls += 1;
        json('{"ok":true}', calls <= 10 ? 500 : 200)(request, response);
      },
      { limits: { breakerCalls: 10, breakerOpenMilliseconds: 50 } },
    );
    for (let index = 0; index < 10; index += 1) await failureOf(world.ask());
    await sleep(70);
    expect(await failureOf(world.ask({ waitSeconds: 1 }))).toMatchObject({ code: "suspended" });
    expect(await world.ask()).toEqual({ ok: true });
    expect(await world.ask({ waitSeconds: 1 })).toEqual({ ok: true });
  });

  test.each([
    ["is not met by everybody at once when it has come back", 600_000, (most: number) => most < 10],
    ["is met by all of them a while later", 1, (most: number) => most > 25],
  ])("%s", async (_name, slowStartMilliseconds, isRight) => {
    let inFlight = 0;
    let most = 0;
    let isWell = false;
    await using world = await withServer(
      async (request, response) => {
        most = Math.max(most, (inFlight += 1));
        await sleep(20);
        inFlight -= 1;
        json('{"ok":true}', isWell ? 200 : 500)(request, response);
      },
      {
        limits: {
          breakerCalls: 10,
          breakerOpenMilliseconds: 100,
          slowStartMilliseconds,
          calls: { inAll: 50, perLane: 50, queued: 100, queuedPerLane: 100 },
        },
      },
    );
    for (let index = 0; index < 12; index += 1) await failureOf(world.ask());
    isWell = true;
    await sleep(120);
    await world.ask();
    await sleep(10);
    most = 0;
    await Promise.all(Array.from({ length: 50 }, async () => world.ask()));
    expect(most).toSatisfy(isRight);
  });

  test("does not lose its calls because its push channel is dead", async () => {
    await using world = await withServer((request, response) => {
      if (request.url === "/api") json('{"ok":true}')(request, response);
      else request.socket.destroy();
    });
    for (let index = 0; index < 30; index += 1) await failureOf(world.http.socket(path`/ws`));
    expect(await world.ask()).toEqual({ ok: true });
  });
});
