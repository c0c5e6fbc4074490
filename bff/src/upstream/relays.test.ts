import type { ServerResponse } from "node:http";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { failureOf, json, type OddListener, withServer } from "../../test/odd-source.ts";
import type { UpstreamBody, UpstreamRequest } from "#connectors/kit/upstream-http.ts";
import { path } from "#connectors/kit/upstream-path.ts";
import { defaultLimits } from "./limits.ts";

async function textOf({ stream }: UpstreamBody): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

const head = { "content-type": "application/json; charset=utf-8" };
const one = { inAll: 1, perLane: 1, queued: 1, queuedPerLane: 1 };
const quick = { streamIdleMilliseconds: 300, relayBytes: 1_000_000 };

/** Sends a piece now and then, for ever. */
function drip(response: ServerResponse, status = 200): void {
  response.writeHead(status, head);
  const timer = setInterval(() => response.write(" "), 20);
  response.on("close", () => clearInterval(timer));
}

describe("JSON that is passed on unread", () => {
  test("comes as the tool wrote it, whatever its form", async () => {
    for (const body of ['{"a":1,"a":NaN}', "[".repeat(100), `"${"x".repeat(3_000_000)}"`, ""]) {
      await using world = await withServer((_q, r) => r.writeHead(200, { ...head, "set-cookie": "a=b" }).end(body));
      const reply = await world.http.relay(path`/x`);
      expect(Object.keys(reply).toSorted()).toEqual(["cancel", "etag", "length", "stream", "type"]);
      expect(await textOf(reply)).toBe(body);
    }
  });

  test("is asked for with exactly the headers that were made for it (S58)", async () => {
    const seen: Record<string, unknown>[] = [];
    await using world = await withServer(
      async (request, response) => {
        let body = "";
        for await (const piece of request) body += String(piece);
        seen.push({ ...request.headers, method: request.method, url: request.url, body });
        json("{}")(request, response);
      },
      { credential: { bearer: async () => "the-token" } },
    );
    const asked: UpstreamRequest = { method: "PUT", query: { dir: "b" }, body: { body: "Größe" } };
    await textOf(await world.http.relay(path`/rooms/${"!a:b"}/x`, asked));
    await textOf(await world.http.relay(path`/x`));
    const always = {
      accept: "application/json",
      "accept-encoding": "identity",
      authorization: "Bearer the-token",
      connection: "keep-alive",
      host: `localhost:${world.server.port}`,
      "user-agent": "pforte",
    };
    expect(seen).toEqual([
      {
        ...always,
        "content-length": "18",
        "content-type": "application/json",
        method: "PUT",
        url: "/rooms/!a%3Ab/x?dir=b",
        body: '{"body":"Größe"}',
      },
      { ...always, method: "GET", url: "/x", body: "" },
    ]);
  });

  test.each<[string, OddListener, string]>([
    ["a page with 200", (_q, r) => r.writeHead(200, { "content-type": "text/html" }).end("<p>"), "bad_response"],
    ["no type at all", (_q, r) => r.writeHead(200).end("{}"), "bad_response"],
    ["JSON in name only", (_q, r) => r.writeHead(200, { "content-type": "text/json" }).end("{}"), "bad_response"],
    [
      "packed bytes",
      (_q, r) => r.writeHead(200, { ...head, "content-encoding": "gzip" }).end(gzipSync("{}")),
      "bad_response",
    ],
    ["a redirect", (_q, r) => r.writeHead(302, { location: "http://localhost:1/" }).end(), "bad_response"],
    [
      "a length that is too much",
      (_q, r) => r.writeHead(200, { ...head, "content-length": "1000001" }).write("{"),
      "bad_response",
    ],
    ["too many bytes", (_q, r) => r.writeHead(200, head).end(Buffer.alloc(1_000_001)), "bad_response"],
    [
      "a cut",
      (_q, r) => r.writeHead(200, { ...head, "content-length": "9" }).write("{", () => r.destroy()),
      "unavailable",
    ],
    ["silence in the middle", (_q, r) => r.writeHead(200, { ...head, "content-length": "9" }).write("{"), "timeout"],
    ["silence", () => undefined, "timeout"],
    ["a refusal that never ends", (_q, r) => drip(r, 404), "timeout"],
    ["404", json("{}", 404), "not_found"],
    ["503", json("{}", 503), "unavailable"],
    ["429", json("{}", 429), "rate_limited"],
  ])("is never %s", async (_name, listener, reason) => {
    await using world = await withServer(listener, { limits: { ...quick, totalMilliseconds: 1200, relays: one } });
    expect((await failureOf(world.http.relay(path`/x`).then(textOf))).reason).toBe(reason);
  });

  test("ends although a piece comes now and then, and gives its place back", async () => {
    let calls = 0;
    await using world = await withServer(
      (request, response) => {
        calls += 1;
        if (calls === 1) drip(response);
        else json("{}")(request, response);
      },
      { limits: { relayMilliseconds: 400, relays: one } },
    );
    expect((await failureOf(world.http.relay(path`/x`).then(textOf))).reason).toBe("timeout");
    expect(await textOf(await world.http.relay(path`/x`))).toBe("{}");
  });

  test("is refused in the tool's own words", async () => {
    await using world = await withServer(json('{"errcode":"M_TOO_LARGE"}', 413));
    const refusal = (status: number, body: unknown) => ({ code: `${status}:${JSON.stringify(body).length}` });
    const failure = await failureOf(world.http.relay(path`/x`, { method: "PUT", body: {}, refusal }));
    expect(failure).toMatchObject({ reason: "conflict", status: 413, code: "413:25" });
  });

  test("is asked for once more with a new token, in one place at a time", async () => {
    const tokens: (string | undefined)[] = [];
    await using world = await withServer(
      (request, response) => {
        tokens.push(request.headers.authorization);
        json('{"ok":true}', tokens.length === 1 ? 401 : 200)(request, response);
      },
      { limits: { relays: one }, credential: { bearer: async (refused) => (refused === null ? "first" : "second") } },
    );
    expect(await textOf(await world.http.relay(path`/x`, { method: "PUT", body: {} }))).toBe('{"ok":true}');
    expect(tokens).toEqual(["Bearer first", "Bearer second"]);
  });

  test.each([
    ["GET", 2],
    ["PUT", 1],
    ["POST", 1],
    ["DELETE", 1],
  ] as const)(
    "is asked for again after a broken connection only where nothing changes: %s",
    async (method, expected) => {
      let calls = 0;
      await using world = await withServer((request, response) => {
        calls += 1;
        if (calls === 1) request.socket.destroy();
        else json("{}")(request, response);
      });
      await Promise.allSettled([world.http.relay(path`/x`, { method }).then(textOf)]);
      expect(calls).toBe(expected);
    },
  );
});

