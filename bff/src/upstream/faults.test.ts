import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { failureOf, json, type OddListener, replySchema, withServer } from "../../test/odd-source.ts";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import { path } from "#connectors/kit/upstream-path.ts";
import { createUpstreamSource } from "./upstream-source.ts";

const well: OddListener = json('{"ok":true}');
const signal = new AbortController().signal;

/** Times a call. */
async function timed(call: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await call().catch(() => undefined);
  return performance.now() - started;
}

const median = (values: readonly number[]) => values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0;

describe("a tool that hangs", () => {
  test("costs at most twenty calls, holds at most its places, and does not slow another tool down", async () => {
    let open = 0;
    let most = 0;
    let calls = 0;
    let isHanging = true;
    await using dead = await withServer(
      (request, response) => {
        if (!isHanging) return well(request, response);
        calls += 1;
        most = Math.max(most, (open += 1));
        request.socket.once("close", () => (open -= 1));
        return undefined;
      },
      {
        limits: {
          headersMilliseconds: 300,
          totalMilliseconds: 400,
          breakerOpenMilliseconds: 500,
          slowStartMilliseconds: 100,
        },
      },
    );
    await using other = await withServer(well);
    const alone: number[] = [];
    const beside: number[] = [];
    for (let index = 0; index < 5; index += 1) alone.push(await timed(async () => other.ask()));
    const people = Array.from({ length: 80 }, async (_, index) =>
      dead.source
        .bind({ lane: `person-${index}`, credential: null, signal })
        .json(path`/api`, replySchema)
        .catch(() => null),
    );
    await sleep(100);
    for (let index = 0; index < 5; index += 1) beside.push(await timed(async () => other.ask()));
    await Promise.all(people);
    expect(most).toBeLessThanOrEqual(50);
    const before = calls;
    for (let index = 0; index < 20; index += 1) expect((await failureOf(dead.ask())).code).toBe("suspended");
    expect(calls).toBe(before);
    expect(median(beside)).toBeLessThan(median(alone) * 1.25 + 20);
    isHanging = false;
    await sleep(550);
    expect(await dead.ask()).toEqual({ ok: true });
  });

  test("is suspended after twenty calls of one person after the other", async () => {
    let calls = 0;
    await using world = await withServer(() => void (calls += 1), {
      limits: { headersMilliseconds: 30, totalMilliseconds: 50 },
    });
    for (let index = 0; index < 30; index += 1) await failureOf(world.ask());
    expect(calls).toBe(20);
  });
});

describe("a tool that answers late", () => {
  test("is waited for until the deadline and not beyond, without calls piling up", async () => {
    let open = 0;
    let most = 0;
    await using world = await withServer(
      async (request, response) => {
        most = Math.max(most, (open += 1));
        await sleep(3000);
        open -= 1;
        well(request, response);
      },
      {
        limits: {
          headersMilliseconds: 200,
          totalMilliseconds: 300,
          calls: { inAll: 5, perLane: 5, queued: 5, queuedPerLane: 5 },
        },
      },
    );
    const times = await Promise.all(Array.from({ length: 20 }, async () => timed(async () => world.ask())));
    expect(Math.max(...times)).toBeLessThan(1500);
    expect(most).toBeLessThanOrEqual(10);
  });
});

describe("a place where nothing answers at all", () => {
  test("is given up after the time for a connection, not after minutes", async () => {
    await using world = await withServer(well);
    // TEST-NET-1 (RFC 5737) leads nowhere; where it is refused at once, that is as good.

    const source = createUpstreamSource({
      key: "hole",
      address: "https://tool.example.org",
      authorities: null,
      log: world.log,
      now: () => new Date(),
      resolve: async () => [{ address: "192.0.2.1", family: 4 }],
    });
    const http = source.bind({ lane: "ines", credential: null, signal });
    const duration = await timed(async () => http.json(path`/api`, replySchema));
    await source.close();
    expect(duration).toBeLessThan(3500);
  });
});

