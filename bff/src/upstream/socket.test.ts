import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { startOddServer } from "../../test/odd-server.ts";
import { failureOf, json, withServer } from "../../test/odd-source.ts";
import { withSocketServer } from "../../test/odd-socket.ts";
import { path } from "#connectors/kit/upstream-path.ts";
import type { UpstreamSocket } from "#connectors/kit/upstream-http.ts";

async function framesOf(socket: UpstreamSocket): Promise<string[]> {
  const frames: string[] = [];
  for await (const frame of socket.frames) frames.push(frame);
  return frames;
}

describe("a push channel", () => {
  test("brings frames in order, sends, and ends when the tool closes it", async () => {
    const heard: string[] = [];
    await using world = await withSocketServer((socket) => {
      socket.on("message", (data: Buffer) => {
        heard.push(data.toString());
        if (heard.length < 2) return;
        for (const text of ["authenticated", "notify_file", "grüße"]) socket.send(text);
        socket.close(1000);
      });
    });
    const socket = await world.http.socket(path`/push/ws`);
    socket.send("");
    socket.send("one-time");
    expect(await framesOf(socket)).toEqual(["authenticated", "notify_file", "grüße"]);
    expect(heard).toEqual(["", "one-time"]);
  });

  test("carries no token, no cookie and no origin", async () => {
    let seen: Record<string, unknown> = {};
    await using world = await withSocketServer(
      (_socket, request) => void (seen = { ...request.headers, url: request.url }),
      {
        credential: { bearer: async () => "the-token" },
      },
    );
    (await world.http.socket(path`/push/ws`)).close();
    const { "sec-websocket-key": key, ...rest } = seen;
    expect(key).toBeTypeOf("string");
    expect(rest).toEqual({
      accept: "*/*",
      "accept-encoding": "identity",
      "accept-language": "*",
      "cache-control": "no-cache",
      connection: "upgrade",
      host: world.address.slice("http://".length),
      pragma: "no-cache",
      "sec-fetch-mode": "websocket",
      "sec-websocket-extensions": "permessage-deflate; client_max_window_bits",
      "sec-websocket-version": "13",
      upgrade: "websocket",
      url: "/push/ws",
      "user-agent": "pforte",
    });
  });

  test("that breaks is a failure, not an end", async () => {
    await using world = await withSocketServer((socket) =>
      socket.send("one", () => setTimeout(() => socket.terminate(), 30)),
    );
    const socket = await world.http.socket(path`/push/ws`);
    expect((await failureOf(framesOf(socket))).reason).toBe("unavailable");
  });

  test("is asked for a sign of life, and stays open while one comes", async () => {
    await using world = await withSocketServer(() => undefined, { limits: { socketIdleMilliseconds: 60 } });
    const socket = await world.http.socket(path`/push/ws`);
    const frames = framesOf(socket);
    await sleep(500);
    for (const client of world.server.clients) {
      client.send("still here");
      client.close(1000);
    }
    expect(await frames).toEqual(["still here"]);
  });

  test("whose other side fell silent is given up", async () => {
    await using world = await withSocketServer(() => undefined, {
      limits: { socketIdleMilliseconds: 60 },
      isAlive: false,
    });
    expect((await failureOf(framesOf(await world.http.socket(path`/push/ws`)))).reason).toBe("timeout");
  });

  test.each([
    ["frames that are no text", (send: (data: string | Buffer) => void) => send(Buffer.from("x"))],
    ["a frame that is too large", (send: (data: string | Buffer) => void) => send("x".repeat(100_000))],
    [
      "more frames than anybody reads",
      (send: (data: string | Buffer) => void) => {
        for (let index = 0; index < 50; index += 1) send("x");
      },
    ],
  ])("does not take %s", async (_name, flood) => {
    await using world = await withSocketServer((socket) => flood((data) => socket.send(data)), {
      limits: { frames: 10 },
    });
    const socket = await world.http.socket(path`/push/ws`);
    await sleep(100);
    expect(["bad_response", "unavailable"]).toContain((await failureOf(framesOf(socket))).reason);
  });

  test("ends with its caller, as the caller's own abort", async () => {
    const controller = new AbortController();
    let closed = 0;
    await using world = await withSocketServer((socket) => void socket.on("close", () => (closed += 1)), {
      signal: controller.signal,
    });
    const frames = framesOf(await world.http.socket(path`/push/ws`));
    const gone = new Error("gone");
    controller.abort(gone);
    await expect(frames).rejects.toBe(gone);
    await expect(world.http.socket(path`/push/ws`)).rejects.toBe(gone);
    await sleep(50);
    expect(closed).toBe(1);
  });

  test("has a bounded number of places, which it gives back", async () => {
    await using world = await withSocketServer(() => undefined, {
      limits: { sockets: { inAll: 10, perLane: 2, queued: 0, queuedPerLane: 0 } },
    });
    const open = await Promise.all([world.http.socket(path`/a`), world.http.socket(path`/b`)]);
    expect((await failureOf(world.http.socket(path`/c`))).reason).toBe("rate_limited");
    open[0].close();
    (await world.http.socket(path`/c`)).close();
    open[1].close();
  });

  test("is refused by a server that has none, by silence and by a redirect", async () => {
    let foreign = 0;
    await using other = await startOddServer((_request, response) => {
      foreign += 1;
      response.end();
    });
    await using none = await withServer(json("{}", 404));
    expect((await failureOf(none.http.socket(path`/ws`))).reason).toBe("unavailable");
    await using silent = await withServer(() => undefined);
    expect((await failureOf(silent.http.socket(path`/ws`))).reason).toBe("timeout");
    await using away = await withServer((_q, r) => r.writeHead(307, { location: `${other.address}/ws` }).end());
    expect((await failureOf(away.http.socket(path`/ws`))).reason).toBe("unavailable");
    expect(foreign).toBe(0);
  });
});
