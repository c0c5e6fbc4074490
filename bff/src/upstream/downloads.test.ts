import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { failureOf, json, type OddListener, withServer } from "../../test/odd-source.ts";
import type { UpstreamBody } from "#connectors/kit/upstream-http.ts";
import { path } from "#connectors/kit/upstream-path.ts";

async function bytesOf({ stream }: UpstreamBody): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}

const quick = { streamIdleMilliseconds: 300, storedMilliseconds: 500 };
const picture: OddListener = (_q, r) =>
  r
    .writeHead(200, { "content-type": "Image/PNG; x=1", "content-length": "3", etag: '"e"', "set-cookie": "a=b" })
    .end("abc");

describe("bytes from a tool", () => {
  test("come with the inert headers alone", async () => {
    await using world = await withServer(picture);
    const body = await world.http.download(path`/x`);
    const head = Object.entries(body).filter(([name]) => name !== "stream" && name !== "cancel");
    expect(Object.fromEntries(head)).toEqual({ type: "image/png", length: 3, etag: '"e"' });
    expect(String(await bytesOf(body))).toBe("abc");
  });

  test("are asked for with exactly the headers that were made for it", async () => {
    let seen: unknown = null;
    await using world = await withServer(
      (request, response) => {
        seen = { ...request.headers, method: request.method };
        picture(request, response);
      },
      { credential: { bearer: async () => "the-token" } },
    );
    (await world.http.download(path`/x`)).cancel();
    expect(seen).toEqual({
      method: "GET",
      accept: "*/*",
      "accept-encoding": "identity",
      authorization: "Bearer the-token",
      connection: "keep-alive",
      host: `localhost:${world.server.port}`,
      "user-agent": "pforte",
    });
  });

  test("have no type that could be more than a type", async () => {
    for (const [sent, type] of [
      [undefined, "application/octet-stream"],
      ["nonsense", "application/octet-stream"],
      ["text/html, x/y", "application/octet-stream"],
      ["text/HTML ;charset=x", "text/html"],
    ] as const) {
      await using world = await withServer((_q, r) =>
        r.writeHead(200, { ...(sent && { "content-type": sent }) }).end("x"),
      );
      const body = await world.http.download(path`/x`);
      body.cancel();
      expect(body.type).toBe(type);
    }
  });

  test("flow no faster than they are taken, and are never gathered", async () => {
    let sent = 0;
    const piece = Buffer.alloc(64 * 1024);
    await using world = await withServer(async (_request, response) => {
      response.setMaxListeners(0).writeHead(200);
      while (sent < 200 * 1024 * 1024 && !response.destroyed) {
        sent += piece.length;
        if (!response.write(piece)) await Promise.race([once(response, "drain"), once(response, "close")]);
      }
      response.end();
    });
    const body = await world.http.download(path`/x`);
    const reader = body.stream[Symbol.asyncIterator]();
    await reader.next();
    await sleep(300);
    expect(sent).toBeLessThan(20 * 1024 * 1024);
    body.cancel();
  });

  test("arrive whole", async () => {
    const content = randomBytes(5 * 1024 * 1024 + 7);
    await using world = await withServer((_q, r) => r.writeHead(200).end(content));
    const hash = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
    expect(hash(await bytesOf(await world.http.download(path`/x`)))).toBe(hash(content));
  });

  test.each<[string, OddListener, string]>([
    [
      "that were cut",
      (_q, r) => r.writeHead(200, { "content-length": "9" }).write("abc", () => r.destroy()),
      "unavailable",
    ],
    ["that stop coming", (_q, r) => r.writeHead(200, { "content-length": "9" }).write("abc"), "timeout"],
    ["that never end", (_q, r) => endless(r.writeHead(200)), "bad_response"],
    [
      "that are too many",
      (_q, r) => r.writeHead(200, { "content-length": "2000000" }).end(Buffer.alloc(2_000_000)),
      "bad_response",
    ],
    [
      "that are encoded",
      (_q, r) => r.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("x")),
      "bad_response",
    ],
    ["that are a redirect", (_q, r) => r.writeHead(302, { location: "http://localhost:1/" }).end(), "bad_response"],
    ["that are not there", json("{}", 404), "not_found"],
    ["that one may not see", json("{}", 403), "forbidden"],
    ["with many headers", (_q, r) => r.writeHead(200, manyHeaders).end("x"), "bad_response"],
    ["that never begin", () => undefined, "timeout"],
  ])("%s are named", async (_name, listener, reason) => {
    await using world = await withServer(listener, { limits: { ...quick, streamBytes: 1_000_000 } });
    expect((await failureOf(world.http.download(path`/x`).then(bytesOf))).reason).toBe(reason);
  });

  test("are asked for once more when the connection broke before they began", async () => {
    let calls = 0;
    await using world = await withServer((request, response) => {
      calls += 1;
      if (calls === 1) request.socket.destroy();
      else picture(request, response);
    });
    expect(String(await bytesOf(await world.http.download(path`/x`)))).toBe("abc");
  });

  test("are given up when nobody takes them, so that their place is free again", async () => {
    const one = { inAll: 1, perLane: 1, queued: 1, queuedPerLane: 1 };
    await using world = await withServer((_q, r) => r.writeHead(200).end(Buffer.alloc(1_000_000)), {
      limits: { streams: one, streamIdleMilliseconds: 200 },
    });
    const forgotten = await world.http.download(path`/x`);
    expect((await bytesOf(await world.http.download(path`/x`))).length).toBe(1_000_000);
    expect((await failureOf(bytesOf(forgotten))).reason).toBe("timeout");
  });

  test("have places of their own: many of them do not hold up a call", async () => {
    let open = 0;
    await using world = await withServer(
      (request, response) => {
        if (request.url === "/api") return json('{"ok":true}')(request, response);
        open += 1;
        return response.writeHead(200).write("x");
      },
      { limits: { streams: { inAll: 3, perLane: 2, queued: 2, queuedPerLane: 1 }, queueMilliseconds: 200 } },
    );
    const tries = await Promise.allSettled([1, 2, 3, 4].map(async () => world.http.download(path`/x`)));
    expect(open).toBe(2);
    expect(tries.map((each) => (each.status === "rejected" ? each.reason.reason : "open"))).toEqual([
      "open",
      "open",
      "unavailable",
      "rate_limited",
    ]);
    expect(await world.ask()).toEqual({ ok: true });
    for (const each of tries) if (each.status === "fulfilled") each.value.cancel();
  });

  test("end with their caller, as the caller's own abort", async () => {
    const controller = new AbortController();
    await using world = await withServer((_q, r) => r.writeHead(200).write("x"), { signal: controller.signal });
    const body = await world.http.download(path`/x`);
    const gone = new Error("gone");
    setTimeout(() => controller.abort(gone), 30);
    await expect(bytesOf(body)).rejects.toBe(gone);
  });
});

const manyHeaders = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`x-${index}`, "1"]));

async function endless(response: { write(bytes: Buffer): boolean; readonly destroyed: boolean }): Promise<void> {
  while (!response.destroyed) {
    response.write(Buffer.alloc(100_000));
    await sleep(1);
  }
}
