import { type Configuration, interactionPolicy, type KoaContextWithOIDC, Provider } from "oidc-provider";
import type { Client } from "./clients.ts";
import type { Directory } from "./identity-provider-directory.ts";
import { personClaims } from "./identity-provider-directory.ts";
import { errorPage } from "./identity-provider-pages.ts";
import type { Levers } from "./identity-provider-levers.ts";
import type { SigningKeys } from "./identity-provider-keys.ts";
import { ines } from "./people.ts";
import type { ProviderStore } from "./identity-provider-store.ts";

/** All parts of the provider that its pieces share. */
export interface ProviderParts {
  readonly issuer: string;
  readonly keys: SigningKeys;
  readonly store: ProviderStore;
  readonly directory: Directory;
  readonly levers: Levers;
  readonly cookieKey: string;
}

export const exchangeGrant = "urn:ietf:params:oauth:grant-type:token-exchange";
const protocol = "/protocol/openid-connect";

/** The stronger of the two levels: whoever asks for it gets it by signing in again, as with a level of Keycloak's flow. */
export const strongAcr = "gold";

/** The path of each endpoint below the issuer, as Keycloak has them. */
export const endpointPaths = {
  discovery: "/.well-known/openid-configuration",
  authorization: `${protocol}/auth`,
  par: `${protocol}/ext/par/request`,
  token: `${protocol}/token`,
  userinfo: `${protocol}/userinfo`,
  certs: `${protocol}/certs`,
  introspection: `${protocol}/token/introspect`,
  revocation: `${protocol}/revoke`,
  logout: `${protocol}/logout`,
  signIn: "/sign-in",
} as const;

/** Where a cookie of the provider is sent. */
export function cookiePath(issuer: string): string {
  return new URL(issuer).pathname;
}

/** The library, set up with the present keys. */
export function makeProvider(parts: ProviderParts): Provider {
  const provider = new Provider(parts.issuer, configuration(parts));
  // Keycloak puts the session's id into the tokens of every client, whether or not it takes logout tokens.
  provider.Client.prototype.includeSid = () => true;
  return provider;
}

function configuration(parts: ProviderParts): Configuration {
  const { issuer, keys, store, directory, levers } = parts;
  return {
    adapter: (kind: string) => store.adapter(kind),
    jwks: { keys: [...keys.all()] },
    clients: directory.clients.map(clientMetadata),
    scopes: ["openid", "offline_access", "profile", "email", "opendesk", "roles", ...directory.audienceScopeNames()],
    // As with Keycloak's default client scopes, `openid` alone brings them all.
    claims: {
      openid: ["sub", "sid", "azp", "typ", "acr", "auth_time", ...Object.keys(personClaims(ines))],
    },
    acrValues: ["0", "1", strongAcr],
    conformIdTokenClaims: false,
    clientAuthMethods: ["client_secret_basic", "client_secret_post", "private_key_jwt"],
    enabledJWA: { idTokenSigningAlgValues: ["PS256", "RS256"] },
    responseTypes: ["code"],
    pkce: { required: (_ctx, client) => directory.client(client.clientId)?.requirePkce === true },
    findAccount: (ctx, sub) => findAccount(directory, ctx, sub),
    loadExistingGrant: grantEverything,
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed("refresh_token"),
    rotateRefreshToken: () => levers.rotateRefreshTokens,
    expiresWithSession: () => true,
    extraTokenClaims: (ctx, token) => tokenClaims(directory, ctx, token),
    interactions: {
      policy: promptPolicy(),
      url: (_ctx, interaction) => `${cookiePath(issuer)}${endpointPaths.signIn}/${interaction.uid}`,
    },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      pushedAuthorizationRequests: { enabled: true },
      introspection: {
        enabled: true,
        // Since 26.6.2 only those for whom a token was made may ask about it.
        allowedPolicy: (_ctx, client, token) =>
          client.clientId === token.clientId || audienceOf(token).includes(client.clientId),
      },
      revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => client.clientId === token.clientId },
    },
    cookies: {
      keys: [parts.cookieKey],
      names: { session: "pforte_idp_session", interaction: "pforte_idp_sign_in", resume: "pforte_idp_resume" },
      long: { path: cookiePath(issuer), httpOnly: true, sameSite: "lax" },
      short: { httpOnly: true, sameSite: "lax" },
    },
    routes: {
      authorization: endpointPaths.authorization,
      pushed_authorization_request: endpointPaths.par,
      token: endpointPaths.token,
      userinfo: endpointPaths.userinfo,
      jwks: endpointPaths.certs,
      introspection: endpointPaths.introspection,
      revocation: endpointPaths.revocation,
    },
    discovery: {
      end_session_endpoint: `${issuer}${endpointPaths.logout}`,
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
      grant_types_supported: ["authorization_code", "refresh_token", exchangeGrant],
    },
    renderError: (ctx, out) => {
      ctx.type = "html";
      ctx.body = errorPage(ctx.get("accept-language"), out.error_description ?? out.error);
    },
    ttl: {
      AccessToken: () => levers.accessTokenSeconds,
      AuthorizationCode: 60,
      Grant: () => levers.sessionSeconds,
      IdToken: () => levers.idTokenSeconds,
      Interaction: 1800,
      RefreshToken: () => levers.refreshTokenSeconds,
      Session: () => levers.sessionSeconds,
    },
  };
}

