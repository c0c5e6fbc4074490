import { afterEach, beforeEach, describe, expect, test } from "vitest";
import * as jose from "jose";
import { matrixClientId, portalClient, portalClientId } from "./clients.ts";
import { type IdentityProvider, startIdentityProvider } from "./identity-provider.ts";
import {
  asClient,
  authorizationUrl,
  basic,
  codeGrant,
  exchange,
  isCallback,
  json,
  refusal,
  request,
  signIn,
  startObservedProvider,
  token,
} from "./observed-provider.ts";
import { ines } from "./people.ts";
import { signInByForm } from "./sign-in-driver.ts";

describe("tokens of the identity provider of the world", () => {
  let provider: IdentityProvider;
  let observed: Awaited<ReturnType<typeof startObservedProvider>>;

  beforeEach(async () => {
    observed = await startObservedProvider();
    provider = observed.provider;
  });

  afterEach(async () => observed.stop());

  test("gives PS256 ID tokens and RS256 access tokens with Keycloak's claims", async () => {
    const { tokens } = await signIn(provider, "ines");
    const keys = jose.createRemoteJWKSet(new URL(`${provider.issuer}/protocol/openid-connect/certs`));
    const id = await jose.jwtVerify(String(tokens["id_token"]), keys, {
      issuer: provider.issuer,
      audience: portalClientId,
    });
    expect(id.protectedHeader.alg).toBe("PS256");
    expect(id.payload).toMatchObject({
      sub: ines.sub,
      azp: portalClientId,
      preferred_username: "ines",
      opendesk_username: "ines",
      name: "Ines Marquardt",
      given_name: "Ines",
      family_name: "Marquardt",
      email: "ines.marquardt@example.org",
      groups: ines.groups,
      acr: "1",
      nonce: "n-1",
      auth_time: expect.any(Number),
    });
    const access = await jose.jwtVerify(String(tokens["access_token"]), keys, { issuer: provider.issuer });
    expect(access.protectedHeader).toMatchObject({ alg: "RS256", typ: "JWT" });
    expect(access.payload).toMatchObject({
      sub: ines.sub,
      azp: portalClientId,
      aud: "account",
      typ: "Bearer",
      opendesk_username: "ines",
    });
    expect(access.payload["sid"]).toBe(id.payload["sid"]);
    expect(tokens).toMatchObject({
      session_state: id.payload["sid"],
      "not-before-policy": 0,
      expires_in: 300,
      token_type: "Bearer",
    });
  });

  test("refuses a code twice, a wrong verifier and a wrong secret", async () => {
    const { answer, jar } = await signIn(provider, "ines");
    const code = answer.searchParams.get("code") ?? "";
    expect(await token(provider, codeGrant(code))).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
    const fresh = await signInByForm({
      start: await authorizationUrl(provider, {}),
      username: "ines",
      jar,
      stopBefore: isCallback,
    });
    const wrong = { ...codeGrant(fresh.url.searchParams.get("code") ?? ""), code_verifier: "w".repeat(43) };
    expect(await token(provider, wrong)).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
    expect(await token(provider, codeGrant("x"), basic(portalClientId, "another"))).toMatchObject({
      status: 401,
      body: { error: "invalid_client" },
    });
  });

  test("shortens the life of access tokens when told", async () => {
    provider.levers.accessTokenSeconds = 2;
    const { tokens } = await signIn(provider, "ines");
    expect(tokens["expires_in"]).toBe(2);
    const { exp = 0, iat = 0 } = jose.decodeJwt(String(tokens["access_token"]));
    expect(exp - iat).toBe(2);
  });

  test("answers userinfo and introspection, the latter only to those for whom the token was made", async () => {
    const { tokens } = await signIn(provider, "ines");
    const bearer = { authorization: `Bearer ${String(tokens["access_token"])}` };
    expect(
      await json(await fetch(`${provider.issuer}/protocol/openid-connect/userinfo`, { headers: bearer })),
    ).toMatchObject({ sub: ines.sub, preferred_username: "ines" });
    const introspect = async (clientId: string, value: unknown) =>
      json(
        await fetch(`${provider.issuer}/protocol/openid-connect/token/introspect`, {
          method: "POST",
          ...asClient(clientId, { token: String(value) }),
        }),
      );
    expect(await introspect(portalClientId, tokens["access_token"])).toMatchObject({
      active: true,
      sub: ines.sub,
      aud: "account",
      opendesk_username: "ines",
    });
    expect(await introspect(matrixClientId, tokens["access_token"])).toEqual({ active: false });
    const exchanged = await exchange(provider, tokens["access_token"], {
      audience: matrixClientId,
      scope: "portal-aud-matrix",
    });
    expect(await introspect(matrixClientId, exchanged.body["access_token"])).toMatchObject({
      active: true,
      aud: matrixClientId,
    });
    expect(await introspect(portalClientId, "a.b.c")).toEqual({ active: false });
  });

  test("revokes a refresh token", async () => {
    const { tokens } = await signIn(provider, "ines");
    const revoked = await fetch(`${provider.issuer}/protocol/openid-connect/revoke`, {
      method: "POST",
      ...asClient(portalClientId, { token: String(tokens["refresh_token"]), token_type_hint: "refresh_token" }),
    });
    expect(revoked.status).toBe(200);
    const refresh = { grant_type: "refresh_token", refresh_token: String(tokens["refresh_token"]) };
    expect(await token(provider, refresh)).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
  });

  test("sends no ID token with a refresh once the session has exchanged a token, and tells userinfo who it is", async () => {
    const { tokens } = await signIn(provider, "ines");
    const refresh = { grant_type: "refresh_token", refresh_token: String(tokens["refresh_token"]) };
    const first = await token(provider, refresh);
    expect(first.body).toHaveProperty("id_token");
    await exchange(provider, tokens["access_token"], { audience: matrixClientId, scope: "portal-aud-matrix" });
    const second = await token(provider, refresh);
    expect(second.status).toBe(200);
    expect(second.body).not.toHaveProperty("id_token");
    const headers = { authorization: `Bearer ${String(second.body["access_token"])}` };
    const userinfo = await json(await fetch(`${provider.issuer}/protocol/openid-connect/userinfo`, { headers }));
    expect(userinfo).toMatchObject({ opendesk_username: "ines", groups: expect.any(Array) });
  });

  test("exchanges a token for an audience that a requested scope gives, and for nothing else", async () => {
    const { tokens } = await signIn(provider, "ines");
    const subject = tokens["access_token"];
    const wanted = { audience: matrixClientId, scope: "portal-aud-matrix" };
    const done = await exchange(provider, subject, wanted);
    expect(done.body).toMatchObject({
      issued_token_type: "urn:ietf:params:oauth:token-type:access_token",
      token_type: "Bearer",
      refresh_expires_in: 0,
      session_state: tokens["session_state"],
    });
    expect(done.body["refresh_token"]).toBeUndefined();
    expect(jose.decodeJwt(String(done.body["access_token"]))).toMatchObject({
      aud: matrixClientId,
      azp: portalClientId,
      opendesk_username: "ines",
      sid: tokens["session_state"],
    });
    expect(await exchange(provider, subject, { audience: matrixClientId })).toEqual(
      refusal("invalid_request", `Requested audience not available: ${matrixClientId}`),
    );
    expect(await exchange(provider, subject, { ...wanted, audience: "nobody" })).toEqual(
      refusal("invalid_client", "Audience not found"),
    );
    expect(await exchange(provider, subject, { ...wanted, scope: "portal-aud-none" })).toEqual(
      refusal("invalid_scope", "Invalid scopes: portal-aud-none"),
    );
    expect(await exchange(provider, "a.b.c", wanted)).toEqual(refusal("invalid_request", "Invalid token"));
    expect(await exchange(provider, subject, wanted, matrixClientId)).toEqual(
      refusal("invalid_request", "Standard token exchange is not enabled for the requested client"),
    );
    expect(provider.counts.exchanges).toBe(6);
  });

  test("gives an audience that is bound to a group to its members only", async () => {
    const { tokens } = await signIn(provider, "tobias");
    const wanted = { audience: "opendesk-nextcloud", scope: "portal-aud-nextcloud" };
    expect(await exchange(provider, tokens["access_token"], wanted)).toEqual(
      refusal("invalid_request", "Requested audience not available: opendesk-nextcloud"),
    );
  });

  test("refuses every exchange when told", async () => {
    const { tokens } = await signIn(provider, "ines");
    provider.levers.exchangeRefusal = { status: 503, error: "temporarily_unavailable", description: "later" };
    const answer = await exchange(provider, tokens["access_token"], {
      audience: matrixClientId,
      scope: "portal-aud-matrix",
    });
    expect(answer).toMatchObject({ status: 503, body: { error: "temporarily_unavailable" } });
  });

  test("takes a signed assertion instead of a secret from a client with keys", async () => {
    const { publicKey, privateKey } = await jose.generateKeyPair("PS256", { extractable: true });
    const jwk = { ...(await jose.exportJWK(publicKey)), kid: "k1", alg: "PS256", use: "sig" };
    await using keyed = await startIdentityProvider({
      clients: [portalClient("http://localhost:9", { kind: "keys", keys: [jwk] })],
    });
    const push = async (key: jose.CryptoKey) => {
      const assertion = await new jose.SignJWT({ jti: crypto.randomUUID() })
        .setProtectedHeader({ alg: "PS256", kid: "k1" })
        .setIssuer(portalClientId)
        .setSubject(portalClientId)
        .setAudience(keyed.issuer)
        .setIssuedAt()
        .setExpirationTime("1m")
        .sign(key);
      return fetch(`${keyed.issuer}/protocol/openid-connect/ext/par/request`, {
        method: "POST",
        body: new URLSearchParams({
          ...request({}),
          client_assertion: assertion,
          client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        }),
      });
    };
    expect((await push(privateKey)).status).toBe(201);
    const { privateKey: another } = await jose.generateKeyPair("PS256");
    expect((await push(another)).status).toBe(401);
  });
});
