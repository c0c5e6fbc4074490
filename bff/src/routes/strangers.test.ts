import { randomBytes } from "node:crypto";
import { portalHeader } from "@pforte/shared/contract/portal-header";
import { failureSchema } from "@pforte/shared/errors/failure";
import * as fc from "fast-check";
import type { InjectOptions } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { countedStorage } from "../../test/counted-storage.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";

let portal: TestPortal;
let calls: () => number;
beforeAll(async () => {
  portal = await buildTestPortal({
    storage: async (settings) => {
      const counted = await countedStorage(settings);
      ({ calls } = counted);
      return counted.storage;
    },
  });
}, 60_000);
afterAll(async () => portal[Symbol.asyncDispose]());

const script = {
  [portalHeader.name]: portalHeader.value,
  "sec-fetch-dest": "empty",
  "sec-fetch-mode": "cors",
  "sec-fetch-site": "same-origin",
};

async function ask(method: string, path: string, headers: Readonly<Record<string, string>>) {
  const own = new URL(portal.origin);
  const sent = method === "GET" ? {} : { origin: portal.origin, "content-type": "application/json" };
  const options: InjectOptions = {
    // Any token is a method to HTTP; the type lists the usual ones.
    method: method as "GET",
    url: path,
    headers: { host: own.host, ...sent, ...headers },
    ...(method !== "GET" && { payload: "{}" }),
  };
  return portal.portal.server.inject(options);
}

const navigation = {
  accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
  "sec-fetch-mode": "navigate",
  "sec-fetch-dest": "document",
};

/** Every route that is not open, at an address of it. */
const closed = () =>
  portal.portal.routes
    .filter(({ access }) => access.scope !== "open")
    .map(({ method, path, access }) => ({ method, path: path.replaceAll(/:\w+/gu, "x"), kind: access.kind }));

const accepts = [
  navigation.accept,
  "*/*",
  "application/json",
  "text/event-stream",
  "image/avif,image/webp,*/*;q=0.8",
  "text/html;q=0, application/json;q=0",
  "x",
  "",
];

// Thousands of requests each: a busy machine may take its time.
describe("whoever has no session", { timeout: 180_000 }, () => {
  it("hears 401 as JSON at every closed route, whatever is accepted, and is sent nowhere unless it is a navigation (S21)", async () => {
    const routes = closed();
    expect(routes.length).toBeGreaterThan(100);
    const wrong: unknown[] = [];
    for (const { method, path } of routes) {
      for (const accept of accepts) {
        const { statusCode, headers, body } = await ask(method, path, { ...script, accept });
        const isRight =
          statusCode === 401 &&
          headers["content-type"] === "application/json; charset=utf-8" &&
          String(headers["cache-control"]).includes("no-store") &&
          headers["location"] === undefined &&
          headers["set-cookie"] === undefined &&
          failureSchema.parse(JSON.parse(body)).code === "signed_out";
        if (!isRight) wrong.push([method, path, accept, statusCode, headers["content-type"]]);
      }
    }
    expect(wrong).toEqual([]);
  });

  it("is led to sign in by a navigation to a page, and by no navigation to the API (S21)", async () => {
    const wrong: unknown[] = [];
    for (const { method, path, kind } of closed()) {
      const { statusCode, headers } = await ask(method, path, { ...navigation, "sec-fetch-site": "none" });
      const isPage = kind === "page";
      const isRight = isPage
        ? statusCode === 303 && String(headers["location"]).startsWith("/auth/login")
        : statusCode === 401 && headers["location"] === undefined;
      if (!isRight) wrong.push([method, path, statusCode, headers["location"]]);
    }
    for (const path of ["/api", "/api/", "/api/nowhere", "/api/home/", "/api/home/x"]) {
      const { statusCode, headers } = await ask("GET", path, { ...script, accept: "text/html" });
      if (statusCode !== 401 || headers["location"] !== undefined) wrong.push([path, statusCode]);
    }
    expect(wrong).toEqual([]);
  });

  it.each([
    "kube-probe/1.30",
    "GoogleHC/1.0",
    "ELB-HealthChecker/2.0",
    "Prometheus/2.53.0",
    "Consul Health Check",
    "curl/8.0 (healthz)",
  ])("gets in nowhere by calling itself %s, nor by a path of health (S69)", async (agent) => {
    const open = portal.portal.routes.filter(({ access }) => access.scope === "open").map(({ path }) => path);
    expect(open.filter((path) => /health|ready|metrics|ping|status/u.test(path))).toEqual([]);
    const headers = { ...script, "user-agent": agent, "x-health-check": "1", "x-forwarded-uri": "/healthz" };
    const paths = closed()
      .filter(({ method }) => method === "GET")
      .map(({ path }) => path);
    const health = ["/healthz", "/readyz", "/metrics", "/ping", "/api/home?healthz", "/api/home?path=/healthz"];
    for (const path of [...paths, ...health]) {
      const { statusCode } = await ask("GET", path, headers);
      expect([path, statusCode]).toEqual([path, 401]);
    }
  });

  it("asks the store nothing by ten thousand malformed cookies, in whatever form they are sent (S17)", async () => {
    const id = () => randomBytes(32).toString("base64url");
    const name = "portal";
    const odd = fc
      .stringMatching(/^[\x20-\x3a\x3c-\x7e\x80-\xff]{0,90}$/u)
      .filter((value) => !/^[\w-]{43}$/u.test(value.trim()));
    const header = fc.oneof(
      odd.map((value) => `${name}=${value}`),
      odd.map((value) => `${name}="${value}"`),
      fc.constant(0).map(() => `${name}=${id()}; ${name}=${id()}`),
      fc.constant(0).map(() => `${name}="${id()}"`),
      fc.constant(0).map(() => `${name}=${id()}%00`),
      fc.constant(0).map(() => `${name}=${id()},${id()}`),
      fc.constant(0).map(() => `${name.toUpperCase()}=${id()}`),
      fc.constant(0).map(() => `__Host-Http-${name}=${id()}`),
      fc.constant(0).map(() => `x${name}=${id()}; ${name}`),
      fc.integer({ min: 44, max: 8000 }).map((length) => `${name}=${"a".repeat(length)}`),
      fc.integer({ min: 2, max: 60 }).map((count) => Array.from({ length: count }, () => `${name}=${id()}`).join("; ")),
    );
    const sent = fc.sample(header, { numRuns: 10_000, seed: 17 });
    const before = calls();
    const answers = new Map<number, number>();
    for (const cookie of sent) {
      const { statusCode } = await ask("GET", "/api/session", { ...script, cookie });
      answers.set(statusCode, (answers.get(statusCode) ?? 0) + 1);
    }
    expect(answers).toEqual(new Map([[401, 10_000]]));
    // The one page that looks for the tombstone of a cookie's session.
    for (const cookie of sent.slice(0, 300)) {
      const { statusCode } = await ask("GET", "/signed-out?ended", { ...navigation, cookie });
      expect([cookie, statusCode]).toEqual([cookie, 200]);
    }
    expect(calls() - before).toBe(0);
    // One that could be an id is looked for: it was the form that kept the others away.
    await ask("GET", "/api/session", { ...script, cookie: `${name}=${id()}` });
    expect(calls() - before).toBe(1);
  });
});
