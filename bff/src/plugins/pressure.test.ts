import Fastify from "fastify";
import { Registry } from "prom-client";
import { describe, expect, it } from "vitest";
import { quietLog } from "../../test/quiet-log.ts";
import { PortalError, statusOf } from "./portal-error.ts";
import { registerPressure } from "./pressure.ts";
import { PressureGauge } from "./pressure-gauge.ts";
import type { RouteAccess } from "./route-access.ts";

/** A server whose `/slow` answers when it is told to, in a process that is as full as a test says. */
async function aServer() {
  const state = { memoryShare: 0.3 };
  const gauge = new PressureGauge({ clock: () => 0, memoryShare: () => state.memoryShare });
  const registry = new Registry();
  const app = Fastify();
  registerPressure(app, { registry, log: quietLog, gauge });
  app.setErrorHandler(async (error, _request, reply) => {
    if (!(error instanceof PortalError)) throw error;
    return reply.code(statusOf[error.code]).header("retry-after", String(error.retryAfterSeconds)).send(error.code);
  });
  const finish = Promise.withResolvers<void>();
  const route = (path: string, kind: RouteAccess["kind"]) =>
    app.route({
      method: ["GET", "POST"],
      url: path,
      config: { access: { scope: "open", kind, activity: false } },
      async handler() {
        if (path === "/slow") await finish.promise;
        return "done";
      },
    });
  route("/slow", "api");
  route("/quick", "api");
  route("/stream", "stream");
  route("/machine", "machine");
  await app.ready();
  return {
    app,
    finish: () => finish.resolve(),
    fill(memoryShare: number) {
      state.memoryShare = memoryShare;
      for (let look = 0; look < 5; look += 1) gauge.look();
    },
    send: (path: string, count: number) =>
      Array.from({ length: count }, async () => app.inject({ method: "POST", url: path, payload: { a: 1 } })),
    refused: async () => /total\{shortage="memory"\} (\d+)/u.exec(await registry.metrics())?.[1],
  };
}

describe("a process whose memory is nearly full", () => {
  it("answers those in hand, and tells the others at once to come back (F32)", async () => {
    const server = await aServer();
    server.fill(0.9);
    const inHand = server.send("/slow", 20);
    const beyond = await Promise.all(server.send("/slow", 5));
    expect(beyond.map(({ statusCode, body }) => [statusCode, body])).toEqual(
      Array.from({ length: 5 }, () => [503, "overloaded"]),
    );
    expect(beyond[0]?.headers).toMatchObject({ "retry-after": "3", connection: "close" });
    expect(await server.refused()).toBe("5");
    // Whoever only reads goes on.
    expect((await server.app.inject("/quick")).statusCode).toBe(200);
    server.finish();
    expect((await Promise.all(inHand)).every(({ statusCode }) => statusCode === 200)).toBe(true);
    expect((await server.app.inject("/quick")).statusCode).toBe(200);
    await server.app.close();
  });

  it("still takes a logout of the identity provider, and opens no stream", async () => {
    const server = await aServer();
    server.fill(0.9);
    expect((await server.app.inject("/stream")).statusCode).toBe(503);
    const inHand = server.send("/slow", 20);
    expect((await server.app.inject("/machine")).statusCode).toBe(200);
    server.finish();
    await Promise.all(inHand);
    await server.app.close();
  });

  it("is never so full that it takes nobody, and takes everybody when it has room again", async () => {
    const server = await aServer();
    server.fill(1);
    expect((await server.app.inject("/quick")).statusCode).toBe(200);
    server.fill(0.4);
    const many = server.send("/slow", 60);
    server.finish();
    expect((await Promise.all(many)).every(({ statusCode }) => statusCode === 200)).toBe(true);
    await server.app.close();
  });
});
