import Fastify, { type FastifyInstance } from "fastify";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { callerSignal, CallerGoneError } from "./caller-signal.ts";
import { PortalError } from "./portal-error.ts";

describe("the signal of a request", () => {
  let app: FastifyInstance;
  let port: number;
  let signals: AbortSignal[];

  beforeEach(async () => {
    signals = [];
    app = Fastify({ handlerTimeout: 5000 });
    for (const method of ["GET", "POST"]) {
      app.route({
        method,
        url: "/",
        handler: async (_request, reply) => {
          const signal = callerSignal(reply, 300);
          signals.push(signal);
          await sleep(100);
          return { isAborted: signal.aborted };
        },
      });
      app.route({
        method,
        url: "/slow",
        handler: async (_request, reply) => {
          const signal = callerSignal(reply, 300);
          signals.push(signal);
          await new Promise((resolve) => signal.addEventListener("abort", resolve));
          throw signal.reason;
        },
      });
    }
    await app.listen({ host: "127.0.0.1", port: 0 });
    const address = app.server.address();
    port = typeof address === "object" && address !== null ? address.port : 0;
  });

  afterEach(async () => app.close());

  const ask = async (method: string, path: string) =>
    fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(method === "POST" && { body: "{}", headers: { "content-type": "application/json" } }),
    });

  it.each(["GET", "POST"])("of a %s does not abort while its caller waits, nor after the answer", async (method) => {
    expect(await (await ask(method, "/")).json()).toEqual({ isAborted: false });
    await sleep(400);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
  });

  it.each(["GET", "POST"])("of a %s aborts when the deadline passes", async (method) => {
    await ask(method, "/slow");
    expect(signals[0]?.reason).toBeInstanceOf(PortalError);
    expect(signals[0]?.reason).toMatchObject({ code: "timeout" });
  });

  it.each(["GET", "POST"])("of a %s aborts when its caller goes away", async (method) => {
    const socket = connect(port, "127.0.0.1");
    const body = method === "POST" ? "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}" : "\r\n";
    socket.write(`${method} /slow HTTP/1.1\r\nHost: x\r\n${body}`);
    await expect.poll(() => signals.length).toBe(1);
    socket.destroy();
    await expect.poll(() => signals[0]?.reason).toBeInstanceOf(CallerGoneError);
  });
});
