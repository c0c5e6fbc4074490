import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { IdentityProvider } from "./identity-provider.ts";
import { exchangeGrant } from "./identity-provider-library.ts";
import { authorizationUrl, isCallback, json, request, signIn, startObservedProvider } from "./observed-provider.ts";
import { people } from "./people.ts";
import { CookieJar, tour } from "./sign-in-driver.ts";

describe("sign-in at the identity provider of the world", () => {
  let provider: IdentityProvider;
  let observed: Awaited<ReturnType<typeof startObservedProvider>>;

  beforeEach(async () => {
    observed = await startObservedProvider();
    provider = observed.provider;
  });

  afterEach(async () => observed.stop());

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
});
