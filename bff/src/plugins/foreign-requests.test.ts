import { readSession } from "@pforte/shared/contract/session";
import { CspEvaluator } from "csp_evaluator/dist/evaluator.js";
import { CspParser } from "csp_evaluator/dist/parser.js";
import { Severity } from "csp_evaluator/dist/finding.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { send } from "../../test/carry.ts";
import type { TestPerson } from "../../test/person.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";
import type { RegisteredRoute } from "./route-register.ts";

let portal: TestPortal;
let katharina: TestPerson;
let ahead = 0;
beforeAll(async () => {
  portal = await buildTestPortal({
    config: { requestsPerMinute: 1_000_000 },
    overrides: { now: () => new Date(Date.now() + ahead) },
  });
  katharina = await portal.as("katharina");
});
afterAll(async () => portal[Symbol.asyncDispose]());

const targetOf = ({ path }: RegisteredRoute) => path.replaceAll(/:\w+/gu, "x");
const cookieOf = (person: TestPerson) => person.jar.header(new URL(portal.origin)) ?? "";

/** What a browser can be made to send from another page, with the portal's own header as if it could send that too. */
async function ask(method: string, path: string, headers: Readonly<Record<string, string>>, who = katharina) {
  const content = ["GET", "HEAD", "OPTIONS"].includes(method) ? {} : { "content-type": "application/json" };
  const body = "content-type" in content ? "{}" : undefined;
  return send(`${portal.origin}${path}`, method, { cookie: cookieOf(who), ...content, ...headers }, body);
}

/** Runs over all of them, some at a time, so that no request waits for a connection to the database. */
async function overAll<Item>(items: Iterable<Item>, run: (item: Item) => Promise<void>): Promise<void> {
  const left = items[Symbol.iterator]();
  const work = async () => {
    for (let next = left.next(); next.done !== true; next = left.next()) await run(next.value);
  };
  await Promise.all([work(), work(), work(), work()]);
}

/** Ways in which another page reaches an address, as browsers tell of them. */
const embedded = [
  { "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image" },
  { "sec-fetch-mode": "no-cors", "sec-fetch-dest": "script" },
  { "sec-fetch-mode": "cors", "sec-fetch-dest": "empty" },
  { "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe" },
  { "sec-fetch-mode": "navigate", "sec-fetch-dest": "object" },
] as const;

