import type { AccessToken, Provider } from "oidc-provider";
import { decodeJwt, type JWTHeaderParameters, jwtVerify, type JWTPayload, SignJWT } from "jose";
import { audienceOf, endpointPaths, exchangeGrant, type ProviderParts } from "./identity-provider-library.ts";

/**
 * Inside the library access tokens are handles; outside they are Keycloak's signed ones with the handle as `jti`. So the
 * library keeps its own rules about their life, and a resource server can read them.
 */
export function speakKeycloak(provider: Provider, parts: ProviderParts): void {
  const exchanged = new Set<string>();
  provider.use(async (ctx, next) => {
    await next();
    const body: unknown = ctx.body;
    if (typeof body !== "object" || body === null) {
      return;
    }
    if (ctx.path === endpointPaths.token) {
      const { AccessToken: token } = ctx.oidc.entities;
      ctx.body = "error" in body ? keycloakRefusal(body) : await tokenAnswer(parts, token, body);
      forgetIdentity(exchanged, { session: token?.sid, params: ctx.oidc.params, answer: ctx.body });
    }
    if (ctx.path === endpointPaths.introspection && "active" in body && body.active === true) {
      const { AccessToken: token } = ctx.oidc.entities;
      ctx.body = {
        ...body,
        ...(token === undefined ? {} : { aud: oneOrMany(audienceOf(token)), azp: token.clientId }),
      };
    }
  });
}

async function tokenAnswer(parts: ProviderParts, token: AccessToken | undefined, body: object) {
  if (token === undefined) {
    return body;
  }
  return {
    ...body,
    access_token: await mintAccessToken(parts, token),
    refresh_expires_in: "refresh_token" in body ? parts.levers.refreshTokenSeconds : 0,
    "not-before-policy": 0,
    session_state: token.sid,
  };
}

interface TokenRequest {
  readonly session: string | undefined;
  readonly params: Readonly<Record<string, unknown>> | undefined;
  readonly answer: unknown;
}

/**
 * Keycloak (26.7, seen) keeps the scope of a session's last token request: an exchange, which asks for no `openid`, lets
 * every later refresh of that session answer without an ID token.
 */
function forgetIdentity(exchanged: Set<string>, { session, params, answer }: TokenRequest): void {
  if (session === undefined || typeof answer !== "object" || answer === null || "error" in answer) {
    return;
  }
  if (params?.["grant_type"] === exchangeGrant && !asksForOpenid(params["scope"])) {
    exchanged.add(session);
  }
  if (params?.["grant_type"] === "refresh_token" && exchanged.has(session) && "id_token" in answer) {
    delete answer.id_token;
  }
}

const asksForOpenid = (scope: unknown): boolean => typeof scope === "string" && scope.split(" ").includes("openid");

/** The library's words for a dead session, in Keycloak's. */
function keycloakRefusal(body: object) {
  const isBare = "error" in body && body.error === "invalid_grant";
  return isBare ? { ...body, error_description: "Token is not active" } : body;
}

async function mintAccessToken(parts: ProviderParts, token: AccessToken): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const { kid, key } = await parts.keys.signing("RS256");
  const claims = {
    ...token.extra,
    exp: now + token.expiration,
    iat: now,
    jti: token.jti,
    iss: parts.issuer,
    aud: oneOrMany(audienceOf(token)) ?? [],
    sub: token.accountId,
    typ: "Bearer",
    azp: token.clientId,
    sid: token.sid,
    acr: "1",
    scope: token.scope,
  };
  return new SignJWT(claims).setProtectedHeader({ alg: "RS256", typ: "JWT", kid }).sign(key);
}

/** A handle that nothing has. */
const unreadable = "unreadable";

/** The handle of one of our access tokens; anything else comes back as it is. */
export async function handleOf(parts: ProviderParts, token: string): Promise<string> {
  if (token.split(".").length !== 3) {
    return token;
  }
  try {
    const { payload } = await jwtVerify(token, (header) => parts.keys.verifying(header.kid), { issuer: parts.issuer });
    return payload.jti ?? unreadable;
  } catch {
    return unreadable;
  }
}

/** The claims of an ID token of ours, however old; null for anything else. */
export async function readIdTokenHint(parts: ProviderParts, token: string | null): Promise<JWTPayload | null> {
  if (token === null) {
    return null;
  }
  try {
    // The end of its life does not matter in a hint, so the clock is set to its beginning.
    const issued = new Date((decodeJwt(token).iat ?? 0) * 1000);
    const options = { issuer: parts.issuer, currentDate: issued };
    return (await jwtVerify(token, (header: JWTHeaderParameters) => parts.keys.verifying(header.kid), options)).payload;
  } catch {
    return null;
  }
}

function oneOrMany(values: readonly string[]): string | string[] | undefined {
  return values.length > 1 ? [...values] : values[0];
}
