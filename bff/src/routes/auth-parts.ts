import type { FastifyReply, FastifyRequest } from "fastify";
import type { SignInCode } from "@pforte/shared/errors/sign-in-code";
import type { Auth } from "#auth/auth.ts";
import type { Config } from "#config/config.ts";
import type { BrowserChoices } from "#plugins/browser-choices.ts";
import type { PortalCookies } from "#plugins/cookies.ts";
import type { SendNotice } from "#plugins/send-notice.ts";
import type { ConnectChain } from "#services/connect-chain.ts";
import type { OwnSessions } from "#services/own-sessions.ts";
import type { SessionTrail } from "#services/session-trail.ts";
import type { Principal } from "#storage/principal.ts";

/** What the routes of sign-in share. */
export interface AuthRouteParts {
  readonly auth: Auth;
  readonly config: Config;
  readonly cookies: PortalCookies;
  readonly sendNotice: SendNotice;
  readonly connectChain: ConnectChain;
  readonly trail: SessionTrail;
  readonly ownSessions: Pick<OwnSessions, "arrivalOf" | "wasEndedElsewhere">;
  /** What a person chose, which their browser keeps for the page after sign-out. */
  readonly choicesOf: (principal: Principal) => Promise<BrowserChoices>;
  /** How many acts of a person wait for their next sign-in. */
  readonly waitingActsOf: (principal: Principal) => Promise<number>;
}

/** Status per reason: what the person can mend is 400, what only others can is 502 or 503. */
const statusByCode: Partial<Record<SignInCode, number>> = {
  client_unknown: 502,
  identity_provider_misconfigured: 502,
  identity_provider_unreachable: 503,
  sign_in_not_navigation: 403,
  sign_in_refused: 403,
  sign_in_not_fresh: 403,
  account_disabled: 403,
};

const retryAfterSeconds = 10;

/** A page that says why the sign-in was not completed. */
export async function signInFailed(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: Pick<AuthRouteParts, "sendNotice">,
  failure: { readonly code: SignInCode; readonly retry: string },
): Promise<FastifyReply> {
  const status = statusByCode[failure.code] ?? 400;
  return parts.sendNotice(request, reply, {
    status,
    page: "sign_in_failed",
    code: failure.code,
    retry: failure.retry,
    ...(status === 503 && { retryAfterSeconds }),
  });
}

/** Never kept by anybody: these answers carry codes, states and cookies. */
export function leave(reply: FastifyReply, address: string): FastifyReply {
  return reply.header("cache-control", "no-store").redirect(address, 303);
}

/** The query as it was sent, each name with all its values. */
export function queryOf(request: FastifyRequest): URLSearchParams {
  const at = request.url.indexOf("?");
  return new URLSearchParams(at === -1 ? "" : request.url.slice(at + 1));
}