describe("what a page of another origin makes a browser send, with a person's cookies", () => {
  it.each(["same-site", "cross-site"])(
    "is refused on every route but what is the same for everybody, from %s (S29)",
    async (site) => {
      const routes = portal.portal.routes.filter(({ access: { kind } }) => kind !== "asset" && kind !== "machine");
      expect(routes.length).toBeGreaterThan(100);
      const through: unknown[] = [];
      let asked = 0;
      await overAll(routes, async (route) => {
        for (const way of embedded) {
          const origin = route.method === "GET" ? {} : { origin: portal.origin };
          const headers = { "x-portal": "1", "sec-fetch-site": site, ...origin, ...way };
          const answer = await ask(route.method, targetOf(route), headers);
          asked += 1;
          if (answer.status !== 403) through.push([route.method, route.path, way["sec-fetch-dest"], answer.status]);
        }
      });
      expect(through).toEqual([]);
      expect(asked).toBeGreaterThan(500);
    },
    60_000,
  );

  it("reaches nothing by a method that a route has not (S29)", async () => {
    const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    const paths = new Map<string, Set<string>>();
    for (const { method, path } of portal.portal.routes) paths.set(path, (paths.get(path) ?? new Set()).add(method));
    const wrong: unknown[] = [];
    await overAll(paths, async ([path, own]) => {
      const served = new Set(own);
      for (const { path: other, method } of portal.portal.routes) if (matches(other, path)) served.add(method);
      for (const method of methods.filter((each) => !served.has(each))) {
        const answer = await ask(method, path.replaceAll(/:\w+/gu, "x"), {
          "sec-fetch-site": "same-site",
          origin: "https://wiki.example.org",
        });
        if (answer.status < 400 || answer.status >= 500) wrong.push([method, path, answer.status]);
      }
    });
    expect(wrong).toEqual([]);
  }, 60_000);

  it("is answered on no route with a header that would let it be read (S32)", async () => {
    const open: unknown[] = [];
    await overAll(portal.portal.routes, async (route) => {
      for (const origin of ["https://wiki.localhost", "https://evil.example", "null", portal.origin]) {
        for (const method of ["OPTIONS", route.method]) {
          const asking = {
            "access-control-request-method": route.method,
            "access-control-request-headers": "x-portal",
          };
          const { headers } = await ask(method, targetOf(route), { origin, "sec-fetch-site": "same-site", ...asking });
          const allowing = [...headers.keys()].filter((name) => name.startsWith("access-control-"));
          if (allowing.length > 0) open.push([method, route.path, origin, allowing]);
        }
      }
    });
    expect(open).toEqual([]);
  }, 60_000);

  it("neither keeps a session alive nor writes a refusal under the person's name (S19, S29)", async () => {
    const ines = await portal.as("ines");
    const { idleEndsAt } = await ines.call(readSession);
    const before = await deniedRows();
    ahead += 20 * 60_000;
    for (const headers of embedded) {
      const from = { "sec-fetch-site": "same-site", origin: "https://wiki.example.org", ...headers };
      expect((await ask("PATCH", "/api/preferences", { "x-portal": "1", ...from }, ines)).status).toBe(403);
      expect((await ask("POST", "/auth/logout", from, ines)).status).toBe(403);
      expect((await ask("GET", "/", from, ines)).status).toBe(403);
      expect((await ask("GET", "/admin/audit.jsonl", from, ines)).status).toBe(403);
    }
    expect((await ines.call(readSession)).idleEndsAt).toBe(idleEndsAt);
    expect(await deniedRows()).toBe(before);
    // Whoever tries it themselves is recorded.
    expect((await ines.get("/admin/audit.jsonl")).status).toBe(403);
    await expect.poll(deniedRows).toBe(before + 1);
    ahead = 0;
  });

  it("is refused also by a WebSocket's handshake, which tells its origin and nothing else (S10, S29)", async () => {
    const ines = await portal.as("ines");
    const { idleEndsAt } = await ines.call(readSession);
    ahead += 20 * 60_000;
    const count = async () => portal.database.query("select count(*) from login_transactions");
    const before = await count();
    const handshake = { origin: "https://wiki.example.org", "sec-websocket-version": "13", "sec-websocket-key": "x" };
    for (const path of [
      "/",
      "/auth/login",
      "/auth/connect/chat",
      "/chat",
      "/files/download/files/x",
      "/admin/audit.jsonl",
    ]) {
      expect([path, (await ask("GET", path, handshake, ines)).status]).toEqual([path, 403]);
    }
    expect((await ines.call(readSession)).idleEndsAt).toBe(idleEndsAt);
    expect(await count()).toEqual(before);
    ahead = 0;
  });

  it("is an arrival where a person follows a link: the whole tab, from anywhere (S16, S29)", async () => {
    for (const site of ["same-site", "cross-site", "none"]) {
      const arrival = { "sec-fetch-site": site, "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
      expect([site, (await ask("GET", "/", { accept: "text/html", ...arrival })).status]).toEqual([site, 200]);
    }
  });
});

async function deniedRows(): Promise<number> {
  const rows = await portal.database.query("select 1 from audit where action = 'role.denied'");
  return rows.length;
}

/** Whether a route's pattern also takes the address that stands for another one. */
function matches(pattern: string, path: string): boolean {
  const parts = pattern.split("/");
  const others = path.replaceAll(/:\w+/gu, "x").split("/");
  return parts.length === others.length && parts.every((part, index) => part.startsWith(":") || part === others[index]);
}

describe("the cookies of every answer", () => {
  it("are bound to the whole host, to HTTP and to Lax, and none outlives a sign-in but those that are no session (S16)", async () => {
    const someone = await portal.as("katharina");
    const set = new Map<string, string>();
    const form = { "content-type": "application/x-www-form-urlencoded", origin: portal.origin };
    const arrival = { accept: "text/html", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
    // Signing out ends the session that the others need.
    const routes = portal.portal.routes.toSorted(
      (one, other) => Number(one.access.kind === "act") - Number(other.access.kind === "act"),
    );
    for (const route of routes.filter(({ access }) => access.kind !== "stream")) {
      const { kind } = route.access;
      const own = kind === "page" ? arrival : kind === "act" ? form : { "x-portal": "1", origin: portal.origin };
      const answer = await ask(route.method, targetOf(route), { "sec-fetch-site": "same-origin", ...own }, someone);
      for (const line of answer.headers.getSetCookie()) set.set(`${route.path} ${line.split("=")[0] ?? ""}`, line);
    }
    expect([...set.keys()].map((key) => key.split(" ")[0])).toEqual(
      expect.arrayContaining(["/auth/login", "/auth/logout"]),
    );
    for (const line of set.values()) {
      const attributes = line.split("; ").slice(1);
      const kept = attributes.filter((attribute) => !attribute.startsWith("Max-Age="));
      expect([line, kept.toSorted()]).toEqual([line, ["HttpOnly", "Path=/", "SameSite=Lax"]]);
      const seconds = Number(/Max-Age=(\d+)/u.exec(line)?.[1] ?? 0);
      expect([line, seconds <= 600]).toEqual([line, true]);
    }
  }, 60_000);
});

describe("the policy of every page", () => {
  it("has nothing that its best known critic finds grave (S33)", async () => {
    const policies = new Set<string>();
    for (const route of portal.portal.routes.filter(({ access }) => access.kind !== "stream")) {
      const answer = await ask(route.method, targetOf(route), {
        accept: "text/html",
        "x-portal": "1",
        "sec-fetch-site": "same-origin",
      });
      const policy = answer.headers.get("content-security-policy") ?? "";
      // Anywhere but on loopback the provider has TLS, or the portal does not start.
      policies.add(policy.replaceAll(/http:\/\/localhost:\d+/gu, "https://id.example.org"));
    }
    expect(policies.size).toBeGreaterThan(1);
    for (const policy of policies) {
      const findings = new CspEvaluator(new CspParser(policy).csp).evaluate();
      const grave = findings.filter(({ severity }) => severity <= Severity.MEDIUM);
      expect([policy, grave.map(({ description }) => description)]).toEqual([policy, []]);
    }
    // It is a critic: it finds what is wrong with a loose one.
    const loose = new CspEvaluator(new CspParser("default-src *; script-src 'unsafe-inline'").csp).evaluate();
    expect(loose.some(({ severity }) => severity === Severity.HIGH)).toBe(true);
  }, 60_000);
});