describe("a connection that breaks in the middle of a body", () => {
  const broken =
    (count: { calls: number }, times: number): OddListener =>
    (request, response) => {
      count.calls += 1;
      if (count.calls > times) return well(request, response);
      response.writeHead(200, { "content-type": "application/json", "content-length": "11" });
      return response.write('{"ok":', () => response.destroy());
    };

  test("costs a reader one more call, and nobody gets half an answer", async () => {
    const count = { calls: 0 };
    await using world = await withServer(broken(count, 1));
    expect(await world.ask()).toEqual({ ok: true });
    expect(count.calls).toBe(2);
    const always = { calls: 0 };
    await using dead = await withServer(broken(always, 99));
    expect((await failureOf(dead.ask())).reason).toBe("unavailable");
    expect(always.calls).toBe(2);
  });

  test("costs a writer no second call", async () => {
    const count = { calls: 0 };
    await using world = await withServer(broken(count, 1));
    expect((await failureOf(world.ask({ method: "POST", body: {} }))).reason).toBe("unavailable");
    expect(count.calls).toBe(1);
  });
});

describe("nonsense from a tool", () => {
  test("is told to operators once a minute, with how often it came", async () => {
    let time = new Date("2026-03-02T09:00:00Z");
    await using world = await withServer(json("<html>"), { now: () => time });
    for (let index = 0; index < 5; index += 1) await failureOf(world.ask());
    time = new Date(time.getTime() + 61_000);
    await failureOf(world.ask());
    expect(world.log.lines.map(({ fields }) => [fields["reason"], fields["before"]])).toEqual([
      ["bad_response", 0],
      ["bad_response", 4],
    ]);
  });

  test("is never anything but a value that fits or a failure, in whatever form it comes", async () => {
    let body = "";
    await using world = await withServer(
      (_q, r) => r.writeHead(200, { "content-type": "application/json" }).end(body),
      {
        limits: { breakerCalls: 100_000 },
      },
    );
    const schema = z.object({ id: z.int(), name: z.string(), tags: z.array(z.string()), at: z.iso.datetime() });
    const good = { id: 1, name: "x", tags: ["y"], at: "2026-03-02T09:00:00Z" };
    const odd = fc.oneof(
      fc.json({ maxDepth: 4 }),
      fc.string({ unit: "binary", maxLength: 40 }),
      fc.constantFrom(
        "NaN",
        "Infinity",
        '"\\ud800"',
        '{"__proto__":{"x":1}}',
        "1e999",
        "[".repeat(200),
        '{"id":1,"id":2}',
      ),
      fc
        .tuple(fc.constantFrom(...Object.keys(good)), fc.jsonValue({ maxDepth: 2 }))
        .map(([key, value]) => JSON.stringify({ ...good, [key]: value })),
    );
    const property = fc.asyncProperty(odd, async (text) => {
      body = text;
      try {
        return schema.safeParse(await world.http.json(path`/api`, schema)).success;
      } catch (error) {
        return error instanceof UpstreamError && error.reason === "bad_response";
      }
    });
    const { failed, counterexample } = await fc.check(property, { numRuns: 1000 });
    expect({ failed, counterexample }).toEqual({ failed: false, counterexample: null });
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe("all tools at once", () => {
  test("fail each for itself and in time", async () => {
    const modes: readonly OddListener[] = [
      () => undefined,
      json("{}", 500),
      (request) => request.socket.destroy(),
      (_q, r) => r.writeHead(200, { "content-type": "text/html" }).end("<p>"),
    ];
    const worlds = await Promise.all(modes.map(async (mode) => withServer(mode)));
    const duration = await timed(async () => Promise.all(worlds.map(async (world) => world.ask().catch(() => null))));
    await Promise.all(worlds.map(async (world) => world[Symbol.asyncDispose]()));
    expect(duration).toBeLessThan(2000);
  });
});
