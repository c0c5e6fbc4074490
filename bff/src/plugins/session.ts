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

interface SessionOptions {
  readonly auth: Authentication;
  readonly config: Pick<Config, "isPlainLoopback" | "stepUp">;
  readonly now: () => Date;
  readonly trail: Pick<SessionTrail, "denied">;
}

/** Authenticates every request before any handler, and answers for those without a session: default deny (S41, S21). */
export function registerSession(app: FastifyInstance, options: SessionOptions): void {
  app.decorate("sessionCookie", portalCookies(options.config).session);
  app.decorateRequest("signedIn", null);
  app.addHook("onRequest", async (request, reply) => {
    const access = request.routeOptions.config.access;
    if (access?.kind === "machine" || access?.kind === "asset") {
      return;
    }
    request.signedIn = await options.auth.authenticate(cookieOf(request));
    if (access !== undefined && access.scope !== "open" && request.signedIn === null) {
      await refuseStranger(request, reply, access);
    }
  });
}

/**
 * What a session may do, and that it was used. It comes after the browser's checks: what a page of another site sends
 * with a person's cookie neither keeps their session alive nor writes a refusal into the record under their name.
 */
export function registerPermission(app: FastifyInstance, options: SessionOptions): void {
  app.addHook("onRequest", async (request) => {
    const access = request.routeOptions.config.access;
    const { signedIn } = request;
    if (access === undefined || signedIn === null) {
      return;
    }
    if (access.scope === "admin" && !signedIn.principal.isAdministrator) {
      options.trail.denied(signedIn.principal, `${request.method} ${request.routeOptions.url}`, request.id);
      throw new PortalError("forbidden");
    }
    if (access.scope !== "open") {
      refuseOldSignIn(signedIn, access, options.config.stepUp, options.now());
    }
    // An open page is used by whoever is signed in as much as any other.
    if (isAct(request, access)) {
      await options.auth.markActive(signedIn.principal);
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
