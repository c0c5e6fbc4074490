import type { IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { failureOf, json, replySchema, withServer } from "../../test/odd-source.ts";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import { path } from "#connectors/kit/upstream-path.ts";

describe("the token of a call", () => {
  test("is replaced once when the tool refuses it, and the call is made again", async () => {
    const seen: (string | undefined)[] = [];
    const refusedTokens: (string | null)[] = [];
    await using world = await withServer(
      (request, response) => {
        seen.push(request.headers.authorization);
        json('{"ok":true}', request.headers.authorization === "Bearer second" ? 200 : 401)(request, response);
      },
      {
        credential: {
          bearer: async (refused) => {
            refusedTokens.push(refused);
            return refused === null ? "first" : "second";
          },
        },
      },
    );
    expect(await world.ask()).toEqual({ ok: true });
    expect(seen).toEqual(["Bearer first", "Bearer second"]);
    expect(refusedTokens).toEqual([null, "first"]);
  });

  test("is not replaced in a loop", async () => {
    let calls = 0;
    await using world = await withServer(
      (request, response) => {
        calls += 1;
        json("{}", 401)(request, response);
      },
      { credential: { bearer: async (refused) => `${refused ?? ""}x` } },
    );
    expect((await failureOf(world.ask())).reason).toBe("sign_in_required");
    expect(calls).toBe(2);
  });

  test("must be there, or no call is made", async () => {
    let calls = 0;
    await using world = await withServer(
      (request, response) => {
        calls += 1;
        json('{"ok":true}')(request, response);
      },
      {
        credential: {
          bearer: async () => {
            throw new UpstreamError("forbidden", "No token.");
          },
        },
      },
    );
    expect((await failureOf(world.ask())).reason).toBe("forbidden");
    expect(calls).toBe(0);
  });
});

describe("a source that asks others", () => {
  const limits = { totalMilliseconds: 100, breakerCalls: 4, breakerOpenMilliseconds: 60_000 };
  const refusal = (_status: number, body: unknown) => z.object({ code: z.string() }).safeParse(body).data ?? null;
  const request = { asksOthers: true, refusal };

  test.each([
    ["are silent", () => undefined],
    ["fail, as it says (502)", json('{"code":"M_UNKNOWN"}', 502)],
    ["are late, as it says (504)", json('{"code":"M_NOT_YET_UPLOADED"}', 504)],
  ])("is not taken for dead where they %s", async (_what, far) => {
    await using world = await withServer(
      (incoming, response) => (incoming.url === "/far" ? far : json('{"ok":true}'))(incoming, response),
      { limits },
    );
    for (let index = 0; index < 6; index += 1) {
      const calls = [
        world.http.download(path`/far`, request),
        world.http.relay(path`/far`, request),
        world.http.json(path`/far`, replySchema, request),
      ];
      for (const failure of await Promise.all(calls.map(failureOf)))
        expect(["timeout", "unavailable"]).toContain(failure.reason);
    }
    expect(await world.ask()).toEqual({ ok: true });
  });

  test("is not silent for long because one of them wants to be left alone", async () => {
    let time = Date.now();
    await using world = await withServer(
      (incoming, response) =>
        incoming.url === "/far"
          ? json("{}", 429, { "retry-after": "3600" })(incoming, response)
          : json('{"ok":true}')(incoming, response),
      { limits, now: () => new Date(time) },
    );
    const failure = await failureOf(world.http.relay(path`/far`, request));
    expect(failure).toMatchObject({ reason: "rate_limited", retryAfterSeconds: 30 });
    expect(await failureOf(world.ask())).toMatchObject({ reason: "rate_limited", retryAfterSeconds: 30 });
    time += 30_000;
    expect(await world.ask()).toEqual({ ok: true });
  });

  test.each([
    ["a proxy before it fails", json("<p>Bad gateway</p>", 502, { "content-type": "text/html" })],
    ["it fails itself", json('{"code":"M_UNKNOWN"}', 500)],
    ["it cuts the connection", (incoming: IncomingMessage) => incoming.socket.destroy()],
  ])("is spared where %s", async (_what, answer) => {
    await using world = await withServer(answer, { limits });
    for (let index = 0; index < 6; index += 1) await failureOf(world.http.download(path`/far`, request));
    expect(await failureOf(world.ask())).toMatchObject({ code: "suspended" });
  });
});

describe("a source in trouble", () => {
  test("is read once more when the connection broke, but never written to twice", async () => {
    for (const [method, expected] of [
      ["GET", 2],
      ["POST", 1],
    ] as const) {
      let calls = 0;
      await using world = await withServer((request, response) => {
        calls += 1;
        if (calls === 1) request.socket.destroy();
        else json('{"ok":true}')(request, response);
      });
      await Promise.allSettled([world.ask({ method })]);
      expect(calls).toBe(expected);
    }
  });

  test("is not asked twice as much by repetitions", async () => {
    let calls = 0;
    await using world = await withServer(
      (request) => {
        calls += 1;
        request.socket.destroy();
      },
      { limits: { breakerCalls: 1000 } },
    );
    for (let index = 0; index < 40; index += 1) expect((await failureOf(world.ask())).reason).toBe("unavailable");
    expect(calls).toBeGreaterThan(40);
    expect(calls).toBeLessThanOrEqual(46);
  });

  test.each([
    ["a header in seconds", { "retry-after": "7" }, 7],
    ["a header with a date", { "retry-after": new Date("2026-03-02T09:00:09Z").toUTCString() }, 9],
    ["an absurd header", { "retry-after": "999999" }, 3600],
    ["no header", {}, null],
  ])("is given the silence that it asks for by %s", async (_name, headers, seconds) => {
    let calls = 0;
    let time = new Date("2026-03-02T09:00:00Z");
    await using world = await withServer(
      (request, response) => {
        calls += 1;
        json("{}", 429, headers)(request, response);
      },
      { now: () => time },
    );
    expect(await failureOf(world.ask())).toMatchObject({ reason: "rate_limited", retryAfterSeconds: seconds });
    expect((await failureOf(world.ask())).reason).toBe("rate_limited");
    expect(calls).toBe(1);
    time = new Date(time.getTime() + (seconds ?? 5) * 1000 + 1);
    await failureOf(world.ask());
    expect(calls).toBe(2);
  });

  test("is asked again by those who were told to wait at different moments", async () => {
    const ends: (number | null)[] = [];
    for (const random of [0, 0.5, 1]) {
      await using world = await withServer(json("{}", 429, { "retry-after": "100" }), {
        now: () => new Date("2026-03-02T09:00:00Z"),
        random: () => random,
      });
      await failureOf(world.ask());
      ends.push((await failureOf(world.ask())).retryAfterSeconds);
    }
    expect(ends).toEqual([100, 105, 110]);
  });

  test("is left alone by everybody when it asked for that by a 503, for a minute at most", async () => {
    for (const [sent, kept] of [
      ["7", 7],
      ["3600", 60],
    ] as const) {
      let calls = 0;
      let time = new Date("2026-03-02T09:00:00Z");
      await using world = await withServer(
        (request, response) => {
          calls += 1;
          json("{}", 503, { "retry-after": sent })(request, response);
        },
        { now: () => time },
      );
      await failureOf(world.ask());
      const other = world.source.bind({ lane: "deniz", credential: null, signal: new AbortController().signal });
      const refused = await failureOf(other.json(path`/api`, replySchema));
      expect(refused).toMatchObject({ reason: "unavailable", code: "suspended", retryAfterSeconds: kept });
      time = new Date(time.getTime() + kept * 1000 - 1);
      await failureOf(other.json(path`/api`, replySchema));
      expect(calls).toBe(1);
      time = new Date(time.getTime() + 2);
      await failureOf(other.json(path`/api`, replySchema));
      expect(calls).toBe(2);
    }
  });

  test("lets a person's calls wait a short while for a place, but not for ever and not while they are gone", async () => {
    const limits = { calls: { inAll: 1, perLane: 1, queued: 2, queuedPerLane: 2 }, queueMilliseconds: 200 };
    let waiting = 0;
    await using world = await withServer(() => void (waiting += 1), { limits });
    const first = failureOf(world.ask());
    const queued = failureOf(world.ask());
    const controller = new AbortController();
    const leaving = world.source
      .bind({ lane: "deniz", credential: null, signal: controller.signal })
      .json(path`/api`, replySchema);
    controller.abort(new Error("gone"));
    await expect(leaving).rejects.toThrow("gone");
    expect(await queued).toMatchObject({ reason: "unavailable", code: "busy" });
    expect((await first).reason).toBe("timeout");
    expect(waiting).toBe(1);
  });

  test("lets one person hold only a few calls, and all people together a bounded number", async () => {
    let inFlight = 0;
    let most = 0;
    await using world = await withServer(
      async (request, response) => {
        inFlight += 1;
        most = Math.max(most, inFlight);
        await sleep(100);
        inFlight -= 1;
        json('{"ok":true}')(request, response);
      },
      { limits: { calls: { inAll: 3, perLane: 2, queued: 4, queuedPerLane: 0 } } },
    );
    const own = await Promise.allSettled([world.ask(), world.ask(), world.ask()]);
    expect(own.map((each) => each.status)).toEqual(["fulfilled", "fulfilled", "rejected"]);
    const signal = new AbortController().signal;
    const many = await Promise.allSettled(
      Array.from({ length: 10 }, async (_, index) =>
        world.source.bind({ lane: `person-${index}`, credential: null, signal }).json(path`/api`, replySchema),
      ),
    );
    expect(many.filter((each) => each.status === "fulfilled")).toHaveLength(7);
    expect(most).toBe(3);
  });
});
