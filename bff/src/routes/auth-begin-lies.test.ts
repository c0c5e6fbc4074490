import { portalClient } from "@pforte/e2e/world/clients";
import { startIdentityProvider } from "@pforte/e2e/world/identity-provider";
import { readSession } from "@pforte/shared/contract/session";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { send } from "../../test/carry.ts";
import { freePort } from "@pforte/e2e/world/free-ports";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";

let portal: TestPortal;
beforeAll(async () => {
  portal = await buildTestPortal();
});
afterAll(async () => portal[Symbol.asyncDispose]());

const json = { "content-type": "application/json" };
const injected = "urn:x&redirect_uri=https://evil.example&prompt=none#";

describe("a provider whose place for pushed requests", () => {
  it.each([
    ["says nothing", { status: 201, headers: json, body: "{}" }],
    ["gives a number", { status: 201, headers: json, body: JSON.stringify({ request_uri: 7, expires_in: 60 }) }],
    ["gives nothing", { status: 201, headers: json, body: JSON.stringify({ request_uri: "", expires_in: 60 }) }],
    ["answers with a page", { status: 200, headers: { "content-type": "text/html" }, body: "<title>Sign in</title>" }],
    ["sends somewhere else", { status: 307, headers: { location: "https://evil.example/par" }, body: "" }],
    ["fails", { status: 500, headers: json, body: "{}" }],
    ["refuses", { status: 400, headers: json, body: JSON.stringify({ error: "invalid_request" }) }],
  ])("%s leads to a page that says so, and to no address with a parameter in it (S15)", async (_what, answer) => {
    const stop = portal.identityProvider.intercept(({ path }) => (path.endsWith("/par/request") ? answer : undefined));
    const response = await send(`${portal.origin}/auth/login`, "GET", {});
    stop();
    expect(response.headers.get("location")).toBeNull();
    expect(response.headers.getSetCookie().filter((line) => line.startsWith("tx-"))).toEqual([]);
    expect([400, 502, 503]).toContain(response.status);
    expect(await response.text()).toMatch(/sign_in_invalid|identity_provider_unreachable|client_unknown/u);
  });

  it("gives a name with parameters in it changes none of the portal's own (S15)", async () => {
    const body = JSON.stringify({ request_uri: injected, expires_in: 60 });
    const stop = portal.identityProvider.intercept(({ path }) =>
      path.endsWith("/par/request") ? { status: 201, headers: json, body } : undefined,
    );
    const response = await send(`${portal.origin}/auth/login`, "GET", {});
    stop();
    const location = new URL(response.headers.get("location") ?? "");
    expect(location.origin).toBe(new URL(portal.identityProvider.issuer).origin);
    expect([...location.searchParams].map(([name]) => name).toSorted()).toEqual(["client_id", "request_uri"]);
    expect([location.searchParams.get("request_uri"), location.hash]).toEqual([injected, ""]);
  });
});

it("a provider that comes up after the portal opens sign-in by itself; until then the portal runs, says so and asks with patience (F12)", async () => {
  const port = await freePort();
  const issuer = `http://localhost:${port}/realms/pforte`;
  await using early = await buildTestPortal({ config: { oidc: { issuer } } });
  const readiness = async () => (await early.portal.ops.inject("/readyz")).body.trim();
  expect(await readiness()).toBe("degraded: the identity provider is unreachable");
  const page = await send(`${early.origin}/auth/login`, "GET", {});
  expect([page.status, page.headers.get("retry-after")]).toEqual([503, "10"]);
  expect(await page.text()).toContain("identity_provider_unreachable");
  expect((await early.nobody.send("GET", "/api/session")).status).toBe(401);
  const { oidcClient } = early.secrets;
  const secret = oidcClient.kind === "secret" ? oidcClient.secret : "";
  await using provider = await startIdentityProvider({
    port,
    clients: [portalClient(early.origin, { kind: "secret", secret })],
  });
  // Half a second, one, two, four: with its growing rests the portal finds it within a few tries.
  await expect.poll(readiness, { timeout: 15_000 }).toBe("ready");
  expect(provider.counts.discovery).toBeLessThanOrEqual(3);
  const ines = await early.as("ines");
  expect((await ines.call(readSession)).person.username).toBe("ines");
});
