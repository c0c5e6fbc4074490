import type { FastifyInstance } from "fastify";
import { safeReturnTo } from "#auth/return-to.ts";
import { portalCookies } from "#plugins/cookies.ts";
import type { AuthRouteParts } from "./auth-parts.ts";
import { registerBackChannelLogout } from "./auth-back-channel.ts";
import { registerCallback } from "./auth-callback.ts";
import { registerLogin } from "./auth-login.ts";
import { registerSignOut } from "./auth-sign-out.ts";
import { registerSessionRoute } from "./session.ts";

/** A path of the portal that may be returned to, or null. */
export const safePath = safeReturnTo;

/** Everything below `/auth`, `/signed-out`, and `/api/session`. */
export function registerAuthRoutes(app: FastifyInstance, options: Omit<AuthRouteParts, "cookies">): void {
  const parts = { ...options, cookies: portalCookies(options.config) };
  registerLogin(app, parts);
  registerCallback(app, parts);
  registerSignOut(app, parts);
  registerBackChannelLogout(app, parts);
  registerSessionRoute(app);
}
