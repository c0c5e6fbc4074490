import { decodeProtectedHeader, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { encode, type Forge, type Lies, omit, signed, without } from "./lying-provider.ts";
import { byAssertion, byBasic, keysElsewhere, rotation, withMetadata } from "./openid-conversations.ts";
import { logout, type OpenidStage, refresh, signIn, signOut } from "./openid-stage.ts";

/** Provokes one case, and says in words what the portal did. */
type Act = (stage: OpenidStage) => Promise<string>;

const lying =
  (lies: Lies): Act =>
  async ({ strict }) =>
    signIn(strict, lies);
/** Signs in at the portal whose operator allows RS256, and which reads the keys anew. */
const lenient =
  (lies: Lies): Act =>
  async (stage) => {
    stage.turn();
    return signIn(stage.lenient, lies);
  };
const refreshing =
  (lies: Lies): Act =>
  async (stage) =>
    refresh(stage, lies);
const metadata =
  (change: NonNullable<Lies["metadata"]>): Act =>
  async (stage) =>
    withMetadata(stage, change);
const leaving =
  (name: string): Act =>
  async ({ strict }) =>
    logout(strict, name);

const claim = (changes: Readonly<Record<string, unknown>>): Lies => ({
  idToken: signed((claims) => ({ ...claims, ...changes })),
});
const missing = (name: string): Act => lying({ idToken: without(name) });
const same = (claims: JWTPayload): JWTPayload => claims;
const rs256 = signed(same, {}, "RS256");
const algNone: Forge = (claims) => `${encode({ alg: "none" })}.${encode(claims)}.`;

/** By another key under the name of the true one. */
const badSignature: Forge = async (claims, provider) => {
  const { kid = "" } = decodeProtectedHeader(await provider.sign("RS256", {}, claims));
  const { privateKey } = await generateKeyPair("RS256");
  return new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid }).sign(privateKey);
};

const rotatedJustBefore: Forge = async (claims, provider) => {
  await provider.rotateKeys(true);
  return provider.sign("RS256", {}, claims);
};

const nameless = signed(same, { kid: undefined }, "RS256");
const keysWithoutNames =
  (isOne: boolean): NonNullable<Lies["keys"]> =>
  (truth) => {
    const keys = truth.filter(({ alg }) => alg === "RS256").map((key) => omit(key, "kid"));
    return { keys: isOne ? keys.slice(0, 1) : [...keys, { ...keys[0], alg: "RS256", e: "Aw" }] };
  };

const withoutIdToken: NonNullable<Lies["refreshed"]> = (truth) => omit(truth, "id_token");
const evil = "https://evil.example";
const metadataOfAnother = metadata((truth) => ({ ...truth, issuer: evil }));

const basic: Readonly<Record<string, Act>> = {
  "oidcc-client-test": lying({}),
  "oidcc-client-test-invalid-iss": lying(claim({ iss: evil })),
  "oidcc-client-test-missing-sub": missing("sub"),
  "oidcc-client-test-invalid-aud": lying(claim({ aud: "another-client" })),
  "oidcc-client-test-missing-iat": missing("iat"),
  "oidcc-client-test-kid-absent-single-jwks": lenient({ keys: keysWithoutNames(true), idToken: nameless }),
  "oidcc-client-test-kid-absent-multiple-jwks": lenient({ keys: keysWithoutNames(false), idToken: nameless }),
  "oidcc-client-test-idtoken-sig-rs256": lenient({ idToken: rs256 }),
  "oidcc-client-test-idtoken-sig-none": lying({ idToken: algNone }),
  "oidcc-client-test-invalid-sig-rs256": lenient({ idToken: badSignature }),
  "oidcc-client-test-userinfo-invalid-sub": refreshing({
    refreshed: withoutIdToken,
    userinfo: (truth) => ({ ...truth, sub: "somebody-else" }),
  }),
  "oidcc-client-test-nonce-invalid": lying(claim({ nonce: "another" })),
  "oidcc-client-test-scope-userinfo-claims": refreshing({ refreshed: withoutIdToken }),
  "oidcc-client-test-client-secret-basic": byBasic,
};

