import type { FastifyInstance } from "fastify";
import type { Log } from "#log.ts";

/** One line per answer: method, pattern of the route, status, time, id. Nothing that a person or a tool wrote (S67). */
export function registerRequestLog(app: FastifyInstance, log: Log): void {
  app.addHook("onResponse", (request, reply, done) => {
    log.info(
      {
        requestId: request.id,
        method: request.method,
        route: request.routeOptions.url ?? null,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
      },
      "A request was answered.",
    );
    done();
  });
}
