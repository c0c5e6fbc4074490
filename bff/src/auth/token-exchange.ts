import { decodeJwt, errors } from "jose";
import { ResponseBodyError } from "openid-client";
import type { Principal } from "#storage/principal.ts";
import type { ExchangedToken, TokenExchange } from "#token-exchange.ts";
import type { AccessTokenResult } from "./authentication.ts";
import { expiryOf } from "./token-reply.ts";

/** The grant of RFC 8693. */
export const tokenExchangeGrant = "urn:ietf:params:oauth:grant-type:token-exchange";
const accessTokenType = "urn:ietf:params:oauth:token-type:access_token";

interface TokenExchangeOptions {
  readonly accessToken: (principal: Principal) => Promise<AccessTokenResult>;
  /** Asks the token endpoint as the portal: openid-client's `genericGrantRequest` with this grant. */
  readonly grant: (
    parameters: Readonly<Record<string, string>>,
  ) => Promise<{ readonly access_token: string; readonly expires_in?: number | undefined }>;
  readonly now: () => Date;
}

/** Exchanges the portal's own token for one of a single audience. Knows nothing of keeping it. */
export function createTokenExchange(options: TokenExchangeOptions): TokenExchange {
  return {
    async exchangeToken(principal, audience, scope) {
      const own = await options.accessToken(principal);
      if (own.kind !== "token") return { kind: own.kind };
      const askedAt = options.now();
      try {
        const reply = await options.grant({
          subject_token: own.token,
          subject_token_type: accessTokenType,
          requested_token_type: accessTokenType,
          audience,
          ...(scope !== null && { scope }),
        });
        // A token that more than this tool accepts would let one tool act at another (S14).
        if (!isFor(reply.access_token, audience)) return { kind: "misconfigured" };
        return { kind: "token", token: reply.access_token, expiresAt: expiryOf(reply, askedAt) };
      } catch (error) {
        return refusalOf(error);
      }
    },
  };
}

function isFor(token: string, audience: string): boolean {
  try {
    const { aud } = decodeJwt(token);
    const audiences = [aud].flat();
    return audiences.length > 0 && audiences.every((each) => each === audience);
  } catch (error) {
    if (error instanceof errors.JWTInvalid) return false;
    throw error;
  }
}

/**
 * Keycloak's words: a person without the role or group gets "Requested audience not available"; an unknown audience or
 * scope is the operator's mistake. Nothing else in the answer is looked at.
 */
function refusalOf(error: unknown): ExchangedToken {
  if (!(error instanceof ResponseBodyError) || error.status >= 500) return { kind: "unavailable" };
  if (error.error !== "invalid_request") return { kind: "misconfigured" };
  const description = error.error_description ?? "";
  if (description.startsWith("Requested audience not available")) return { kind: "refused" };
  return { kind: description === "Invalid token" ? "unavailable" : "misconfigured" };
}
