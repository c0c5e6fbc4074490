import { createServer } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import * as jose from "jose";
import { matrixClientId, portalClient, portalClientId } from "./clients.ts";
import { type IdentityProvider, startIdentityProvider } from "./identity-provider.ts";
import { exchangeGrant } from "./identity-provider-library.ts";
import { ines, people, tobias } from "./people.ts";
import { CookieJar, signInByForm, tour } from "./sign-in-driver.ts";

const secret = "a-secret-of-the-test-that-is-long-enough";
const callback = "http://localhost:9/auth/callback";
const verifier = "v".repeat(43);
const challenge = "7w_YNF9DSfIdPf_pRjSq646_kPr-2-o9NAl16JGghdM";

describe("the identity provider of the world", () => {
  let provider: IdentityProvider;
  let receiver: Awaited<ReturnType<typeof startReceiver>>;

  beforeEach(async () => {
    receiver = await startReceiver();
    provider = await startIdentityProvider({
      clients: [
        {
          ...portalClient("http://localhost:9", { kind: "secret", secret }),
          backchannelLogoutUri: `${receiver.origin}/portal`,
        },
        {
          id: matrixClientId,
          credential: { kind: "secret", secret, method: "client_secret_post" },
          redirectUris: ["http://localhost:9/matrix"],
          backchannelLogoutUri: `${receiver.origin}/matrix`,
        },
      ],
    });
  });

  afterEach(async () => {
    await provider.close();
    await receiver.close();
  });

  test("describes itself as Keycloak does", async () => {
    const metadata = await json(await fetch(`${provider.issuer}/.well-known/openid-configuration`));
    expect(metadata).toMatchObject({
      issuer: provider.issuer,
      authorization_endpoint: `${provider.issuer}/protocol/openid-connect/auth`,
      token_endpoint: `${provider.issuer}/protocol/openid-connect/token`,
      jwks_uri: `${provider.issuer}/protocol/openid-connect/certs`,
      pushed_authorization_request_endpoint: `${provider.issuer}/protocol/openid-connect/ext/par/request`,
      end_session_endpoint: `${provider.issuer}/protocol/openid-connect/logout`,
      revocation_endpoint: `${provider.issuer}/protocol/openid-connect/revoke`,
      authorization_response_iss_parameter_supported: true,
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
    });
    expect(metadata["id_token_signing_alg_values_supported"]).toContain("PS256");
    expect(metadata["grant_types_supported"]).toContain(exchangeGrant);
  });

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

  test("sends `iss` with the answer, and signs in silently while its session lives", async () => {
    const jar = new CookieJar();
    const first = await signIn(provider, "ines", { jar });
    expect(first.answer.searchParams.get("iss")).toBe(provider.issuer);
    const silent = await tour({
      start: await authorizationUrl(provider, { prompt: "none" }),
      jar,
      stopBefore: isCallback,
    });
    expect(silent.url.searchParams.get("code")).toBeTruthy();
    const again = await tour({
      start: await authorizationUrl(provider, { prompt: "login" }),
      jar,
      stopBefore: isCallback,
    });
    expect(again.body).toContain('value="tobias"');
  });

  test("answers prompt=none without a session with login_required", async () => {
    const end = await tour({ start: await authorizationUrl(provider, { prompt: "none" }), stopBefore: isCallback });
    expect(end.url.searchParams.get("error")).toBe("login_required");
    expect(end.url.searchParams.get("iss")).toBe(provider.issuer);
  });

  test("lists the people as buttons, in the language of the reader", async () => {
    const german = await tour({
      start: await authorizationUrl(provider, {}),
      headers: { "accept-language": "de-DE,en;q=0.5" },
    });
    expect(german.response?.headers.get("content-security-policy")).toContain("default-src 'none'");
    for (const person of people) {
      expect(german.body).toContain(`value="${person.username}"`);
      expect(german.body).toContain(person.role.de);
    }
    const english = await tour({ start: await authorizationUrl(provider, { ui_locales: "en" }) });
    expect(english.body).toContain("administrator of the portal");
    expect(english.body).toContain('<html lang="en">');
  });

  test("takes a cancelled sign-in back as access_denied", async () => {
    const jar = new CookieJar();
    const page = await tour({ start: await authorizationUrl(provider, {}), jar });
    const response = await fetch(page.url, {
      method: "POST",
      redirect: "manual",
      headers: { cookie: jar.header(page.url) ?? "" },
      body: new URLSearchParams({ cancel: "yes" }),
    });
    jar.take(page.url, response.headers.getSetCookie());
    const end = await tour({
      start: new URL(response.headers.get("location") ?? "", page.url),
      jar,
      stopBefore: isCallback,
    });
    expect(end.url.searchParams.get("error")).toBe("access_denied");
  });

  test("refuses an unknown client and a foreign redirect with a page of its own", async () => {
    for (const change of [{ client_id: "nobody" }, { redirect_uri: "http://localhost:9/elsewhere" }]) {
      const url = new URL(`${provider.issuer}/protocol/openid-connect/auth`);
      url.search = new URLSearchParams({ ...request({}), ...change }).toString();
      const end = await tour({ start: url });
      expect(end.response?.status).toBe(400);
      expect(end.body).toContain('role="alert"');
    }
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

  test("refreshes for `openid` alone, with the same refresh token unless rotation is switched on", async () => {
    const { tokens } = await signIn(provider, "ines");
    const refresh = { grant_type: "refresh_token", refresh_token: String(tokens["refresh_token"]) };
    const once = await token(provider, refresh);
    expect(once).toMatchObject({ status: 200, body: { refresh_token: tokens["refresh_token"] } });
    expect(jose.decodeJwt(String(once.body["id_token"]))["sid"]).toBe(tokens["session_state"]);
    provider.levers.rotateRefreshTokens = true;
    const rotated = await token(provider, refresh);
    expect(rotated.body["refresh_token"]).not.toBe(tokens["refresh_token"]);
    expect(await token(provider, refresh)).toMatchObject({
      status: 400,
      body: { error: "invalid_grant", error_description: "Token is not active" },
    });
    expect(provider.counts.refreshes).toBe(3);
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

  test("tells every client of every session when a person's sessions are ended", async () => {
    const jar = new CookieJar();
    const { tokens } = await signIn(provider, "ines", { jar });
    await signIn(provider, "ines", { jar, clientId: matrixClientId });
    const elsewhere = await signIn(provider, "ines");
    await signIn(provider, "tobias");
    const deliveries = await provider.endPersonSessions(ines.sub);
    expect(deliveries.map(({ clientId, status }) => `${clientId} ${status}`).toSorted()).toEqual(
      [`${matrixClientId} 200`, `${portalClientId} 200`, `${portalClientId} 200`].toSorted(),
    );
    const keys = jose.createRemoteJWKSet(new URL(`${provider.issuer}/protocol/openid-connect/certs`));
    for (const [path, audience] of [
      ["/portal", portalClientId],
      ["/matrix", matrixClientId],
    ] as const) {
      const logoutToken = receiver.received.find((one) => one.path === path)?.logoutToken ?? "";
      const { payload, protectedHeader } = await jose.jwtVerify(logoutToken, keys, {
        issuer: provider.issuer,
        audience,
        typ: "logout+jwt",
      });
      expect(protectedHeader.alg).toBe("PS256");
      expect(payload).toMatchObject({
        sub: ines.sub,
        typ: "Logout",
        events: { "http://schemas.openid.net/event/backchannel-logout": {} },
      });
      expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(120);
    }
    const sids = receiver.received.map((one) => jose.decodeJwt(one.logoutToken)["sid"]);
    expect(new Set(sids)).toEqual(new Set([tokens["session_state"], elsewhere.tokens["session_state"]]));
    const refresh = { grant_type: "refresh_token", refresh_token: String(tokens["refresh_token"]) };
    expect(await token(provider, refresh)).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
    expect(provider.sessionIds(tobias.sub)).toHaveLength(1);
  });

  test("signs out without a question when an ID token vouches for it, and returns to the registered address", async () => {
    const jar = new CookieJar();
    const { tokens } = await signIn(provider, "ines", { jar });
    const url = logoutUrl(provider, {
      id_token_hint: String(tokens["id_token"]),
      post_logout_redirect_uri: "http://localhost:9/signed-out",
      state: "s 1",
    });
    const end = await tour({ start: url, jar, stopBefore: (at) => at.pathname === "/signed-out" });
    expect(end.url.href).toBe("http://localhost:9/signed-out?state=s+1");
    expect(end.visited).toHaveLength(1);
    expect(receiver.received.map((one) => one.path)).toEqual(["/portal"]);
    const after = await tour({
      start: await authorizationUrl(provider, { prompt: "none" }),
      jar,
      stopBefore: isCallback,
    });
    expect(after.url.searchParams.get("error")).toBe("login_required");
  });

  test("asks before a sign-out that nothing vouches for, and never sends the browser to a foreign address", async () => {
    const jar = new CookieJar();
    await signIn(provider, "ines", { jar });
    const asked = await tour({
      start: logoutUrl(provider, {
        client_id: portalClientId,
        post_logout_redirect_uri: "http://localhost:9/signed-out",
      }),
      jar,
    });
    expect(asked.body).toContain('name="confirm"');
    expect(provider.sessionIds(ines.sub)).toHaveLength(1);
    const foreign = await tour({
      start: logoutUrl(provider, { client_id: portalClientId, post_logout_redirect_uri: "http://evil.example/" }),
      jar,
    });
    expect(foreign.response?.status).toBe(400);
    const forged = await tour({
      start: logoutUrl(provider, { id_token_hint: "a.b.c", post_logout_redirect_uri: "http://localhost:9/signed-out" }),
      jar,
    });
    expect(forged.response?.status).toBe(400);
  });

  test("signs with new keys after a rotation, and publishes the old ones until told to forget them", async () => {
    const before = await signIn(provider, "ines");
    const kid = (value: unknown) => jose.decodeProtectedHeader(String(value)).kid;
    const published = async () =>
      jose.createLocalJWKSet(
        (await json(await fetch(`${provider.issuer}/protocol/openid-connect/certs`))) as unknown as jose.JSONWebKeySet,
      );
    await provider.rotateKeys();
    const after = await signIn(provider, "ines");
    expect(kid(after.tokens["id_token"])).not.toBe(kid(before.tokens["id_token"]));
    for (const { tokens } of [before, after]) {
      await jose.jwtVerify(String(tokens["id_token"]), await published());
    }
    await provider.rotateKeys(true);
    await expect(jose.jwtVerify(String(after.tokens["id_token"]), await published())).rejects.toThrow(
      /no applicable key/,
    );
  });

  test("keeps a disabled person out: no sign-in, no refresh, no exchange, no silent sign-on", async () => {
    const jar = new CookieJar();
    const { tokens } = await signIn(provider, "ines", { jar });
    provider.setEnabled(ines.sub, false);
    const refresh = { grant_type: "refresh_token", refresh_token: String(tokens["refresh_token"]) };
    expect(await token(provider, refresh)).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
    const wanted = { audience: matrixClientId, scope: "portal-aud-matrix" };
    expect(await exchange(provider, tokens["access_token"], wanted)).toEqual(
      refusal("invalid_request", "Invalid token"),
    );
    const silent = await tour({
      start: await authorizationUrl(provider, { prompt: "none" }),
      jar,
      stopBefore: isCallback,
    });
    expect(silent.url.searchParams.get("error")).toBe("login_required");
    await expect(signIn(provider, "ines")).rejects.toThrow(/could not sign in/);
    provider.setEnabled(ines.sub, true);
    await signIn(provider, "ines");
  });

  test("lets a test alter any answer, and sign any token", async () => {
    const stop = provider.intercept(({ path, body }) =>
      path.endsWith("openid-configuration")
        ? {
            status: 203,
            body: body.replaceAll(provider.issuer, "http://evil.example"),
            headers: { "x-altered": "yes" },
          }
        : undefined,
    );
    const altered = await fetch(`${provider.issuer}/.well-known/openid-configuration`);
    expect([altered.status, altered.headers.get("x-altered"), (await json(altered))["issuer"]]).toEqual([
      203,
      "yes",
      "http://evil.example",
    ]);
    stop();
    expect((await fetch(`${provider.issuer}/.well-known/openid-configuration`)).status).toBe(200);
    const minted = await provider.sign("RS256", { typ: "JWT" }, { sub: "x" });
    const keys = jose.createRemoteJWKSet(new URL(`${provider.issuer}/protocol/openid-connect/certs`));
    expect((await jose.jwtVerify(minted, keys)).payload).toEqual({ sub: "x" });
  });

  test("does not answer while paused, and goes on where it was afterwards", async () => {
    provider.pause();
    const slow = fetch(`${provider.issuer}/.well-known/openid-configuration`);
    const first = await Promise.race([
      slow.then(() => "answered"),
      new Promise((done) => setTimeout(() => done("silent"), 150)),
    ]);
    expect(first).toBe("silent");
    provider.resume();
    expect((await slow).status).toBe(200);
  });
});

async function startReceiver() {
  const received: { path: string; logoutToken: string }[] = [];
  const server = createServer((req, res) => {
    let body = "";
    req.on("data", (chunk) => (body += String(chunk)));
    req.on("end", () => {
      received.push({ path: req.url ?? "", logoutToken: new URLSearchParams(body).get("logout_token") ?? "" });
      res.writeHead(200).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  return { received, origin: `http://127.0.0.1:${port}`, close: async () => new Promise((done) => server.close(done)) };
}

function request(change: Record<string, string>, clientId = portalClientId): Record<string, string> {
  return {
    client_id: clientId,
    redirect_uri: clientId === portalClientId ? callback : "http://localhost:9/matrix",
    response_type: "code",
    scope: "openid profile email",
    state: "s-1",
    nonce: "n-1",
    code_challenge: challenge,
    code_challenge_method: "S256",
    ...change,
  };
}

async function authorizationUrl(
  provider: IdentityProvider,
  change: Record<string, string>,
  clientId = portalClientId,
): Promise<URL> {
  const pushed = await fetch(`${provider.issuer}/protocol/openid-connect/ext/par/request`, {
    method: "POST",
    ...asClient(clientId, request(change, clientId)),
  });
  const { request_uri: requestUri } = await json(pushed);
  const url = new URL(`${provider.issuer}/protocol/openid-connect/auth`);
  url.search = new URLSearchParams({ client_id: clientId, request_uri: String(requestUri) }).toString();
  return url;
}

function isCallback(url: URL): boolean {
  return url.port === "9";
}

async function signIn(
  provider: IdentityProvider,
  username: string,
  options: { jar?: CookieJar; clientId?: string } = {},
) {
  const clientId = options.clientId ?? portalClientId;
  const start = await authorizationUrl(provider, {}, clientId);
  const { url, jar } = await signInByForm({
    start,
    username,
    stopBefore: isCallback,
    ...(options.jar === undefined ? {} : { jar: options.jar }),
  });
  const { code_verifier: codeVerifier, grant_type: grantType } = codeGrant("");
  const grant = {
    grant_type: grantType ?? "",
    code: url.searchParams.get("code") ?? "",
    redirect_uri: `${url.origin}${url.pathname}`,
    code_verifier: codeVerifier ?? "",
  };
  const { status, body } = await token(provider, grant, asClient(clientId, {}).headers, asClient(clientId, {}).body);
  expect(status).toBe(200);
  return { answer: url, tokens: body, jar };
}

function codeGrant(code: string): Record<string, string> {
  return { grant_type: "authorization_code", code, redirect_uri: callback, code_verifier: verifier };
}

function basic(id: string, password: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${id}:${password}`).toString("base64")}` };
}

/** The portal authenticates by header, the homeserver by form. */
function asClient(clientId: string, fields: Record<string, string>) {
  const isPortal = clientId === portalClientId;
  return {
    headers: isPortal ? basic(clientId, secret) : ({} as Record<string, string>),
    body: new URLSearchParams({ ...fields, ...(isPortal ? {} : { client_id: clientId, client_secret: secret }) }),
  };
}

async function token(
  provider: IdentityProvider,
  fields: Record<string, string>,
  headers = basic(portalClientId, secret),
  extra = new URLSearchParams(),
) {
  const body = new URLSearchParams({ ...Object.fromEntries(extra), ...fields });
  const response = await fetch(`${provider.issuer}/protocol/openid-connect/token`, { method: "POST", headers, body });
  return { status: response.status, body: await json(response) };
}

async function exchange(
  provider: IdentityProvider,
  subject: unknown,
  fields: Record<string, string>,
  clientId = portalClientId,
) {
  const grant = {
    grant_type: exchangeGrant,
    subject_token: String(subject),
    subject_token_type: "urn:ietf:params:oauth:token-type:access_token",
    ...fields,
  };
  const { headers, body } = asClient(clientId, {});
  return token(provider, grant, headers, body);
}

function refusal(error: string, description: string) {
  return { status: 400, body: { error, error_description: description } };
}

function logoutUrl(provider: IdentityProvider, fields: Record<string, string>): URL {
  const url = new URL(`${provider.issuer}/protocol/openid-connect/logout`);
  url.search = new URLSearchParams(fields).toString();
  return url;
}

async function json(response: Response): Promise<Record<string, unknown>> {
  return (await response.json()) as Record<string, unknown>;
}
