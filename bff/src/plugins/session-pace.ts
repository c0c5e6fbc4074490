import { boundedCache } from "#bounded-cache.ts";
import type { FastifyInstance } from "fastify";
import { PortalError } from "./portal-error.ts";
import type { RouteAccess } from "./route-access.ts";

/** Sessions whose pace is remembered; who is forgotten begins with a full measure again. */
const rememberedSessions = 50_000;

/** Pages, assets and the event stream have limits of their own; what is left is what a script could send without end. */
const paced: ReadonlySet<RouteAccess["kind"]> = new Set(["api", "transfer", "media"]);

/**
 * A refusal costs the process a third of what an answer costs, and whoever does not wait to be told so asks again at
 * once. So it comes a moment later, to so many of a session at a time as hold up nothing else.
 */
const restMilliseconds = 200;
const mostResting = 20;

interface Measure {
  left: number;
  at: number;
  /** How many of its requests wait to be refused. */
  resting: number;
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
    const measure = measures.get(session) ?? { left: requestsPerMinute, at, resting: 0 };
    measure.left = Math.min(requestsPerMinute, measure.left + Math.max(0, at - measure.at) * perMillisecond);
    measure.at = at;
    measures.set(session, measure);
    if (measure.left < 1) {
      const retryAfterSeconds = Math.max(1, Math.ceil((1 - measure.left) / perMillisecond / 1000));
      rest(measure, () =>
        done(new PortalError("rate_limited", { message: "This session sends too many requests.", retryAfterSeconds })),
      );
      return;
    }
    measure.left -= 1;
    done();
  });
}

function rest(measure: Measure, refuse: () => void): void {
  if (measure.resting >= mostResting) {
    refuse();
    return;
  }
  measure.resting += 1;
  setTimeout(() => {
    measure.resting -= 1;
    refuse();
  }, restMilliseconds);
}
