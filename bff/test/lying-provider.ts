import type { IdentityProvider } from "@pforte/e2e/world/identity-provider";
import { decodeJwt, type JWK, type JWTPayload } from "jose";

type Members = Readonly<Record<string, unknown>>;
type Maybe<Value> = Value | Promise<Value>;

/** Makes another ID token of the claims of the true one. */
export type Forge = (claims: JWTPayload, provider: IdentityProvider) => Maybe<string>;

/** What the provider says in place of the truth; what is absent stays true. A text is sent as it is, anything else as JSON. */
export interface Lies {
  readonly metadata?: (truth: Members) => unknown;
  readonly keys?: (truth: readonly JWK[]) => unknown;
  /** The query that the browser brings to the callback. */
  readonly authorization?: (query: URLSearchParams) => void;
  /** The token endpoint's answer to a code, and the ID token in it. */
  readonly tokens?: (truth: Members) => unknown;
  readonly idToken?: Forge;
  /** The same, for a refresh. */
  readonly refreshed?: (truth: Members) => unknown;
  readonly refreshedIdToken?: Forge;
  readonly userinfo?: (truth: Members) => unknown;
}

/** Has an honest provider lie until the returned function is called. */
export function lie(provider: IdentityProvider, lies: Lies): () => void {
  return provider.intercept(async ({ path, status, headers, body, requestBody }) => {
    const location = headers["location"];
    if (lies.authorization !== undefined && location !== undefined) {
      return { headers: { location: altered(location, lies.authorization) } };
    }
    if (status !== 200) {
      return undefined;
    }
    const said = await saidInstead(lies, { path, truth: body, requestBody, provider });
    return said === undefined ? undefined : { body: typeof said === "string" ? said : JSON.stringify(said) };
  });
}

interface Answer {
  readonly path: string;
  readonly truth: string;
  readonly requestBody: string;
  readonly provider: IdentityProvider;
}

async function saidInstead(lies: Lies, answer: Answer): Promise<unknown> {
  const { path, truth, requestBody } = answer;
  // The answers of these endpoints with 200 are JSON objects.
  const members = () => JSON.parse(truth) as Members;
  if (path.endsWith("/openid-configuration")) {
    return lies.metadata?.(members());
  }
  if (path.endsWith("/certs")) {
    return lies.keys?.((JSON.parse(truth) as { readonly keys: readonly JWK[] }).keys);
  }
  if (path.endsWith("/userinfo")) {
    return lies.userinfo?.(members());
  }
  if (path.endsWith("/token")) {
    const isRefresh = new URLSearchParams(requestBody).get("grant_type") === "refresh_token";
    return isRefresh
      ? tokenAnswer(answer, lies.refreshed, lies.refreshedIdToken)
      : tokenAnswer(answer, lies.tokens, lies.idToken);
  }
  return undefined;
}

async function tokenAnswer(
  { truth, provider }: Answer,
  alter: ((truth: Members) => unknown) | undefined,
  forge: Forge | undefined,
): Promise<unknown> {
  const reply = JSON.parse(truth) as Members;
  if (forge === undefined || typeof reply["id_token"] !== "string") {
    return alter?.(reply);
  }
  const forged = { ...reply, id_token: await forge(decodeJwt(reply["id_token"]), provider) };
  return alter === undefined ? forged : alter(forged);
}

function altered(location: string, alter: (query: URLSearchParams) => void): string {
  const url = URL.canParse(location) ? new URL(location) : null;
  if (url?.pathname !== "/auth/callback") {
    return location;
  }
  alter(url.searchParams);
  return url.href;
}

/** Signs other claims with the provider's own key, as a provider that was taken over could. */
export const signed =
  (change: (claims: JWTPayload) => Members, header: Members = {}, algorithm: "PS256" | "RS256" = "PS256"): Forge =>
  async (claims, provider) =>
    provider.sign(algorithm, { typ: "JWT", ...header }, change(claims));

/** The claims but one, well signed. */
export const without = (name: string): Forge => signed((claims) => omit(claims, name));

/** Everything but one member. */
export const omit = (members: Members, name: string): Members =>
  Object.fromEntries(Object.entries(members).filter(([key]) => key !== name));

export const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
