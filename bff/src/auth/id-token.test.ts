import type { IdentityProvider } from "@pforte/e2e/world/identity-provider";
import { CookieJar, tour } from "@pforte/e2e/world/sign-in-driver";
import { decodeJwt, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { carry } from "../../test/carry.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";

let portal: TestPortal;
beforeAll(async () => {
  portal = await buildTestPortal();
});
afterAll(async () => portal[Symbol.asyncDispose]());

type Forge = (claims: JWTPayload, provider: IdentityProvider) => Promise<string> | string;

/** Signs in while the token endpoint answers with another ID token; tells whether there is a session. */
async function signInWith(forge: Forge): Promise<{ isSignedIn: boolean; status: number }> {
  const provider = portal.identityProvider;
  const stop = provider.intercept(async ({ path, body, status }) => {
    if (!path.endsWith("/token") || status !== 200) {
      return undefined;
    }
    const reply = JSON.parse(body) as { id_token: string };
    return { body: JSON.stringify({ ...reply, id_token: await forge(decodeJwt(reply.id_token), provider) }) };
  });
  try {
    const jar = new CookieJar();
    const { response } = await tour({ start: `${portal.origin}/`, username: "ines", jar, carry });
    return { isSignedIn: jar.get("portal") !== undefined, status: response?.status ?? 0 };
  } finally {
    stop();
  }
}

const now = () => Math.floor(Date.now() / 1000);
const signed =
  (change: (claims: JWTPayload) => JWTPayload): Forge =>
  async (claims, provider) =>
    provider.sign("PS256", { typ: "JWT" }, change(claims));
const without = (name: string) =>
  signed((claims) => Object.fromEntries(Object.entries(claims).filter(([key]) => key !== name)));
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

async function forgedSignature(claims: JWTPayload): Promise<string> {
  const { privateKey } = await generateKeyPair("PS256");
  return new SignJWT(claims).setProtectedHeader({ alg: "PS256", kid: "forged" }).sign(privateKey);
}

/** Signed by another key under the name of a real one. */
async function stolenKeyId(claims: JWTPayload): Promise<string> {
  const certs = await fetch(`${portal.identityProvider.issuer}/protocol/openid-connect/certs`);
  const { keys } = (await certs.json()) as { keys: { kid: string; alg: string }[] };
  const { privateKey } = await generateKeyPair("PS256");
  const kid = keys.find((key) => key.alg === "PS256")?.kid ?? "";
  return new SignJWT(claims).setProtectedHeader({ alg: "PS256", kid }).sign(privateKey);
}

/** The public key as the secret of an HMAC: the classic confusion. */
async function publicKeyAsSecret(claims: JWTPayload): Promise<string> {
  const { publicKey } = await generateKeyPair("RS256", { extractable: true });
  const secret = new TextEncoder().encode(JSON.stringify(await exportJWK(publicKey)));
  return new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).sign(secret);
}

/** By a key of the attacker's own, with more in the header than there should be. */
async function forgedWith(claims: JWTPayload, header: Readonly<Record<string, unknown>>): Promise<string> {
  const { privateKey } = await generateKeyPair("PS256");
  return new SignJWT(claims).setProtectedHeader({ alg: "PS256", kid: "forged", ...header }).sign(privateKey);
}

/** Good for whoever believes the key that a token brings along. */
async function broughtKey(claims: JWTPayload): Promise<string> {
  const { privateKey, publicKey } = await generateKeyPair("PS256", { extractable: true });
  const jwk = await exportJWK(publicKey);
  return new SignJWT(claims).setProtectedHeader({ alg: "PS256", jwk }).sign(privateKey);
}

const criticalExtension: Forge = async (claims, provider) => {
  const [, payload = "", signature = ""] = (await provider.sign("PS256", {}, claims)).split(".");
  return `${encode({ alg: "PS256", crit: ["x"], x: 1 })}.${payload}.${signature}`;
};

const changedAfterSigning: Forge = async (claims, provider) => {
  const [header = "", , signature = ""] = (await provider.sign("PS256", {}, claims)).split(".");
  return `${header}.${encode({ ...claims, groups: ["portal-admins"] })}.${signature}`;
};

