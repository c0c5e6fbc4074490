import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { failureOf, json, withServer } from "../../test/odd-source.ts";
import { path } from "#connectors/kit/upstream-path.ts";

async function* dripping(pieces: number, pause: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < pieces; index += 1) {
    yield Buffer.alloc(1000, index);
    await sleep(pause);
  }
}

async function* flood(): AsyncGenerator<Uint8Array> {
  for (;;) yield await Promise.resolve(Buffer.alloc(2 ** 20));
}

describe("bytes on their way to a tool that is well", () => {
  test("may be given up by their person after a while, which says nothing of the tool", async () => {
    await using world = await withServer(
      (request, response) => {
        request.on("error", () => undefined).resume();
        if (request.method === "GET") json('{"ok":true}')(request, response);
      },
      { limits: { patienceMilliseconds: 20, breakerCalls: 4 } },
    );
    for (let index = 0; index < 6; index += 1) {
      const http = world.source.bind({ lane: "ines", credential: null, signal: AbortSignal.timeout(60) });
      const upload = http.upload(path`/x`, { stream: dripping(100, 10), length: 100_000 });
      await expect(upload).rejects.toThrow("timeout");
    }
    expect(await world.ask()).toEqual({ ok: true });
  });

  test("may stop coming from their person, whom no tool is blamed for", async () => {
    await using world = await withServer(
      (request, response) => {
        request.on("error", () => undefined).resume();
        if (request.method === "GET") json('{"ok":true}')(request, response);
      },
      { limits: { streamIdleMilliseconds: 50, breakerCalls: 4 } },
    );
    for (let index = 0; index < 6; index += 1) {
      await world.http.upload(path`/x`, { stream: dripping(2, 150), length: 3000 }).catch(() => undefined);
    }
    expect(await world.ask()).toEqual({ ok: true });
  });

  test("that the tool does not take are a fault of the tool", async () => {
    await using world = await withServer((request) => void request.pause(), {
      limits: { streamIdleMilliseconds: 100, breakerCalls: 4 },
    });
    for (let index = 0; index < 4; index += 1) {
      const upload = world.http.upload(path`/x`, { stream: flood(), length: 2 ** 40 });
      expect(await failureOf(upload)).toMatchObject({ reason: "timeout" });
    }
    expect(await failureOf(world.ask())).toMatchObject({ code: "suspended" });
  });
});
