/** All settings that are not secret; frozen, and safe to log. Durations are seconds unless the name says otherwise. */
export interface Config {
  /** The one address of the portal, such as `https://portal.example.org`; never taken from a request. */
  readonly publicOrigin: string;
  /** True only for an http address on the loopback interface: cookies then go without `Secure` and without prefix. */
  readonly isPlainLoopback: boolean;
  readonly listen: { readonly host: string; readonly port: number };
  readonly ops: { readonly host: string; readonly port: number };
  /** Networks (CIDR) whose forwarded headers are believed; empty means none. */
  readonly trustedProxies: readonly string[];
  readonly oidc: OidcConfig;
  readonly session: {
    readonly idleSeconds: number;
    readonly absoluteSeconds: number;
    /** How long a session read may be answered from memory; a revocation empties it at once. */
    readonly cacheSeconds: number;
    readonly perPerson: number;
  };
  /** How fresh a sign-in must be for acts that take effect at once, and the `acr` that it must have, or `null`. */
  readonly stepUp: { readonly maxAgeSeconds: number; readonly acr: string | null };
  /** The group or role whose members, if they are administrators, see who confirmed an announcement; `null`: nobody. */
  readonly proofGroup: string | null;
  /** How long it is kept who confirmed an announcement, after it is over. */
  readonly proofRetentionSeconds: number;
  /** Origins that central navigation may be asked to put before its links, beside the portal's own. */
  readonly navigationBases: readonly string[];
  /** Networks (CIDR) that are not public and that checks of links may still reach. */
  readonly linkNetworks: readonly string[];
  /** Whether the start page is shown without a session, with the public tiles only. */
  readonly anonymousAccess: boolean;
  /** The YAML document that is published at the first start. */
  readonly configurationFile: string;
  readonly timeZone: string;
  readonly logLevel: "fatal" | "error" | "warn" | "info" | "debug" | "silent";
  /** PEM file with further certificate authorities for every outbound connection, or `null`. */
  readonly caFile: string | null;
  /** How long requests are still served after SIGTERM made readiness false. */
  readonly drainSeconds: number;
  /** Requests of one session in a minute; it may send as many at once. */
  readonly requestsPerMinute: number;
}

export interface OidcConfig {
  readonly issuer: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly clientAuthentication: "private_key_jwt" | "client_secret_basic" | "client_secret_post";
  /** Accepted signature algorithms of ID and logout tokens. */
  readonly signingAlgorithms: readonly string[];
  /** Refuses answers without `iss` (RFC 9207) even where the provider does not advertise it. */
  readonly requireIssuerParameter: boolean;
  /** Accepts logout tokens whose header says `typ: JWT`, for Keycloak before May 2024. */
  readonly acceptPlainLogoutTokenType: boolean;
  /** Path of the claim with the groups, such as `groups` or `realm_access.roles`. */
  readonly groupsClaim: string;
  /** `path` keeps `/unit/42` as it is; `name` keeps the last segment. */
  readonly groupsAs: "path" | "name";
  /** The group or role whose members administer the portal. */
  readonly administratorGroup: string | null;
  readonly usernameClaim: string;
}

/** What must never be logged or sent; kept apart so that the settings can be. */
export interface Secrets {
  readonly databaseUrl: string;
  readonly oidcClient:
    | { readonly kind: "secret"; readonly secret: string }
    | { readonly kind: "key"; readonly privateKeyPem: string; readonly keyId: string | null };
  /** Newest first: the first encrypts, all decrypt. 32 bytes each. */
  readonly sessionKeys: readonly { readonly id: string; readonly key: Uint8Array }[];
  /** For identifiers that must be stable and unguessable: cache keys, event ids, device ids. 32 bytes or more. */
  readonly identifierKey: Uint8Array;
  /** What other tools prove themselves with at central navigation; `null` where they cannot. */
  readonly navigationSecret: string | null;
  /** Values of secrets that sources name, by name. */
  readonly sourceSecrets: Readonly<Record<string, string>>;
}
