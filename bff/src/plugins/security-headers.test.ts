import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestPerson } from "../../test/person.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";
import { rawRequest } from "../../test/raw-request.ts";
import { securityHeaders } from "./security-headers.ts";

let portal: TestPortal;
let ines: TestPerson;
beforeAll(async () => {
  portal = await buildTestPortal();
  ines = await portal.as("ines");
});
afterAll(async () => portal[Symbol.asyncDispose]());

const everywhere = [
  "content-security-policy",
  "x-content-type-options",
  "referrer-policy",
  "cross-origin-opener-policy",
  "cross-origin-resource-policy",
  "permissions-policy",
  "x-frame-options",
  "cache-control",
];

function missing(headers: Headers | Readonly<Record<string, string>>): string[] {
  const has = (name: string) => (headers instanceof Headers ? headers.has(name) : Object.hasOwn(headers, name));
  return everywhere.filter((name) => !has(name));
}

describe("the headers of every answer", () => {
  it("are on every route, for somebody and for nobody (S34)", async () => {
    const { routes } = portal.portal;
    expect(routes.length).toBeGreaterThan(8);
    // The event stream does not end; its head is looked at where streams are tested.
    for (const { method, path } of routes.filter(({ access }) => access.kind !== "stream")) {
      const target = path.replaceAll(/:\w+/gu, "x");
      for (const who of [ines, portal.nobody]) {
        const response = await who.send(method, target, method === "GET" ? {} : { body: "{}" });
        await response.body?.cancel();
        expect([path, response.status, missing(response.headers)]).toEqual([path, response.status, []]);
        expect(response.headers.get("server") ?? response.headers.get("x-powered-by")).toBeNull();
      }
      if (path === "/auth/logout") {
        ines = await portal.as("ines");
      }
    }
  });

  it.each([
    ["an unknown path", ["GET /nowhere HTTP/1.1"], 401],
    ["an unknown method", ["PURGE / HTTP/1.1"], 401],
    ["a path that cannot be decoded", ["GET /%ff%fe HTTP/1.1"], 400],
    ["an absolute form", ["GET http://evil.example/ HTTP/1.1"], 400],
    ["an asterisk", ["OPTIONS * HTTP/1.1"], 400],
    ["a second Host", ["GET / HTTP/1.1", "Host: evil.example"], 400],
    ["headers that are too large", ["GET / HTTP/1.1", `X-Large: ${"x".repeat(17_000)}`], 431],
    ["both length and encoding", ["POST / HTTP/1.1", "Content-Length: 3", "Transfer-Encoding: chunked"], 400],
    ["a folded header", ["GET / HTTP/1.1", "X-Folded: a", " b"], 400],
    ["an expectation", ["GET / HTTP/1.1", "Expect: magic"], 417],
  ])("are on the answer to %s", async (_what, lines, status) => {
    const port = Number(new URL(portal.origin).port);
    const [first = "", ...others] = lines;
    const answer = await rawRequest(port, [first, `Host: localhost:${port}`, ...others]);
    expect([answer.status, missing(answer.headers)]).toEqual([status, []]);
  });

  it("hold the policy exactly, with the identity provider as the only foreign form target (S33)", async () => {
    const { origin } = new URL(portal.identityProvider.issuer);
    const response = await ines.get("/");
    expect(response.headers.get("content-security-policy")).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; " +
        `frame-src 'none'; form-action 'self' ${origin}; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; ` +
        "require-trusted-types-for 'script'; trusted-types portal; report-to portal",
    );
  });

  it("promise HTTPS for a year, but not on plain loopback", async () => {
    expect((await ines.get("/")).headers.has("strict-transport-security")).toBe(false);
    const headers = securityHeaders({ isPlainLoopback: false, formTargets: [] });
    expect(Number(/max-age=(\d+)/u.exec(headers["strict-transport-security"] ?? "")?.[1])).toBeGreaterThanOrEqual(
      31_536_000,
    );
  });

  it("keep answers of the API out of every cache", async () => {
    const response = await ines.send("GET", "/api/home");
    expect([response.headers.get("cache-control"), response.headers.get("vary")]).toEqual(["no-store", "Cookie"]);
  });

  it("let the page keep the handle of a tab that it opened, and nothing else of another origin", async () => {
    const { headers } = await ines.get("/");
    expect(Object.fromEntries(headers)).toMatchObject({
      "cross-origin-opener-policy": "same-origin-allow-popups",
      "cross-origin-resource-policy": "same-origin",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
    });
  });

  it("send no inline script and no style attribute", async () => {
    const html = await (await ines.get("/")).text();
    expect(html).not.toMatch(
      /<script(?![^>]*(?:src=|type="application\/json"))|\sstyle=|<style|\son[a-z]+=|javascript:/iu,
    );
  });
});
