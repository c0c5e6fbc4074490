import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { startOddServer } from "../../test/odd-server.ts";
import { failureOf, json, type OddListener, withServer } from "../../test/odd-source.ts";

async function drip(response: { write(text: string): unknown; readonly destroyed: boolean }): Promise<void> {
  while (!response.destroyed) {
    response.write(" ");
    await sleep(50);
  }
}

describe("a call to a tool", () => {
  test("brings the parsed reply, also a compressed one", async () => {
    await using world = await withServer((_request, response) =>
      response
        .writeHead(200, { "content-type": "application/json; charset=utf-8", "content-encoding": "gzip" })
        .end(gzipSync('{"ok":true,"more":1}')),
    );
    expect(await world.ask()).toEqual({ ok: true });
  });

  test("sends exactly the headers that were made for it", async () => {
    let seen: unknown = null;
    await using world = await withServer(
      (request, response) => {
        seen = request.headers;
        json('{"ok":true}')(request, response);
      },
      { credential: { bearer: async () => "the-token" } },
    );
    await world.ask({ method: "POST", body: { text: "Grüße" } });
    expect(seen).toEqual({
      accept: "application/json",
      "accept-encoding": "gzip",
      authorization: "Bearer the-token",
      connection: "keep-alive",
      "content-length": "18",
      "content-type": "application/json",
      host: `localhost:${world.server.port}`,
      "user-agent": "pforte",
    });
  });

  test("follows no redirect, so that no token reaches another place", async () => {
    let foreign = 0;
    await using other = await startOddServer((request, response) => {
      foreign += 1;
      json('{"ok":true}')(request, response);
    });
    for (const status of [301, 302, 303, 307, 308]) {
      await using world = await withServer(
        (_request, response) => response.writeHead(status, { location: `${other.address}/api` }).end(),
        {
          credential: { bearer: async () => "the-token" },
        },
      );
      expect(await failureOf(world.ask())).toMatchObject({ reason: "bad_response", status });
    }
    expect(foreign).toBe(0);
  });

  test.each<[string, OddListener, string]>([
    [
      "HTML with 200",
      (_q, r) => r.writeHead(200, { "content-type": "text/html" }).end("<h1>Login</h1>"),
      "bad_response",
    ],
    [
      "JSON under another type",
      (_q, r) => r.writeHead(200, { "content-type": "text/plain" }).end('{"ok":true}'),
      "bad_response",
    ],
    ["broken JSON", json('{"ok":tru'), "bad_response"],
    ["NaN", json('{"ok":NaN}'), "bad_response"],
    ["another form", json('{"ok":"yes"}'), "bad_response"],
    [
      "bytes that are no text",
      (_q, r) => r.writeHead(200, { "content-type": "application/json" }).end(Buffer.from([0x22, 0xff, 0x22])),
      "bad_response",
    ],
    ["deep nesting", json(`{"ok":true,"deep":${"[".repeat(60)}${"]".repeat(60)}}`), "bad_response"],
    ["a large body", json(JSON.stringify({ ok: true, text: "x".repeat(2 * 1024 * 1024) })), "bad_response"],
    [
      "an unasked encoding",
      (_q, r) => r.writeHead(200, { "content-type": "application/json", "content-encoding": "br" }).end("x"),
      "bad_response",
    ],
    [
      "two encodings",
      (_q, r) =>
        r
          .writeHead(200, { "content-type": "application/json", "content-encoding": "gzip, gzip" })
          .end(gzipSync(gzipSync('{"ok":true}'))),
      "bad_response",
    ],
    [
      "broken compression",
      (_q, r) => r.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" }).end("not gzip"),
      "bad_response",
    ],
    [
      "many headers",
      (_q, r) =>
        r
          .writeHead(200, {
            "content-type": "application/json",
            ...Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`x-${i}`, "1"])),
          })
          .end('{"ok":true}'),
      "bad_response",
    ],
    [
      "ten thousand headers",
      (_q, r) =>
        r
          .writeHead(200, {
            "content-type": "application/json",
            ...Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`x-${i}`, "1"])),
          })
          .end('{"ok":true}'),
      "bad_response",
    ],
    ["no HTTP at all", (q) => q.socket.write("Hallo\r\n\r\n"), "bad_response"],
    [
      "a cut body",
      (_q, r) =>
        r
          .writeHead(200, { "content-type": "application/json", "content-length": "100" })
          .write('{"ok":', () => r.destroy()),
      "unavailable",
    ],
    ["a closed connection", (q) => q.socket.destroy(), "unavailable"],
    ["silence", () => undefined, "timeout"],
    [
      "a body that never ends",
      (_q, r) => void drip(r.writeHead(200, { "content-type": "application/json" })),
      "timeout",
    ],
    ["401", json("{}", 401), "sign_in_required"],
    ["403", json("{}", 403), "forbidden"],
    ["404", json("{}", 404), "not_found"],
    ["429", json("{}", 429), "rate_limited"],
    ["418", json("{}", 418), "bad_response"],
    ["500", json("{}", 500), "unavailable"],
    [
      "HTML with 502",
      (_q, r) => r.writeHead(502, { "content-type": "text/html" }).end("<h1>Bad gateway</h1>"),
      "unavailable",
    ],
  ])("turns %s into its own reason", async (_name, listener, reason) => {
    await using world = await withServer(listener);
    expect((await failureOf(world.ask())).reason).toBe(reason);
  });

  test("stops a compressed bomb before it is unpacked", async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, 0x20));
    await using world = await withServer((_request, response) =>
      response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" }).end(bomb),
    );
    const before = process.memoryUsage().rss;
    expect((await failureOf(world.ask())).reason).toBe("bad_response");
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
  });

  test("gives a long poll the time that it asked for, and not more", async () => {
    await using world = await withServer(async (request, response) => {
      await sleep(2000);
      json('{"ok":true}')(request, response);
    });
    expect(await world.ask({ waitSeconds: 2 })).toEqual({ ok: true });
    expect((await failureOf(world.ask())).reason).toBe("timeout");
  });

  test("ends with its caller, as the caller's own abort", async () => {
    const controller = new AbortController();
    await using world = await withServer(() => undefined, { signal: controller.signal });
    const reason = new Error("gone");
    setTimeout(() => controller.abort(reason), 50);
    await expect(world.ask()).rejects.toBe(reason);
    await expect(world.ask()).rejects.toBe(reason);
  });

  test("keeps nothing of what was sent or answered in its errors and logs", async () => {
    const secrets = ["the-token", "geheime-antwort", "frage", "geheimer-kopf"];
    for (const listener of [
      json('{"detail":"geheime-antwort"}', 500, { "x-detail": "geheimer-kopf" }),
      json('{"ok":"geheime-antwort"}'),
      ((request) => request.socket.destroy()) as OddListener,
      (() => undefined) as OddListener,
    ]) {
      await using world = await withServer(listener, { credential: { bearer: async () => "the-token" } });
      const error = await failureOf(world.ask({ query: { q: "frage" } }));
      const text = `${error.stack ?? ""}${JSON.stringify(error)}${JSON.stringify(error.cause ?? null)}${world.log.text()}`;
      for (const secret of secrets) expect(text).not.toContain(secret);
    }
  });
});
