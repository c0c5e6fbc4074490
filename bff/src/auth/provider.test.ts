import { setTimeout as wait } from "node:timers/promises";
import { startIdentityProvider, type IdentityProvider } from "@pforte/e2e/world/identity-provider";
import { ines } from "@pforte/e2e/world/people";
import { readSession } from "@pforte/shared/contract/session";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";
import { quietLog } from "../../test/quiet-log.ts";
import { Provider, usualPace } from "./provider.ts";

type Metadata = Readonly<Record<string, unknown>>;

/** Changes what the provider publishes of itself, until the returned function is called. */
function publish(provider: IdentityProvider, change: (metadata: Metadata) => Metadata | null): () => void {
  return provider.intercept(({ path, body }) => {
    if (!path.endsWith("openid-configuration")) {
      return undefined;
    }
    const changed = change(JSON.parse(body) as Metadata);
    return changed === null ? { status: 503, body: "" } : { body: JSON.stringify(changed) };
  });
}

describe("metadata that was good once", () => {
  let portal: TestPortal;
  beforeAll(async () => {
    portal = await buildTestPortal({ overrides: { providerPace: { ...usualPace, lifeMilliseconds: 60 } } });
  });
  afterAll(async () => portal[Symbol.asyncDispose]());

  const readiness = async () => (await portal.portal.ops.inject("/readyz")).body.trim();
  const signIn = async () => (await portal.nobody.get("/auth/login")).status;
  const degraded = (kind: string) => `degraded: the identity provider is ${kind}`;

  it.each([
    ["names another issuer", (metadata: Metadata) => ({ ...metadata, issuer: "https://evil.example" })],
    ["has an unusable endpoint", (metadata: Metadata) => ({ ...metadata, token_endpoint: "javascript:alert(1)" })],
    [
      "signs with nothing that is accepted",
      (metadata: Metadata) => ({ ...metadata, id_token_signing_alg_values_supported: ["none"] }),
    ],
  ])("and now %s closes sign-in until it is good again, and signs nobody out (S2, F12)", async (_name, change) => {
    const person = await portal.as("ines");
    const stop = publish(portal.identityProvider, change);
    await expect.poll(readiness, { timeout: 5000 }).toBe(degraded("misconfigured"));
    const page = await portal.nobody.get("/auth/login");
    expect([page.status, page.headers.getSetCookie()]).toEqual([502, []]);
    expect(await page.text()).toContain("identity_provider_misconfigured");
    expect((await person.call(readSession)).person.username).toBe("ines");
    stop();
    await expect.poll(readiness, { timeout: 5000 }).toBe("ready");
    expect(await signIn()).toBe(303);
  });

  it("stays in force while the provider does not answer for it, and the portal says so (S2, F12)", async () => {
    const stop = publish(portal.identityProvider, () => null);
    await expect.poll(readiness, { timeout: 5000 }).toBe(degraded("unreachable"));
    expect(await signIn()).toBe(303);
    stop();
    await expect.poll(readiness, { timeout: 5000 }).toBe("ready");
  });

  it("that became bad closes no ear to a logout of the provider (S25)", async () => {
    const person = await portal.as("ines");
    const stop = publish(portal.identityProvider, (metadata) => ({ ...metadata, issuer: "https://evil.example" }));
    await expect.poll(readiness, { timeout: 5000 }).toBe(degraded("misconfigured"));
    await portal.identityProvider.endPersonSessions(ines.sub);
    expect((await person.send("GET", "/api/session")).status).toBe(401);
    stop();
  });
});

describe("the metadata", () => {
  it("is read again within the hour, never in step, and with growing rests while it cannot be used (F12)", async () => {
    await using identityProvider = await startIdentityProvider({ clients: [] });
    const planned: { readonly work: () => void; readonly milliseconds: number }[] = [];
    const { config, secrets } = settingsFor(identityProvider.issuer);
    const provider = new Provider({
      config,
      secrets,
      now: () => new Date(),
      log: quietLog,
      pace: {
        ...usualPace,
        later(work, milliseconds) {
          planned.push({ work, milliseconds });
          return () => undefined;
        },
      },
    });
    const turn = async () => {
      const before = planned.length;
      planned.at(-1)?.work();
      await expect.poll(() => planned.length, { interval: 5 }).toBe(before + 1);
    };
    await provider.read();
    await turn();
    for (const { milliseconds } of planned) {
      expect(milliseconds).toBeGreaterThanOrEqual(45 * 60_000);
      expect(milliseconds).toBeLessThanOrEqual(60 * 60_000);
    }
    expect(planned[0]?.milliseconds).not.toBe(planned[1]?.milliseconds);
    const stop = publish(identityProvider, () => null);
    for (let round = 0; round < 8; round += 1) {
      await turn();
    }
    const rests = planned.slice(2).map(({ milliseconds }) => milliseconds);
    expect(rests[0]).toBeLessThanOrEqual(500);
    expect(rests[4]).toBeGreaterThan(rests[0] ?? 0);
    expect(Math.max(...rests)).toBeLessThanOrEqual(30_000);
    stop();
    await turn();
    expect(provider.status()).toEqual({ kind: "ready" });
    expect(planned.at(-1)?.milliseconds).toBeGreaterThanOrEqual(45 * 60_000);
    await provider.close();
  });

  it("is not read any more once the portal is closed", async () => {
    await using identityProvider = await startIdentityProvider({ clients: [] });
    const { config, secrets } = settingsFor(identityProvider.issuer);
    const pace = { ...usualPace, lifeMilliseconds: 20 };
    const provider = new Provider({ config, secrets, now: () => new Date(), log: quietLog, pace });
    await provider.read();
    await provider.close();
    const before = identityProvider.counts.discovery;
    await wait(80);
    expect(identityProvider.counts.discovery).toBe(before);
  });
});

function settingsFor(issuer: string) {
  return {
    config: {
      caFile: null,
      oidc: {
        issuer,
        clientId: "portal",
        scopes: ["openid"],
        clientAuthentication: "client_secret_basic",
        signingAlgorithms: ["PS256"],
        requireIssuerParameter: true,
        acceptPlainLogoutTokenType: false,
        groupsClaim: "groups",
        groupsAs: "name",
        administratorGroup: null,
        usernameClaim: "preferred_username",
      },
    },
    secrets: { oidcClient: { kind: "secret", secret: "x".repeat(32) } },
  } as const;
}
