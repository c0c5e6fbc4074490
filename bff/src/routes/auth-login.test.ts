import { startIdentityProvider } from "@pforte/e2e/world/identity-provider";
import { CookieJar } from "@pforte/e2e/world/sign-in-driver";
import { readSession } from "@pforte/shared/contract/session";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { send } from "../../test/carry.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";
import { quietLog } from "../../test/quiet-log.ts";
import { type Auth, createAuth } from "../auth/auth.ts";
import type { OidcConfig, Secrets } from "../config/config.ts";

let portal: TestPortal;
beforeAll(async () => {
  portal = await buildTestPortal();
});
afterAll(async () => portal[Symbol.asyncDispose]());

const begin = async (query = "", headers: Record<string, string> = {}) =>
  send(`${portal.origin}/auth/login${query}`, "GET", headers);
const transactions = (response: Response) =>
  response.headers.getSetCookie().filter((line) => line.startsWith("tx-") && !line.includes("Max-Age=0"));

/** The same sign-in once more, which has not read the metadata yet. */
function anotherAuth(oidc: Partial<OidcConfig> = {}, secrets: Partial<Secrets> = {}): Auth {
  return createAuth({
    config: { ...portal.config, oidc: { ...portal.config.oidc, ...oidc } },
    secrets: { ...portal.secrets, ...secrets },
    storage: portal.portal.storage,
    now: () => new Date(),
    log: quietLog,
  });
}

describe("sign-in", () => {
  it("ends with a session that answers as that person", async () => {
    const ines = await portal.as("ines");
    expect((await ines.call(readSession)).person).toEqual({ name: "Ines Marquardt", username: "ines" });
  });

  it("sends the browser on with a pushed request: no parameter of it is in the address (S15)", async () => {
    const before = portal.identityProvider.counts.par;
    const response = await begin();
    const location = new URL(response.headers.get("location") ?? "");
    expect(response.status).toBe(303);
    expect([...location.searchParams.keys()].toSorted()).toEqual(["client_id", "request_uri"]);
    expect(portal.identityProvider.counts.par).toBe(before + 1);
  });

  it("pushes code, S256, state and nonce, fresh each time and long enough (S3)", async () => {
    const pushed: URLSearchParams[] = [];
    const stop = portal.identityProvider.intercept(({ path, requestBody }) => {
      if (path.endsWith("/par/request")) {
        pushed.push(new URLSearchParams(requestBody));
      }
      return undefined;
    });
    await begin();
    await begin();
    stop();
    for (const one of pushed) {
      expect(one.get("response_type")).toBe("code");
      expect(one.get("code_challenge_method")).toBe("S256");
      expect(one.get("redirect_uri")).toBe(`${portal.origin}/auth/callback`);
    }
    for (const name of ["state", "nonce", "code_challenge"]) {
      const [first = "", second = ""] = pushed.map((one) => one.get(name) ?? "");
      expect(first).not.toBe(second);
      // 128 bits in base64url are 22 characters.
      expect(first.length).toBeGreaterThanOrEqual(22);
    }
  });

  it("goes on without PAR where the provider offers none, with all parameters of its own (S15)", async () => {
    const stop = portal.identityProvider.intercept(({ path, body }) => {
      if (!path.endsWith("openid-configuration")) {
        return undefined;
      }
      const { pushed_authorization_request_endpoint: _par, ...metadata } = JSON.parse(body) as Record<string, unknown>;
      return { body: JSON.stringify(metadata) };
    });
    const auth = anotherAuth();
    const begun = await auth.login.begin({ returnTo: "/", prompt: null, uiLocales: "en", isStepUp: false });
    stop();
    await auth.close();
    const location = new URL(begun.kind === "redirect" ? begun.location : "http://failed.invalid");
    expect(location.searchParams.get("code_challenge_method")).toBe("S256");
    expect(location.searchParams.get("ui_locales")).toBe("en");
    expect(location.searchParams.get("state")?.length).toBeGreaterThanOrEqual(22);
  });

  it.each([
    ["in its body", {}],
    ["by a challenge", { "www-authenticate": 'Basic realm="provider"' }],
  ])(
    "does not fall back when the provider refuses the pushed request %s; the page says so (S15)",
    async (_how, headers) => {
      const stop = portal.identityProvider.intercept(({ path }) =>
        path.endsWith("/par/request")
          ? { status: 401, headers, body: JSON.stringify({ error: "invalid_client" }) }
          : undefined,
      );
      const response = await begin();
      stop();
      expect(response.status).toBe(502);
      expect(await response.text()).toContain("client_unknown");
      expect(transactions(response)).toEqual([]);
    },
  );

  it.each([
    { "sec-fetch-mode": "cors", "sec-fetch-dest": "empty" },
    { "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image" },
    { "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe" },
    { "sec-fetch-mode": "no-cors", "sec-fetch-dest": "script" },
  ])("is no business of %j: only a navigation begins it (S10)", async (headers) => {
    const response = await begin("", headers as unknown as Record<string, string>);
    expect(response.status).toBe(403);
    expect(transactions(response)).toEqual([]);
  });

  it("passes on only what is listed (S10)", async () => {
    const pushed: URLSearchParams[] = [];
    const stop = portal.identityProvider.intercept(({ path, requestBody }) => {
      if (path.endsWith("/par/request")) {
        pushed.push(new URLSearchParams(requestBody));
      }
      return undefined;
    });
    await begin("?prompt=login&ui_locales=en&scope=evil&acr_values=x&redirect_uri=https://evil.example");
    await begin("?prompt=create&ui_locales=xx");
    stop();
    expect(pushed[0]?.get("prompt")).toBe("login");
    expect(pushed[0]?.get("ui_locales")).toBe("en");
    expect(pushed[0]?.get("scope")).toBe("openid profile email");
    expect(pushed[0]?.get("acr_values")).toBeNull();
    expect(pushed[0]?.get("redirect_uri")).toBe(`${portal.origin}/auth/callback`);
    expect([pushed[1]?.get("prompt"), pushed[1]?.get("ui_locales")]).toEqual([null, null]);
  });

  it.each([
    "https://evil.example",
    "//evil.example",
    "/.//evil.example",
    "/auth/logout",
    "/a%0d%0ab",
    "/one&returnTo=/two",
  ])("refuses to come back to %s (S9, S47)", async (returnTo) => {
    const query = returnTo.includes("&") ? `?returnTo=${returnTo}` : `?returnTo=${encodeURIComponent(returnTo)}`;
    const response = await begin(query);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("return_address_refused");
  });

  it("keeps at most five begun sign-ins in one browser; the oldest give way (S3)", async () => {
    const jar = new CookieJar();
    for (let round = 0; round < 9; round += 1) {
      const cookie = jar.header(new URL(portal.origin));
      const response = await begin("", cookie === undefined ? {} : { cookie });
      jar.take(new URL(portal.origin), response.headers.getSetCookie());
    }
    expect(
      (jar.header(new URL(portal.origin)) ?? "").split("; ").filter((pair) => pair.startsWith("tx-")),
    ).toHaveLength(5);
  });

  it("sets a cookie that scripts cannot read and that ends after ten minutes (S3, S16)", async () => {
    expect(transactions(await begin())[0]).toMatch(
      /^tx-[0-9a-z]+-[0-9a-f]{12}=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600$/u,
    );
  });
});

