import { boundedCache } from "#bounded-cache.ts";
import type { FastifyInstance } from "fastify";
import { PortalError } from "./portal-error.ts";
import type { RouteAccess } from "./route-access.ts";

/** Sessions whose pace is remembered; who is forgotten begins with a full measure again. */
const rememberedSessions = 50_000;

/** Pages, assets and the event stream have limits of their own; what is left is what a script could send without end. */
const paced: ReadonlySet<RouteAccess["kind"]> = new Set(["api", "transfer", "media"]);

interface Measure {
  left: number;
  at: number;
}

/**
 * Lets each session send so many requests a minute, and as many at once (S45). Per session and never by address: behind
 * one address of a ministry are thousands of people.
 */
export function registerSessionPace(
  app: FastifyInstance,
  options: { readonly requestsPerMinute: number; readonly now: () => Date },
): void {
  const { requestsPerMinute, now } = options;
  const perMillisecond = requestsPerMinute / 60_000;
  const measures = boundedCache<string, Measure>(rememberedSessions);
  app.addHook("onRequest", (request, _reply, done) => {
    const session = request.signedIn?.principal.sessionHash;
    const access = request.routeOptions.config.access;
    if (session === undefined || access === undefined || !(paced.has(access.kind) || access.isPaced === true)) {
      done();
      return;
    }
    const at = now().getTime();
    const measure = measures.get(session) ?? { left: requestsPerMinute, at };
    measure.left = Math.min(requestsPerMinute, measure.left + Math.max(0, at - measure.at) * perMillisecond);
    measure.at = at;
    measures.set(session, measure);
    if (measure.left < 1) {
      const retryAfterSeconds = Math.max(1, Math.ceil((1 - measure.left) / perMillisecond / 1000));
      done(new PortalError("rate_limited", { message: "This session sends too many requests.", retryAfterSeconds }));
      return;
    }
    measure.left -= 1;
    done();
  });
}
