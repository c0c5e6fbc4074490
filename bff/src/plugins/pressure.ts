import type { FastifyInstance, FastifyRequest } from "fastify";
import { Counter, type Registry } from "prom-client";
import type { Log } from "#log.ts";
import { PortalError } from "./portal-error.ts";
import { PressureGauge, type Shortage } from "./pressure-gauge.ts";
import type { RouteAccess } from "./route-access.ts";

/** How many requests are in hand at most while something is short; some always are, so that nobody is shut out for long. */
const mostInHand = 200;
/** While memory is short, those that carry a body stop earlier: bodies are what fills it, and readers shall go on. */
const mostBesideBodies = 20;
const retrySeconds = 3;
const sayEveryMilliseconds = 10_000;

/** These last for reasons of their own and say nothing of how busy the portal is. */
const lasting: ReadonlySet<RouteAccess["kind"]> = new Set(["stream", "transfer", "media"]);

export interface PressureOptions {
  readonly registry: Registry;
  readonly log: Log;
  readonly gauge?: PressureGauge;
}

/**
 * Refuses what comes while the process is late or its memory nearly full and it has its hands full, with a time to try
 * again, and opens no stream that would stay while memory is what is short: who is refused at once costs little, who waits costs memory, and a process that the kernel ends loses them all
 * (F32, F33). A logout by the provider is never refused, because it comes only once.
 */
export function registerPressure(app: FastifyInstance, options: PressureOptions): void {
  const { log, gauge = new PressureGauge() } = options;
  const refused = new Counter({
    name: "pforte_refused_under_pressure_total",
    help: "Requests that were refused because the process was short of time or memory.",
    labelNames: ["shortage"],
    registers: [options.registry],
  });
  const inHand = new Set<FastifyRequest>();
  let saidAt = Number.NEGATIVE_INFINITY;
  app.addHook("onReady", (done) => {
    gauge.start();
    done();
  });
  app.addHook("onClose", (_app, done) => {
    gauge.stop();
    done();
  });
  app.addHook("onRequest", (request, reply, done) => {
    const access = request.routeOptions.config.access;
    const shortage = access?.kind === "machine" ? null : gauge.shortage();
    if (shortage !== null && isTooMuch(shortage, request, inHand.size)) {
      refused.inc({ shortage });
      if (performance.now() - saidAt >= sayEveryMilliseconds) {
        saidAt = performance.now();
        log.warn(
          { shortage, inHand: inHand.size },
          "Requests are refused because the process is short of time or memory.",
        );
      }
      // Whoever sends a body must not be listened to until its end.
      reply.header("connection", "close");
      done(
        new PortalError("overloaded", { message: "The portal has its hands full.", retryAfterSeconds: retrySeconds }),
      );
      return;
    }
    if (access === undefined || (!lasting.has(access.kind) && access.isGateway !== true)) {
      inHand.add(request);
      // Whoever goes away before their answer is ready has no `onSend`.
      reply.raw.once("close", () => inHand.delete(request));
    }
    done();
  });
  // Not when it has been read: a reader who takes their time costs no work, and must not crowd out others.
  app.addHook("onSend", (request, _reply, _payload, done) => {
    inHand.delete(request);
    done();
  });
}

function isTooMuch(shortage: Shortage, request: FastifyRequest, inHand: number): boolean {
  if (shortage === "time") return inHand >= mostInHand;
  if (request.routeOptions.config.access?.kind === "stream") return true;
  const { "transfer-encoding": encoding, "content-length": length = "0" } = request.headers;
  return inHand >= (encoding !== undefined || length !== "0" ? mostBesideBodies : mostInHand);
}
