import type { FastifyInstance } from "fastify";
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

/** What operators can watch; every label has few values: the pattern of a route, never its path. */
export interface Metrics {
  readonly registry: Registry;
  readonly countUnexpected: () => void;
  /** Measures every answer of this server. */
  readonly measure: (app: FastifyInstance) => void;
}

/** The portal's own five, beside those of the process. */
export function createMetrics(streamCount: () => number, isolationViolations: () => number): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: "pforte_" });
  const seconds = new Histogram({
    name: "pforte_http_request_seconds",
    help: "Time from a request's first byte to the answer's last.",
    labelNames: ["method", "route", "status"],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers,
  });
  const active = new Gauge({ name: "pforte_http_active_requests", help: "Requests being answered.", registers });
  const unexpected = new Counter({
    name: "pforte_unexpected_errors_total",
    help: "Answers that were bugs.",
    registers,
  });
  // It registers itself and asks when it is scraped.
  void new Gauge({
    name: "pforte_event_streams",
    help: "Open event streams.",
    registers,
    collect() {
      this.set(streamCount());
    },
  });
  void new Gauge({
    name: "pforte_isolation_violations",
    help: "Cached values that lay under another person's key; anything but 0 is an alarm.",
    registers,
    collect() {
      this.set(isolationViolations());
    },
  });
  return {
    registry,
    countUnexpected: () => unexpected.inc(),
    measure(app) {
      app.addHook("onRequest", (_request, reply, done) => {
        active.inc();
        // Not `onResponse`, which never comes for an answer whose reader went away.
        reply.raw.once("close", () => active.dec());
        done();
      });
      app.addHook("onResponse", (request, reply, done) => {
        const route = request.routeOptions.url ?? "none";
        seconds.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
        done();
      });
    },
  };
}
