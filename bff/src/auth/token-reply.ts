import type { IDToken } from "openid-client";
import { identifierIn } from "./claim-values.ts";

/** For a provider that does not say how long its token lives. */
const shortestSeconds = 60;
/** A token that is said to live longer is renewed all the same: the session is checked with the provider at each renewal (S27). */
const longestSeconds = 86_400;

/** When the access token of a reply ends. */
export function expiryOf(reply: { readonly expires_in?: number | undefined }, now: Date): Date {
  const seconds = Math.min(reply.expires_in ?? shortestSeconds, longestSeconds);
  return new Date(now.getTime() + seconds * 1000);
}

const oldestSeconds = 600;
const toleranceSeconds = 60;
/** OpenID Connect Core 2. */
const longestSubject = 255;
/** As long as a logout token may name it. */
const longestSession = 300;

type Judged = Pick<IDToken, "iat" | "aud" | "sub"> & { readonly sid?: unknown };

/**
 * What is wrong with an ID token that the library accepts, by the name of the claim: an `iat` of last week (S6), an
 * audience beside us, which the portal has no reason to trust, even where `azp` names us (OpenID Connect Core 3.1.3.7, 3),
 * or a name of person or session that cannot be kept, and so never be found again by a logout.
 */
export function problemOf(claims: Judged, clientId: string, now: Date): "iat" | "aud" | "sub" | "sid" | null {
  const age = now.getTime() / 1000 - claims.iat;
  if (!(age <= oldestSeconds && age >= -toleranceSeconds)) {
    return "iat";
  }
  if (![claims.aud].flat().every((audience) => audience === clientId)) {
    return "aud";
  }
  if (identifierIn(claims.sub, longestSubject) === null) {
    return "sub";
  }
  return claims.sid === undefined || identifierIn(claims.sid, longestSession) !== null ? null : "sid";
}
