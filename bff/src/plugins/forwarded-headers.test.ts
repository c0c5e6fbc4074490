import type { InjectOptions } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";

const trusted = "10.1.2.3";
const stranger = "192.0.2.7";

let portal: TestPortal;
let cookie: string;
/** Where the portal asked the provider to send people back to. */
const asked: string[] = [];
beforeAll(async () => {
  portal = await buildTestPortal({ config: { trustedProxies: ["10.0.0.0/8"] } });
  portal.identityProvider.intercept(({ requestBody }) => {
    asked.push(...new URLSearchParams(requestBody).getAll("redirect_uri"));
    return undefined;
  });
  const ines = await portal.as("ines");
  cookie = ines.jar.header(new URL(portal.origin)) ?? "";
}, 60_000);
afterAll(async () => portal[Symbol.asyncDispose]());

/** Twelve ways to tell a server that it is another one, or that a request is another one. */
const spoofed: readonly (readonly [string, string])[] = [
  ["forwarded", "for=203.0.113.9;host=evil.example;proto=http;by=evil.example"],
  ["x-forwarded-proto", "http"],
  ["x-forwarded-for", "203.0.113.9, evil.example"],
  ["x-forwarded-port", "444"],
  ["x-forwarded-prefix", "/evil.example"],
  ["x-forwarded-server", "evil.example"],
  ["x-forwarded-scheme", "evil"],
  ["x-original-url", "/admin?evil.example"],
  ["x-rewrite-url", "/admin?evil.example"],
  ["x-real-ip", "203.0.113.9"],
  ["x-host", "evil.example"],
  ["x-http-method-override", "DELETE"],
];
const asHost = ["x-forwarded-host", "evil.example"] as const;

/** What differs from one answer to the next by itself. */
const passing =
  /[A-Za-z0-9_-]{40,}|[0-9a-z]{8}-[0-9a-f]{12}|urn:[^&"\s]+|\b[2-9a-hj-km-np-z]{10}\b|\d{4}-\d\d-\d\dT[\d:.]+Z|\b\d{1,2}[:.]\d\d\b/gu;

async function answerTo(
  url: string,
  remoteAddress: string,
  extra: Readonly<Record<string, string>>,
  isNavigation = true,
) {
  const navigation = { accept: "text/html", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
  const script = { accept: "application/json", "x-portal": "1", "sec-fetch-site": "same-origin" };
  const options: InjectOptions = {
    method: "GET",
    url,
    remoteAddress,
    headers: { host: new URL(portal.origin).host, ...(isNavigation ? navigation : script), ...extra },
  };
  const { statusCode, headers, body } = await portal.portal.server.inject(options);
  const { date: _date, etag: _etag, ...lasting } = headers;
  return { statusCode, text: `${JSON.stringify(lasting)}\n${body}`.replaceAll(passing, "…") };
}

const addresses = [
  ["/", true],
  ["/auth/login?returnTo=/files", true],
  ["/signed-out", true],
  ["/api/home", false],
  ["/api/nowhere", false],
  ["/univention/portal/navigation.json", false],
] as const;

const ask = async (
  peer: string,
  url: string,
  isNavigation: boolean,
  session: string,
  extra: Readonly<Record<string, string>> = {},
) => answerTo(url, peer, { ...extra, ...(session !== "" && { cookie: session }) }, isNavigation);

describe.each([
  ["nobody trusts", stranger],
  ["the operators trust", trusted],
])("a peer that %s", { timeout: 60_000 }, (_who, peer) => {
  const plain = new Map<string, Awaited<ReturnType<typeof answerTo>>>();
  beforeAll(async () => {
    for (const [url, isNavigation] of addresses) {
      for (const session of ["", cookie]) plain.set(`${url} ${session}`, await ask(peer, url, isNavigation, session));
    }
  }, 60_000);

  it.each(spoofed)("changes no answer by %s (S40)", async (name, value) => {
    for (const [url, isNavigation] of addresses) {
      for (const session of ["", cookie]) {
        const told = await ask(peer, url, isNavigation, session, { [name]: value });
        expect(told).toEqual(plain.get(`${url} ${session}`));
        expect(told.text).not.toMatch(/evil|203\.0\.113/u);
      }
    }
    expect(new Set(asked)).toEqual(new Set([`${portal.origin}/auth/callback`]));
  });
});

describe("a forwarded host", { timeout: 60_000 }, () => {
  it("is nothing from a peer that nobody trusts, and misdirected from one that is trusted (S40)", async () => {
    for (const [url, isNavigation] of addresses) {
      const plain = await answerTo(url, stranger, {}, isNavigation);
      const told = await answerTo(url, stranger, { [asHost[0]]: asHost[1] }, isNavigation);
      expect([url, told]).toEqual([url, plain]);
      const misled = await answerTo(url, trusted, { [asHost[0]]: asHost[1] }, isNavigation);
      expect([url, misled.statusCode]).toEqual([url, 421]);
      expect(misled.text).not.toContain("evil");
    }
  });

  it("names whoever sends logout tokens only where the proxy is trusted: a stranger's flood is not put on others (S40, S25)", async () => {
    const flood = async (remoteAddress: string, from: string) =>
      portal.portal.server.inject({
        method: "POST",
        url: "/auth/backchannel-logout",
        remoteAddress,
        headers: {
          host: new URL(portal.origin).host,
          "content-type": "application/x-www-form-urlencoded",
          "x-forwarded-for": from,
        },
        payload: "logout_token=x",
      });
    // Sixty bad ones a minute are answered; the next waits, whatever name it gives itself.
    for (let count = 0; count < 60; count += 1) await flood(stranger, `203.0.113.${count}`);
    expect((await flood(stranger, "203.0.113.99")).statusCode).toBe(429);
    expect((await flood(trusted, "203.0.113.99")).statusCode).toBe(400);
  });
});
