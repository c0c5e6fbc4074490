import type { IDToken, TokenEndpointResponse } from "openid-client";

/** For a provider that does not say how long its token lives. */
const shortestSeconds = 60;

/** When the access token of a reply ends. */
export function expiryOf(reply: TokenEndpointResponse, now: Date): Date {
  return new Date(now.getTime() + (reply.expires_in ?? shortestSeconds) * 1000);
}

const oldestSeconds = 600;
const toleranceSeconds = 60;

/** Whether an ID token was issued just now (S6); the library checks `exp`, but accepts an `iat` of last week. */
export function isFresh(claims: Pick<IDToken, "iat">, now: Date): boolean {
  const age = now.getTime() / 1000 - claims.iat;
  return age <= oldestSeconds && age >= -toleranceSeconds;
}
