import type { FastifyInstance } from "fastify";
import type { Auth } from "#auth/auth.ts";
import { safeReturnTo } from "#auth/return-to.ts";
import type { Config } from "#config/config.ts";
import type { Log } from "#log.ts";
import { portalCookies } from "#plugins/cookies.ts";
import type { SendNotice } from "#plugins/send-notice.ts";
import type { ConnectChain } from "#services/connect-chain.ts";
import { registerBackChannelLogout } from "./auth-back-channel.ts";
import { registerCallback } from "./auth-callback.ts";
import { registerLogin } from "./auth-login.ts";
import { registerSignOut } from "./auth-sign-out.ts";
import { registerSessionRoute } from "./session.ts";

export interface AuthRoutesOptions {
  readonly auth: Auth;
  readonly config: Config;
  readonly sendNotice: SendNotice;
  readonly connectChain: ConnectChain;
  readonly log: Log;
}

/** A path of the portal that may be returned to, or null. */
export const safePath = safeReturnTo;

/** Everything below `/auth`, `/signed-out`, and `/api/session`. */
export function registerAuthRoutes(app: FastifyInstance, options: AuthRoutesOptions): void {
  const parts = { ...options, cookies: portalCookies(options.config) };
  registerLogin(app, parts);
  registerCallback(app, parts);
  registerSignOut(app, parts);
  registerBackChannelLogout(app, parts);
  registerSessionRoute(app);
}