const discovery: Readonly<Record<string, Act>> = {
  "oidcc-client-test-discovery-openid-config": metadata((truth) => truth),
  "oidcc-client-test-discovery-jwks-uri-keys": keysElsewhere,
  "oidcc-client-test-discovery-issuer-mismatch": metadataOfAnother,
  "oidcc-client-test-signing-key-rotation-just-before-signing": lenient({ idToken: rotatedJustBefore }),
  "oidcc-client-test-signing-key-rotation": rotation,
};

const logouts: Readonly<Record<string, Act>> = {
  "oidcc-client-test-rp-backchannel-rpinitlogout": leaving("a right token"),
  "oidcc-client-test-rp-backchannel-rpinitlogout-alg-none": leaving("alg none"),
  "oidcc-client-test-rp-backchannel-rpinitlogout-no-event": leaving("no event"),
  "oidcc-client-test-rp-backchannel-rpinitlogout-with-nonce": leaving("a nonce"),
  "oidcc-client-test-rp-backchannel-rpinitlogout-wrong-alg": leaving("another algorithm"),
  "oidcc-client-test-rp-backchannel-rpinitlogout-wrong-aud": leaving("another audience"),
  "oidcc-client-test-rp-backchannel-rpinitlogout-wrong-event": leaving("another event"),
  "oidcc-client-test-rp-backchannel-rpinitlogout-wrong-iss": leaving("another issuer"),
  "oidcc-client-test-rp-init-logout": async ({ strict }) => signOut(strict, () => undefined),
  "oidcc-client-test-rp-init-logout-other-state": async ({ strict }) =>
    signOut(strict, (query) => query.set("state", "another")),
  "oidcc-client-test-rp-init-logout-no-state": async ({ strict }) => signOut(strict, (query) => query.delete("state")),
};

const refreshes: Readonly<Record<string, Act>> = {
  "oidcc-client-test-refresh-token": refreshing({}),
  "oidcc-client-test-refresh-token-invalid-issuer": refreshing({
    refreshedIdToken: signed((claims) => ({ ...claims, iss: evil })),
  }),
  "oidcc-client-test-refresh-token-invalid-sub": refreshing({
    refreshedIdToken: signed((claims) => ({ ...claims, sub: "somebody-else" })),
  }),
};

const minutesAgo = (minutes: number) => Math.floor(Date.now() / 1000) - minutes * 60;
const tokenType = (truth: Readonly<Record<string, unknown>>) => ({ ...truth, token_type: "bEARER" });

const fapi: Readonly<Record<string, Act>> = {
  "happy-path": byAssertion,
  "refresh-token-test": refreshing({}),
  "discovery-issuer-mismatch": metadataOfAnother,
  "ensure-authorization-response-with-invalid-missing-state-fails": lying({
    authorization: (query) => query.delete("state"),
  }),
  "ensure-authorization-response-with-invalid-state-fails": lying({
    authorization: (query) => query.set("state", `${query.get("state")}x`),
  }),
  "invalid-authorization-response-iss": lying({ authorization: (query) => query.set("iss", evil) }),
  "remove-authorization-response-iss": lying({ authorization: (query) => query.delete("iss") }),
  "invalid-alternate-alg": lying({ idToken: rs256 }),
  "invalid-null-alg": lying({ idToken: algNone }),
  "invalid-aud": lying(claim({ aud: "another-client" })),
  "invalid-secondary-aud": lying({ idToken: signed((claims) => ({ ...claims, aud: [claims.aud, "x"] })) }),
  "valid-aud-as-array": lying({ idToken: signed((claims) => ({ ...claims, aud: [claims.aud] })) }),
  "invalid-iss": lying(claim({ iss: evil })),
  "invalid-nonce": lying(claim({ nonce: "another" })),
  "invalid-expired-exp": lying(claim({ exp: minutesAgo(5) })),
  "invalid-missing-aud": missing("aud"),
  "invalid-missing-exp": missing("exp"),
  "invalid-missing-iss": missing("iss"),
  "invalid-missing-nonce": missing("nonce"),
  "token-endpoint-response-without-expires_in": lying({ tokens: (truth) => omit(truth, "expires_in") }),
  "token-type-case-insensitivity": lying({ tokens: tokenType }),
};

/** How each module of the list is provoked, by the end of its name. */
export const openidActs: Readonly<Record<string, Act>> = { ...basic, ...discovery, ...logouts, ...refreshes, ...fapi };
