import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Authentication, SignedIn } from "#auth/authentication.ts";
import { isFreshSignIn } from "#auth/fresh-sign-in.ts";
import type { Config } from "#config/config.ts";
import type { SessionTrail } from "#services/session-trail.ts";
import { onlyCookie, portalCookies } from "./cookies.ts";
import { PortalError } from "./portal-error.ts";
import type { RouteAccess } from "./route-access.ts";
import { signInAddress } from "./sign-in-address.ts";

declare module "fastify" {
  interface FastifyInstance {
    /** The name of the session's cookie. */
    sessionCookie: string;
  }
}

/** The value of the session's cookie, or undefined: absent, or sent twice. */
export function cookieOf(request: FastifyRequest): string | undefined {
  return onlyCookie(request, request.server.sessionCookie);
}

/** Authenticates every request before any handler, and answers for those that may not go on: default deny (S41, S21). */
export function registerSession(
  app: FastifyInstance,
  options: {
    readonly auth: Authentication;
    readonly config: Pick<Config, "isPlainLoopback" | "stepUp">;
    readonly now: () => Date;
    readonly trail: Pick<SessionTrail, "denied">;
  },
): void {
  app.decorate("sessionCookie", portalCookies(options.config).session);
  app.decorateRequest("signedIn", null);
  app.addHook("onRequest", async (request, reply) => {
    const access = request.routeOptions.config.access;
    if (access?.kind === "machine" || access?.kind === "asset") {
      return;
    }
    request.signedIn = await options.auth.authenticate(cookieOf(request));
    if (access === undefined) {
      return;
    }
    if (access.scope !== "open") {
      if (request.signedIn === null) {
        await refuseStranger(request, reply, access);
        return;
      }
      if (access.scope === "admin" && !request.signedIn.principal.isAdministrator) {
        options.trail.denied(request.signedIn.principal, `${request.method} ${request.routeOptions.url}`, request.id);
        throw new PortalError("forbidden");
      }
      refuseOldSignIn(request.signedIn, access, options.config.stepUp, options.now());
    }
    // An open page is used by whoever is signed in as much as any other.
    if (request.signedIn !== null && isAct(request, access)) {
      await options.auth.markActive(request.signedIn.principal);
    }
  });
}

/** What the age of a sign-in does not allow (S61). */
function refuseOldSignIn(signedIn: SignedIn, access: RouteAccess, stepUp: Config["stepUp"], now: Date): void {
  if (access.isFresh === true && !isFreshSignIn(signedIn, stepUp, now)) {
    throw new PortalError("step_up", { message: "This needs a sign-in of the last minutes." });
  }
}

/** A page that another site embeds as an image is nobody's act, and must not keep a session from its idle limit (S19). */
function isAct(request: FastifyRequest, access: RouteAccess): boolean {
  return access.activity && (access.kind !== "page" || mayBeNavigation(request));
}

/** Browsers without Fetch Metadata say nothing of the mode. */
function mayBeNavigation(request: FastifyRequest): boolean {
  const mode = request.headers["sec-fetch-mode"];
  return mode === undefined || mode === "navigate";
}

/** A navigation goes to sign in and comes back; everything else hears 401, never a redirect (S21). */
async function refuseStranger(request: FastifyRequest, reply: FastifyReply, access: RouteAccess): Promise<void> {
  if (access.kind !== "page" || !mayBeNavigation(request)) {
    throw new PortalError("signed_out");
  }
  await reply.header("cache-control", "no-store").redirect(signInAddress(request.url), 303);
}
