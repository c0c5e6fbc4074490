import { randomUUID } from "node:crypto";
import { portalClientId } from "@pforte/e2e/world/clients";
import type { IdentityProvider } from "@pforte/e2e/world/identity-provider";
import { ines, tobias } from "@pforte/e2e/world/people";
import { CompactSign, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { encode } from "./lying-provider.ts";

/** Whom a logout token is aimed at, and what else of the sign-in an attacker might send in its place. */
export interface LogoutAim {
  readonly provider: IdentityProvider;
  readonly sid: string;
  readonly idToken: string;
  readonly accessToken: string;
}

type Mint = (aim: LogoutAim) => Promise<string> | string;
type Changes = Readonly<Record<string, unknown>>;

const event = "http://schemas.openid.net/event/backchannel-logout";
const now = () => Math.floor(Date.now() / 1000);

function claims({ provider, sid }: LogoutAim, changes: Changes = {}): JWTPayload {
  const right = {
    iss: provider.issuer,
    aud: portalClientId,
    sub: ines.sub,
    sid,
    iat: now(),
    exp: now() + 120,
    jti: randomUUID(),
    events: { [event]: {} },
  };
  return Object.fromEntries(Object.entries({ ...right, ...changes }).filter(([, value]) => value !== undefined));
}

/** Well signed, but with other claims. */
const changed =
  (changes: Changes, algorithm: "PS256" | "RS256" = "PS256"): Mint =>
  async (aim) =>
    aim.provider.sign(algorithm, { typ: "logout+jwt" }, claims(aim, changes));

const header = { alg: "PS256", typ: "logout+jwt" } as const;

/** By a key of the attacker's own, under the name of a published one. */
const foreignKey: Mint = async (aim) => {
  const { privateKey } = await generateKeyPair("PS256");
  const certs = await fetch(`${aim.provider.issuer}/protocol/openid-connect/certs`);
  const { keys } = (await certs.json()) as { readonly keys: readonly { kid: string; alg: string }[] };
  const kid = keys.find(({ alg }) => alg === "PS256")?.kid ?? "";
  return new SignJWT(claims(aim)).setProtectedHeader({ ...header, kid }).sign(privateKey);
};

/** A list where an object must be, and by a key that the token itself brings along. */
const array: Mint = async (aim) => {
  const { privateKey, publicKey } = await generateKeyPair("PS256", { extractable: true });
  const jwk = await exportJWK(publicKey);
  const payload = new TextEncoder().encode(JSON.stringify([claims(aim)]));
  return new CompactSign(payload).setProtectedHeader({ ...header, jwk }).sign(privateKey);
};

const good = changed({});

/** A good token inside another one that is well signed. */
const nested: Mint = async (aim) =>
  aim.provider.sign(
    "PS256",
    { typ: "logout+jwt", cty: "JWT" },
    { ...claims(aim, { events: undefined }), jwt: await good(aim) },
  );

/** The tokens of the OpenID Foundation's plan for back-channel logout and fourteen of our own (S25), by the names in the list of cases. */
export const logoutTokens: Readonly<Record<string, Mint>> = {
  "a right token": good,
  "alg none": (aim) => `${encode({ alg: "none", typ: "logout+jwt" })}.${encode(claims(aim))}.`,
  "no event": changed({ events: undefined }),
  "a nonce": changed({ nonce: "n" }),
  "another algorithm": changed({}, "RS256"),
  "another audience": changed({ aud: "another-client" }),
  "another event": changed({ events: { "http://example.org/event": {} } }),
  "another issuer": changed({ iss: "https://evil.example" }),
  garbage: () => "not.a.token",
  "nothing at all": () => "",
  "a list instead of claims": array,
  "more than the portal reads": () => "a".repeat(20_000),
  "a good token inside another": nested,
  "the person's ID token": ({ idToken }) => idToken,
  "the portal's access token": ({ accessToken }) => accessToken,
  "a foreign key under a known name": foreignKey,
  "a time to come": changed({ iat: now() + 300, exp: now() + 400 }),
  "a life of an hour": changed({ exp: now() + 3600 }),
  "neither sub nor sid": changed({ sub: undefined, sid: undefined }),
  "no jti": changed({ jti: undefined }),
  "the sid of one person and the sub of another": changed({ sub: tobias.sub }),
  "a token that was used": changed({ jti: "used-before" }),
};