describe("without good metadata of the provider", () => {
  const changes: readonly (readonly [string, (metadata: Record<string, unknown>) => unknown])[] = [
    ["names another issuer", (metadata) => ({ ...metadata, issuer: "https://evil.example" })],
    ["has no token endpoint", ({ token_endpoint: _token, ...metadata }) => metadata],
    ["has an address that is none", (metadata) => ({ ...metadata, jwks_uri: "javascript:alert(1)" })],
    [
      "signs with nothing that is accepted",
      (metadata) => ({ ...metadata, id_token_signing_alg_values_supported: ["HS256", "none"] }),
    ],
    ["has no S256", (metadata) => ({ ...metadata, code_challenge_methods_supported: ["plain"] })],
    ["is not JSON", () => "<html>Sign in</html>"],
  ];

  it.each(changes)(
    "sign-in stays shut when it %s, and the portal starts and says so (S2, F12)",
    async (_name, change) => {
      const stop = portal.identityProvider.intercept(({ path, body }) => {
        if (!path.endsWith("openid-configuration")) {
          return undefined;
        }
        const changed = change(JSON.parse(body) as Record<string, unknown>);
        return { body: typeof changed === "string" ? changed : JSON.stringify(changed) };
      });
      const auth = anotherAuth();
      const begun = await auth.login.begin({ returnTo: "/", prompt: null, uiLocales: null, isStepUp: false });
      expect(begun).toEqual({ kind: "failed", code: "identity_provider_misconfigured" });
      expect(auth.isProviderKnown()).toBe(false);
      stop();
      await expect
        .poll(
          () =>
            auth.isProviderKnown() ||
            auth.login.begin({ returnTo: "/", prompt: null, uiLocales: null, isStepUp: false }).then(() => false),
          { timeout: 5000 },
        )
        .toBe(true);
      await auth.close();
    },
  );

  it("the page says that the sign-in service does not answer, with a time to try again (F12)", async () => {
    await using alone = await buildTestPortal({ config: { oidc: { issuer: "http://localhost:9/realms/none" } } });
    const response = await send(`${alone.origin}/auth/login`, "GET", {});
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("10");
    expect(await response.text()).toContain("identity_provider_unreachable");
  });
});

describe("private_key_jwt", () => {
  it("proves the portal by a signed assertion, and no shared secret exists (S1)", async () => {
    const { generateKeyPair, exportJWK, exportPKCS8 } = await import("jose");
    const { portalClient } = await import("@pforte/e2e/world/clients");
    const { privateKey, publicKey } = await generateKeyPair("PS256", { extractable: true });
    const jwk = { ...(await exportJWK(publicKey)), kid: "portal-1", alg: "PS256", use: "sig" };
    const { origin } = portal;
    await using provider = await startIdentityProvider({
      clients: [portalClient(origin, { kind: "keys", keys: [jwk] })],
    });
    const bodies: string[] = [];
    provider.intercept(({ path, requestBody }) => {
      if (path.includes("/protocol/openid-connect/")) {
        bodies.push(requestBody);
      }
      return undefined;
    });
    const auth = anotherAuth(
      { issuer: provider.issuer, clientAuthentication: "private_key_jwt" },
      { oidcClient: { kind: "key", privateKeyPem: await exportPKCS8(privateKey), keyId: "portal-1" } },
    );
    const begun = await auth.login.begin({ returnTo: "/", prompt: null, uiLocales: null, isStepUp: false });
    expect(begun.kind).toBe("redirect");
    const pushed = new URLSearchParams(bodies.find((body) => body.includes("client_assertion")));
    expect(pushed.get("client_assertion_type")).toBe("urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    expect(pushed.get("client_secret")).toBeNull();
    await auth.close();
  });
});
