import { CookieJar, tour } from "@pforte/e2e/world/sign-in-driver";
import { startIdentityProvider } from "@pforte/e2e/world/identity-provider";
import { portalClient } from "@pforte/e2e/world/clients";
import { readSession } from "@pforte/shared/contract/session";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { carry, send } from "../../test/carry.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";

let portal: TestPortal;
let ahead = 0;
beforeAll(async () => {
  portal = await buildTestPortal({ overrides: { now: () => new Date(Date.now() + ahead) } });
});
beforeEach(() => {
  ahead = 0;
});
afterAll(async () => portal[Symbol.asyncDispose]());

/** Signs in at the provider and stops in front of the callback: a code that nobody has used. */
async function returning(
  jar = new CookieJar(),
  path = "/",
  username = "ines",
): Promise<{ callback: URL; jar: CookieJar }> {
  const stopBefore = (url: URL) => url.pathname === "/auth/callback";
  const { url } = await tour({ start: `${portal.origin}${path}`, username, jar, stopBefore, carry });
  return { callback: url, jar };
}

async function ask(url: URL | string, jar: CookieJar): Promise<Response> {
  const cookie = jar.header(new URL(portal.origin));
  const response = await send(String(url), "GET", cookie === undefined ? {} : { cookie });
  jar.take(new URL(portal.origin), response.headers.getSetCookie());
  return response;
}

const sessionIn = (response: Response) => response.headers.getSetCookie().find((line) => line.startsWith("portal="));
const codes = () => portal.identityProvider.counts.codes;

