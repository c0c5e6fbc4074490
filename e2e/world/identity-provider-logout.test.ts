import { afterEach, beforeEach, describe, expect, test } from "vitest";
import * as jose from "jose";
import { matrixClientId, portalClientId } from "./clients.ts";
import type { IdentityProvider } from "./identity-provider.ts";
import {
  authorizationUrl,
  exchange,
  isCallback,
  json,
  logoutUrl,
  refusal,
  signIn,
  startObservedProvider,
  token,
} from "./observed-provider.ts";
import { ines, tobias } from "./people.ts";
import { CookieJar, tour } from "./sign-in-driver.ts";

describe("the end of a session at the identity provider of the world", () => {
  let provider: IdentityProvider;
  let observed: Awaited<ReturnType<typeof startObservedProvider>>;

  beforeEach(async () => {
    observed = await startObservedProvider();
    provider = observed.provider;
  });

  afterEach(async () => observed.stop());

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
      const logoutToken = observed.receiver.received.find((one) => one.path === path)?.logoutToken ?? "";
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
    const sids = observed.receiver.received.map((one) => jose.decodeJwt(one.logoutToken)["sid"]);
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
    expect(observed.receiver.received.map((one) => one.path)).toEqual(["/portal"]);
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