function clientMetadata(client: Client) {
  const { credential } = client;
  return {
    client_id: client.id,
    redirect_uris: [...client.redirectUris],
    response_types: ["code" as const],
    grant_types: ["authorization_code", "refresh_token", exchangeGrant],
    id_token_signed_response_alg: "PS256" as const,
    require_pushed_authorization_requests: client.requirePar ?? false,
    ...(credential.kind === "secret"
      ? { client_secret: credential.secret, token_endpoint_auth_method: credential.method ?? "client_secret_basic" }
      : { jwks: { keys: [...credential.keys] }, token_endpoint_auth_method: "private_key_jwt" as const }),
  };
}

function findAccount(directory: Directory, ctx: KoaContextWithOIDC, sub: string) {
  const person = directory.person(sub);
  return person === undefined
    ? undefined
    : {
        accountId: sub,
        claims: () => ({ sub, typ: "ID", azp: ctx.oidc.client?.clientId, ...personClaims(person) }),
      };
}

/** No consent page: a client of the house gets what it is registered for, and one `sid` for the whole session. */
async function grantEverything(ctx: KoaContextWithOIDC) {
  const { session, client, account, provider } = ctx.oidc;
  if (session === undefined || client === undefined || account === undefined) {
    return undefined;
  }
  const known = session.grantIdFor(client.clientId);
  const grant =
    (known === undefined ? undefined : await provider.Grant.find(known)) ??
    new provider.Grant({ clientId: client.clientId, accountId: account.accountId });
  grant.addOIDCScope([...ctx.oidc.requestParamScopes].join(" "));
  await grant.save();
  session.sidFor(client.clientId, session.uid);
  return grant;
}

/** Somebody who was disabled has a session that counts for nothing. */
function promptPolicy() {
  const policy = interactionPolicy.base();
  policy
    .get("login")
    ?.checks.add(
      new interactionPolicy.Check("disabled", "the account is disabled", "login_required", (ctx) =>
        ctx.oidc.session?.accountId !== undefined && ctx.oidc.account === undefined
          ? interactionPolicy.Check.REQUEST_PROMPT
          : interactionPolicy.Check.NO_NEED_TO_PROMPT,
      ),
    );
  return policy;
}

interface TokenLike {
  readonly kind: string;
  readonly clientId?: string | undefined;
  readonly extra?: Record<string, unknown> | undefined;
}

/** For whom an access token was made. */
export function audienceOf(token: TokenLike): readonly string[] {
  const aud = token.extra?.["aud"];
  return Array.isArray(aud) ? aud.filter((value) => typeof value === "string") : [];
}

function tokenClaims(directory: Directory, ctx: KoaContextWithOIDC | undefined, token: { kind: string }) {
  if (!("accountId" in token && "scopes" in token && token.scopes instanceof Set)) {
    return undefined;
  }
  const person = directory.person(String(token.accountId));
  if (person === undefined) {
    return undefined;
  }
  const narrowed: unknown = ctx?.state["audience"];
  const aud = Array.isArray(narrowed) ? narrowed : ["account", ...directory.audiences(person, token.scopes)];
  return { aud, ...personClaims(person) };
}
