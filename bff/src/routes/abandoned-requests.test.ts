import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createStorage, type StorageSettings } from "#storage/postgres-storage.ts";
import type { Storage } from "#storage/storage.ts";
import type { TestPerson } from "../../test/person.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";

let portal: TestPortal;
let ines: TestPerson;
/** While set, whoever looks for a session waits for it. */
let hold: Promise<void> = Promise.resolve();
let waiting = 0;

beforeAll(async () => {
  portal = await buildTestPortal({
    // Every request asks the store, so that it can be held there.
    config: { session: { idleSeconds: 1800, absoluteSeconds: 36_000, cacheSeconds: 0, perPerson: 20 } },
    storage: slow,
  });
  ines = await portal.as("ines");
});
afterAll(async () => portal[Symbol.asyncDispose]());

async function slow(settings: StorageSettings): Promise<Storage> {
  const storage = await createStorage(settings);
  return {
    ...storage,
    sessions: {
      ...storage.sessions,
      async find(hash, now) {
        waiting += 1;
        await hold;
        waiting -= 1;
        return storage.sessions.find(hash, now);
      },
    },
  };
}

/** Asks for the stream over a socket that can be torn down at any moment. */
function ask(): { readonly socket: Socket; readonly heard: () => string } {
  const { host, port } = new URL(portal.origin);
  const cookie = ines.jar.header(new URL(portal.origin)) ?? "";
  const socket = connect(Number(port), "localhost");
  let text = "";
  socket.on("error", () => undefined);
  socket.on("data", (chunk: Buffer) => (text += chunk.toString()));
  socket.write(`GET /api/events HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookie}\r\nX-Portal: 1\r\n\r\n`);
  return { socket, heard: () => text };
}

async function gauge(name: string): Promise<number> {
  const { body } = await portal.portal.ops.inject("/metrics");
  return Number(new RegExp(`^${name} (\\d+)$`, "mu").exec(body)?.[1]);
}

describe("a request whose reader goes away", () => {
  it("before it is known who asks opens no stream, and the next one gets its place (S71)", async () => {
    const held = Promise.withResolvers<void>();
    hold = held.promise;
    const gone = Array.from({ length: 6 }, ask);
    await expect.poll(() => waiting).toBe(6);
    gone.forEach(({ socket }) => socket.destroy());
    await sleep(100);
    held.resolve();
    await expect.poll(() => waiting).toBe(0);
    await sleep(100);
    expect(await gauge("pforte_event_streams")).toBe(0);

    const next = ask();
    await expect.poll(next.heard).toContain("HTTP/1.1 200");
    expect(await gauge("pforte_event_streams")).toBe(1);
    next.socket.destroy();
    await expect.poll(async () => gauge("pforte_event_streams")).toBe(0);
  });

  it("is not counted as being answered any more", async () => {
    await expect.poll(async () => gauge("pforte_http_active_requests")).toBe(0);
    const opened = ask();
    await expect.poll(opened.heard).toContain("HTTP/1.1 200");
    expect(await gauge("pforte_http_active_requests")).toBe(1);
    opened.socket.destroy();
    await expect.poll(async () => gauge("pforte_http_active_requests")).toBe(0);
    expect((await ines.send("GET", "/api/session")).status).toBe(200);
    await expect.poll(async () => gauge("pforte_http_active_requests")).toBe(0);
  });
});