const refused: readonly (readonly [string, Forge])[] = [
  ["a forged signature", forgedSignature],
  ["a forged signature under a real key's id", stolenKeyId],
  ["alg none", (claims) => `${encode({ alg: "none" })}.${encode(claims)}.`],
  ["alg HS256", publicKeyAsSecret],
  ["an algorithm that is not accepted", async (claims, provider) => provider.sign("RS256", {}, claims)],
  ["a wrong audience", signed((claims) => ({ ...claims, aud: "another-client" }))],
  ["no audience", without("aud")],
  [
    "several audiences and a foreign azp",
    signed((claims) => ({ ...claims, aud: [String(claims.aud), "x"], azp: "x" })),
  ],
  ["a wrong issuer", signed((claims) => ({ ...claims, iss: "https://evil.example" }))],
  ["no issuer", without("iss")],
  ["a wrong nonce", signed((claims) => ({ ...claims, nonce: "another" }))],
  ["no nonce", without("nonce")],
  ["no subject", without("sub")],
  ["no iat", without("iat")],
  ["no exp", without("exp")],
  ["an end in the past", signed((claims) => ({ ...claims, exp: now() - 120 }))],
  ["a beginning in the future", signed((claims) => ({ ...claims, nbf: now() + 600 }))],
  ["an issue a week ago", signed((claims) => ({ ...claims, iat: now() - 7 * 86_400 }))],
  ["a second audience, although azp names us", signed((claims) => ({ ...claims, aud: [String(claims.aud), "x"] }))],
  ["an azp that is not us", signed((claims) => ({ ...claims, azp: "x", aud: [String(claims.aud), "x"] }))],
  ["an issuer with a slash more", signed((claims) => ({ ...claims, iss: `${claims.iss}/` }))],
  ["a nonce in a list", signed((claims) => ({ ...claims, nonce: [claims["nonce"]] }))],
  ["an end that is a text", signed((claims) => Object.assign({}, claims, { exp: String(claims.exp) }))],
  ["alg nOnE", (claims) => `${encode({ alg: "nOnE" })}.${encode(claims)}.`],
  ["a key of its own in the header", broughtKey],
  [
    "a key from another place in the header",
    async (claims) => forgedWith(claims, { jku: "https://evil.example/keys" }),
  ],
  ["a critical extension that nobody knows", criticalExtension],
  ["claims that were changed after signing", changedAfterSigning],
  [
    "a signature that was cut short",
    async (claims, provider) => (await provider.sign("PS256", {}, claims)).slice(0, -20),
  ],
  [
    "an encrypted token's five parts",
    (claims) => `${encode({ alg: "RSA-OAEP", enc: "A256GCM" })}.a.b.c.${encode(claims)}`,
  ],
  ["garbage", () => "not.a.token"],
  [
    "an access token instead",
    async (claims, provider) => provider.sign("RS256", { typ: "at+jwt" }, { ...claims, nonce: undefined }),
  ],
];

describe("an ID token", () => {
  it("that is right signs in", async () => {
    expect(await signInWith(signed((claims) => claims))).toMatchObject({ isSignedIn: true });
  });

  it.each(refused)("with %s signs nobody in (S5)", async (_name, forge) => {
    expect(await signInWith(forge)).toEqual({ isSignedIn: false, status: 400 });
  });

  it.each([
    [-11 * 60, false],
    [90, false],
    [-55, true],
    [55, true],
  ])("issued %i seconds from now is accepted: %s (S6)", async (seconds, isAccepted) => {
    const result = await signInWith(signed((claims) => ({ ...claims, iat: now() + seconds })));
    expect(result.isSignedIn).toBe(isAccepted);
  });

  it("by an unknown key asks for the keys anew, and a flood of them twice a minute at most (S5)", async () => {
    const before = portal.identityProvider.counts.certs;
    for (let round = 0; round < 8; round += 1) {
      await signInWith(forgedSignature);
    }
    expect(portal.identityProvider.counts.certs - before).toBeLessThanOrEqual(2);
  });
});