describe("the place of JSON that is passed on", () => {
  test("is held until the last byte was taken", async () => {
    const pages: ServerResponse[] = [];
    await using world = await withServer((_q, r) => void pages.push(r.writeHead(200, head)), {
      limits: { relays: { ...one, queued: 0, queuedPerLane: 0 } },
    });
    const reading = world.http.relay(path`/x`).then(textOf);
    await expect.poll(() => pages.length).toBe(1);
    pages[0]?.write("{");
    expect((await failureOf(world.http.relay(path`/x`))).reason).toBe("rate_limited");
    pages[0]?.end("}");
    expect(await reading).toBe("{}");
    const second = world.http.relay(path`/x`).then(textOf);
    await expect.poll(() => pages.length).toBe(2);
    pages[1]?.end("{}");
    expect(await second).toBe("{}");
  });

  test("is free again when nobody takes the bytes", async () => {
    await using world = await withServer((_q, r) => r.writeHead(200, head).end(Buffer.alloc(900_000, " ")), {
      limits: { relays: one, streamIdleMilliseconds: 200 },
    });
    const forgotten = await world.http.relay(path`/x`);
    expect((await textOf(await world.http.relay(path`/x`))).length).toBe(900_000);
    expect((await failureOf(textOf(forgotten))).reason).toBe("timeout");
  });

  test.each(["before the head", "after the head", "while it is read"])(
    "is free again when the caller goes %s, with the caller's own reason",
    async (when) => {
      const gone = new Error("gone");
      const controller = new AbortController();
      const leave = () => void setTimeout(() => controller.abort(gone), 30);
      let calls = 0;
      await using world = await withServer(
        (request, response) => {
          calls += 1;
          if (calls > 1) return json("{}")(request, response);
          // Once the tool has been asked: before that nothing of the call is there to be broken off.
          if (when !== "after the head") leave();
          return when === "before the head" ? undefined : response.writeHead(200, head).write("{");
        },
        { limits: { relays: one } },
      );
      const mine = world.source.bind({ lane: "ines", credential: null, signal: controller.signal });
      const reply = mine.relay(path`/x`);
      if (when === "after the head") {
        await reply;
        leave();
      }
      const reading = when === "after the head" ? sleep(50).then(async () => textOf(await reply)) : reply.then(textOf);
      await expect(reading).rejects.toBe(gone);
      expect(await textOf(await world.http.relay(path`/x`))).toBe("{}");
    },
  );

  test("is one of the long polls where the tool waits, with the time for it", async () => {
    await using world = await withServer(
      async (request, response) => {
        await sleep(700);
        json("{}")(request, response);
      },
      { limits: { headersMilliseconds: 200, totalMilliseconds: 300, relays: { ...one, inAll: 0, queued: 0 } } },
    );
    expect(await textOf(await world.http.relay(path`/x`, { waitSeconds: 2 }))).toBe("{}");
    expect(defaultLimits.longPolls.perLane).toBeGreaterThanOrEqual(6);
  });

  test("is none that calls of anybody wait for", async () => {
    await using world = await withServer((request, response) => {
      if (request.url === "/api") json('{"ok":true}')(request, response);
      else response.writeHead(200, head).write("{");
    });
    const readers = Array.from({ length: defaultLimits.calls.inAll }, (_, index) =>
      world.source.bind({ lane: `reader ${index}`, credential: null, signal: new AbortController().signal }),
    );
    const open = await Promise.all(readers.map(async (reader) => reader.relay(path`/x`)));
    expect(await world.ask()).toEqual({ ok: true });
    for (const each of open) each.cancel();
  });

  test("may be left by a person again and again, which says nothing of the tool", async () => {
    await using world = await withServer(
      (request, response) => {
        if (request.url === "/api") json('{"ok":true}')(request, response);
      },
      { limits: { patienceMilliseconds: 20, breakerCalls: 4 } },
    );
    for (let index = 0; index < 6; index += 1) {
      const leaving = world.source.bind({ lane: "deniz", credential: null, signal: AbortSignal.timeout(60) });
      await expect(leaving.relay(path`/far`, { asksOthers: true })).rejects.toThrow("timeout");
    }
    expect(await world.ask()).toEqual({ ok: true });
  });

  test("lets bytes flow no faster than they are taken", async () => {
    let sent = 0;
    const piece = Buffer.alloc(64 * 1024, " ");
    await using world = await withServer(async (_request, response) => {
      response.setMaxListeners(0).writeHead(200, head);
      while (sent < 30 * 1024 * 1024 && !response.destroyed) {
        sent += piece.length;
        if (!response.write(piece)) await Promise.race([once(response, "drain"), once(response, "close")]);
      }
      response.end();
    });
    const reply = await world.http.relay(path`/x`);
    await reply.stream[Symbol.asyncIterator]().next();
    await sleep(300);
    expect(sent).toBeLessThan(15 * 1024 * 1024);
    reply.cancel();
  });
});
