import type { JWK } from "jose";

/** An application that is registered at the identity provider of the world. */
export interface Client {
  readonly id: string;
  /** How it proves itself: a shared secret, or public keys for `private_key_jwt`. */
  readonly credential:
    | {
        readonly kind: "secret";
        readonly secret: string;
        readonly method?: "client_secret_basic" | "client_secret_post";
      }
    | { readonly kind: "keys"; readonly keys: readonly JWK[] };
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris?: readonly string[];
  readonly backchannelLogoutUri?: string;
  /** Whether it may exchange its tokens for tokens of other audiences. */
  readonly tokenExchange?: boolean;
  /** Scopes that it may ask for beyond the usual ones, such as `portal-aud-matrix`. */
  readonly optionalScopes?: readonly string[];
  readonly requirePar?: boolean;
  readonly requirePkce?: boolean;
}

/** A scope that puts an audience into tokens, for the members of a group only where one is named. */
export interface AudienceScope {
  readonly scope: string;
  readonly audience: string;
  readonly group?: string;
}

export const portalClientId = "opendesk-portal";
export const matrixClientId = "opendesk-matrix";

/** The audiences of the demo world, with the groups that openDesk asks for. */
export const audienceScopes: readonly AudienceScope[] = [
  { scope: "portal-aud-matrix", audience: matrixClientId, group: "managed-by-attribute-Livecollaboration" },
  { scope: "portal-aud-nextcloud", audience: "opendesk-nextcloud", group: "managed-by-attribute-Fileshare" },
  {
    scope: "portal-aud-openproject",
    audience: "opendesk-openproject",
    group: "managed-by-attribute-Projectmanagement",
  },
];

/** Scopes that bring no audience; OpenProject looks for `api_v3` in the token's own list of scopes. */
const plainScopes = ["api_v3"] as const;

/** The portal as it is registered, for one address of it. */
export function portalClient(origin: string, credential: Client["credential"]): Client {
  return {
    id: portalClientId,
    credential,
    redirectUris: [`${origin}/auth/callback`],
    postLogoutRedirectUris: [`${origin}/signed-out`, `${origin}/auth/logged-out-return`],
    backchannelLogoutUri: `${origin}/auth/backchannel-logout`,
    tokenExchange: true,
    requirePkce: true,
    optionalScopes: [...audienceScopes.map((scope) => scope.scope), ...plainScopes],
  };
}

/** The homeserver's own client, for its single sign-on. */
export function matrixClient(address: string, secret: string): Client {
  return {
    id: matrixClientId,
    credential: { kind: "secret", secret },
    redirectUris: [`${address}/_synapse/client/oidc/callback`],
    backchannelLogoutUri: `${address}/_synapse/client/oidc/backchannel_logout`,
  };
}