describe("the way back from the identity provider", () => {
  it("makes a session and comes back to the page that was asked for, on our own origin (S9)", async () => {
    const { callback, jar } = await returning(new CookieJar(), "/auth/login?returnTo=%2Fchat%3Fat%3D2");
    const response = await ask(callback, jar);
    expect(response.status).toBe(303);
    expect(response.headers.get("location")).toBe(`${portal.origin}/chat?at=2`);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(sessionIn(response)).toMatch(/^portal=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/u);
  });

  it.each([
    ["with its cookie", true],
    ["in a browser that has lost its cookie", false],
  ])("more than ten minutes after it began says that the sign-in expired: %s (S7)", async (_name, hasCookie) => {
    const { callback, jar } = await returning();
    ahead = 10 * 60_000 + 5000;
    const response = await ask(callback, hasCookie ? jar : new CookieJar());
    expect([response.status, sessionIn(response)]).toEqual([400, undefined]);
    expect(await response.text()).toContain("sign_in_expired");
  });

  const altered: readonly (readonly [string, (query: URLSearchParams) => void])[] = [
    ["without a state", (query) => query.delete("state")],
    ["with another state", (query) => query.set("state", `${query.get("state")}x`)],
    ["with an empty state", (query) => query.set("state", "")],
    ["with the state twice", (query) => query.append("state", query.get("state") ?? "")],
    ["without iss", (query) => query.delete("iss")],
    ["with a foreign iss", (query) => query.set("iss", "https://evil.example")],
    ["with iss and a slash", (query) => query.set("iss", `${query.get("iss")}/`)],
    ["with iss twice", (query) => query.append("iss", query.get("iss") ?? "")],
    ["with the code twice", (query) => query.append("code", "other")],
    ["with code and error", (query) => query.set("error", "access_denied")],
    ["without code and error", (query) => query.delete("code")],
    [
      "with error_description twice",
      (query) => {
        query.append("error_description", "a");
        query.append("error_description", "b");
      },
    ],
  ];
  it.each(altered)("is refused %s, before the token endpoint is asked (S4, S8)", async (_name, alter) => {
    const { callback, jar } = await returning();
    alter(callback.searchParams);
    const before = codes();
    const response = await ask(callback, jar);
    expect(response.status).toBe(400);
    expect(sessionIn(response)).toBeUndefined();
    expect(codes()).toBe(before);
  });

  it("is refused in another browser, and neither browser is signed in by the other's (S3, S10)", async () => {
    const first = await returning();
    const second = await returning(new CookieJar(), "/", "tobias");
    const before = codes();
    expect((await ask(first.callback, second.jar)).status).toBe(400);
    expect((await ask(second.callback, first.jar)).status).toBe(400);
    expect((await ask(first.callback, new CookieJar())).status).toBe(400);
    expect(codes()).toBe(before);
  });

  it("finishes in two tabs of one browser, each at its own page (S3)", async () => {
    const jar = new CookieJar();
    const one = await returning(jar, "/auth/login?returnTo=%2Fone");
    const two = await returning(jar, "/auth/login?returnTo=%2Ftwo");
    expect((await ask(one.callback, jar)).headers.get("location")).toBe(`${portal.origin}/one`);
    expect((await ask(two.callback, jar)).headers.get("location")).toBe(`${portal.origin}/two`);
  });

  it("works once: ten at a time make one session, and a replay leaves it alone (S7)", async () => {
    const { callback, jar } = await returning();
    const cookie = jar.header(new URL(portal.origin)) ?? "";
    const all = await Promise.all(Array.from({ length: 10 }, async () => send(callback.href, "GET", { cookie })));
    expect(all.filter((response) => sessionIn(response) !== undefined)).toHaveLength(1);
    expect(all.filter((response) => response.status >= 500)).toEqual([]);
    const ines = await portal.as("ines");
    const again = await ines.get(`${callback.pathname}${callback.search}`);
    expect(again.status).toBe(400);
    expect(sessionIn(again)).toBeUndefined();
    expect(await again.text()).toContain("sign_in_repeated");
    expect((await ines.call(readSession)).person.username).toBe("ines");
  });

  it("gives a new id at every sign-in and ends the old one, and adopts none that a client chose (S11)", async () => {
    const jar = new CookieJar();
    jar.take(new URL(portal.origin), [`portal=${"x".repeat(43)}; Path=/`]);
    const first = await returning(jar);
    const old = /portal=([^;]+)/u.exec(sessionIn(await ask(first.callback, jar)) ?? "")?.[1] ?? "";
    expect(old).not.toBe("x".repeat(43));
    const second = await returning(jar, "/auth/login");
    expect(sessionIn(await ask(second.callback, jar))).not.toContain(old);
    const reply = await portal.nobody.send("GET", "/api/session", { headers: { cookie: `portal=${old}` } });
    expect(reply.status).toBe(401);
  });

  it("knows people by issuer and subject alone (S12)", async () => {
    const ines = await portal.as("ines");
    const tobias = await portal.as("tobias");
    expect((await ines.call(readSession)).person.username).not.toBe((await tobias.call(readSession)).person.username);
  });

  it("says what a refusal of the provider means, each with its own code", async () => {
    const seen = async (error: string, description = "") => {
      const { callback, jar } = await returning();
      callback.searchParams.delete("code");
      callback.searchParams.set("error", error);
      callback.searchParams.set("error_description", description);
      const response = await ask(callback, jar);
      return [
        response.status,
        /sign_in_\w+|client_unknown|account_disabled|identity_provider_\w+/u.exec(await response.text())?.[0],
      ];
    };
    expect(await seen("access_denied")).toEqual([403, "sign_in_refused"]);
    expect(await seen("temporarily_unavailable")).toEqual([503, "identity_provider_unreachable"]);
    expect(await seen("unauthorized_client")).toEqual([502, "client_unknown"]);
    expect(await seen("access_denied", "Account disabled")).toEqual([403, "account_disabled"]);
  });

  it.each([{}, { "www-authenticate": 'Basic realm="provider"' }])(
    "says that the portal is unknown where its code is refused with 401 and %j",
    async (headers) => {
      const { callback, jar } = await returning();
      const stop = portal.identityProvider.intercept(({ path }) =>
        path.endsWith("/token")
          ? { status: 401, headers, body: JSON.stringify({ error: "invalid_client" }) }
          : undefined,
      );
      const response = await ask(callback, jar);
      stop();
      expect([response.status, sessionIn(response)]).toEqual([502, undefined]);
      expect(await response.text()).toContain("client_unknown");
    },
  );

  it("refuses an answer of a second provider that knows the same client (S8)", async () => {
    const { oidcClient } = portal.secrets;
    await using other = await startIdentityProvider({
      clients: [
        portalClient(portal.origin, { kind: "secret", secret: oidcClient.kind === "secret" ? oidcClient.secret : "" }),
      ],
    });
    const { callback, jar } = await returning();
    callback.searchParams.set("iss", other.issuer);
    expect((await ask(callback, jar)).status).toBe(400);
    expect(other.counts.token).toBe(0);
  });
});
