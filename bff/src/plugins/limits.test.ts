import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestPerson } from "../../test/person.ts";
import { limitConnections } from "./limits.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";

let portal: TestPortal;
let ines: TestPerson;
beforeAll(async () => {
  portal = await buildTestPortal();
  ines = await portal.as("ines");
});
afterAll(async () => portal[Symbol.asyncDispose]());

const count = 40;

/** A socket that begins a request and then sends a byte now and then. */
function slowSocket(begin: string): { readonly socket: Socket; readonly closedAfter: Promise<number> } {
  const started = performance.now();
  const socket = connect(Number(new URL(portal.origin).port), "localhost");
  const closedAfter = new Promise<number>((done) => socket.on("close", () => done(performance.now() - started)));
  socket.on("error", () => undefined);
  socket.on("data", () => undefined);
  socket.write(begin);
  const drip = setInterval(() => socket.write("a"), 1000);
  socket.on("close", () => clearInterval(drip));
  return { socket, closedAfter };
}

describe("a server under slow sockets", () => {
  it("closes them all in time and answers others meanwhile (S38)", { timeout: 40_000 }, async () => {
    const { host } = new URL(portal.origin);
    const head = `PATCH /api/preferences HTTP/1.1\r\nHost: ${host}\r\n`;
    const body = `Origin: ${portal.origin}\r\nX-Portal: 1\r\nContent-Type: application/json\r\nContent-Length: 500\r\n`;
    const cookie = `Cookie: ${ines.jar.header(new URL(portal.origin)) ?? ""}\r\n`;
    const slow = Array.from({ length: count }, () => [
      slowSocket(`${head}X-Slow: `),
      slowSocket(`${head}${cookie}${body}\r\n{"a":"`),
    ]).flat();
    const times: number[] = [];
    for (let round = 0; round < 50; round += 1) {
      const started = performance.now();
      expect((await ines.send("GET", "/api/session")).status).toBe(200);
      times.push(performance.now() - started);
      await sleep(20);
    }
    expect(times.toSorted((a, b) => a - b)[45]).toBeLessThan(1500);
    const closed = await Promise.all(slow.map(async ({ closedAfter }) => closedAfter));
    const [headers, bodies] = [closed.filter((_, at) => at % 2 === 0), closed.filter((_, at) => at % 2 === 1)];
    expect(closed).toHaveLength(2 * count);
    expect(Math.max(...headers)).toBeLessThan(12_000);
    expect(Math.max(...bodies)).toBeLessThan(16_000);
  });

  it("has no limit left at a default that means none", () => {
    const { server } = portal.portal.server;
    // Node's one deadline for all is as long as the longest stream; ordinary bodies have ten seconds of our own.
    expect(server).toMatchObject({ requestTimeout: 4_200_000, headersTimeout: 5000, maxRequestsPerSocket: 1000 });
    expect(server.keepAliveTimeout).toBeGreaterThan(60_000);
    expect(server.maxConnections).toBeGreaterThan(0);
    expect(portal.portal.server.initialConfig).toMatchObject({ handlerTimeout: 15_000, bodyLimit: 65_536 });
  });

  it("leaves a quarter of the files that it may open to its database, its tools and its provider (F31)", () => {
    const socketsOf = (files: number) => {
      const server = { maxConnections: 0 };
      limitConnections(server, files);
      return server.maxConnections;
    };
    expect([200, 1024, 20_000, 1_048_576, Number.POSITIVE_INFINITY].map(socketsOf)).toEqual([
      136, 768, 15_000, 20_000, 20_000,
    ]);
  });

  it("takes what a path names up to the longest id of a room, and what is shorter in its kind no longer", async () => {
    const room = `${"k".repeat(60)}:!${"a".repeat(254)}`;
    expect((await ines.get(`/chat/${room}`)).status).toBe(200);
    const long = "a".repeat(300);
    const others = [`/files/download/files/${long}`, `/assets/${long}`, `/theme/${long}`];
    others.push(`/auth/connect/chat/callback/${long}`, `/chat/${"a".repeat(401)}`);
    for (const path of others) expect([path, [400, 404].includes((await ines.get(path)).status)]).toEqual([path, true]);
  });
});
