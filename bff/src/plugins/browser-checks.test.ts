import { changePreferences } from "@pforte/shared/contract/preferences";
import { failureSchema } from "@pforte/shared/errors/failure";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { send } from "../../test/carry.ts";
import type { TestPerson } from "../../test/person.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";

let portal: TestPortal;
let katharina: TestPerson;
beforeAll(async () => {
  portal = await buildTestPortal();
  katharina = await portal.as("katharina");
});
afterAll(async () => portal[Symbol.asyncDispose]());

const body = JSON.stringify({ appearance: "dark" });

/** A signed-in request with exactly these headers, of an administrator, whom no role keeps from any route. */
async function ask(method: string, path: string, headers: Record<string, string>, content?: string) {
  const cookie = katharina.jar.header(new URL(portal.origin)) ?? "";
  const response = await portal.fetch(path, {
    method,
    headers: { ...headers, cookie },
    ...(content === undefined ? {} : { body: content }),
  });
  const text = await response.text();
  return { status: response.status, code: response.status === 200 ? null : failureSchema.parse(JSON.parse(text)).code };
}

describe("a form of our own pages", () => {
  it("is taken from our pages only, and what another site sends changes nothing (S29, S30)", async () => {
    const who = await portal.as("tobias");
    const cookie = who.jar.header(new URL(portal.origin)) ?? "";
    const post = async (headers: Record<string, string>) =>
      send(`${portal.origin}/auth/logout`, "POST", {
        cookie,
        accept: "text/html",
        "content-type": "application/x-www-form-urlencoded",
        ...headers,
      });
    const foreign = [
      { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
      { origin: "null", "sec-fetch-site": "cross-site" },
      { origin: "null" },
      { origin: portal.origin, "sec-fetch-site": "same-site" },
      { "sec-fetch-site": "none" },
      { origin: "http://localhost" },
      {},
    ];
    for (const headers of foreign) {
      expect([headers, (await post(headers)).status]).toEqual([headers, 403]);
    }
    expect((await who.send("GET", "/api/session")).status).toBe(200);
    // Under `Referrer-Policy: no-referrer` this is what a browser sends for a form of the same origin.
    expect((await post({ origin: "null", "sec-fetch-site": "same-origin" })).status).toBe(303);
    expect((await who.send("GET", "/api/session")).status).toBe(401);
  });
});

describe("calls of the API", () => {
  it("need the portal's header on every route (S28)", async () => {
    const api = portal.portal.routes.filter(({ access }) => ["api", "stream", "transfer"].includes(access.kind));
    expect(api.length).toBeGreaterThan(3);
    for (const { method, path } of api) {
      const content = method === "GET" ? undefined : "{}";
      const type = content === undefined ? {} : { "content-type": "application/json" };
      const headers = { "sec-fetch-site": "same-origin", origin: portal.origin, ...type };
      const answer = await ask(method, path, headers, content);
      expect([path, answer]).toEqual([path, { status: 403, code: "portal_header_missing" }]);
      expect((await ask(method, path, { ...headers, "x-portal": "2" }, content)).code).toBe("portal_header_missing");
    }
  });

  it.each(["same-site", "cross-site", "none", "Same-Origin", "same-origin, same-origin"])(
    "are refused from Sec-Fetch-Site %s, with any method (S29)",
    async (site) => {
      const headers = { "x-portal": "1", "sec-fetch-site": site, origin: portal.origin };
      const refused = { status: 403, code: "fetch_metadata_refused" };
      expect(await ask("GET", "/api/home", headers)).toEqual(refused);
      expect(await ask("PATCH", "/api/preferences", { ...headers, "content-type": "application/json" }, body)).toEqual(
        refused,
      );
    },
  );

  it("are refused from any Origin but the configured one (S30)", async () => {
    const { port } = new URL(portal.origin);
    const foreign = [
      "null",
      `${portal.origin}.evil.example`,
      `http://localhost:${port}0`,
      `http://evil-localhost:${port}`,
      `https://localhost:${port}`,
      `http://LOCALHOST:${port}`,
      "http://localhost",
      `${portal.origin}/`,
      `http://user@localhost:${port}`,
      `http://127.0.0.1:${port}`,
      "",
    ];
    for (const origin of foreign) {
      for (const site of [{}, { "sec-fetch-site": "same-origin" }]) {
        const headers = { "x-portal": "1", "content-type": "application/json", origin, ...site };
        const answer = await ask("PATCH", "/api/preferences", headers, body);
        expect([origin, answer]).toEqual([origin, { status: 403, code: "fetch_metadata_refused" }]);
      }
    }
    expect((await katharina.call(changePreferences, { body: {} })).appearance).toBe("system");
  });

  it("that change something need an Origin or Fetch Metadata to speak for them", async () => {
    const headers = { "x-portal": "1", "content-type": "application/json" };
    expect((await ask("PATCH", "/api/preferences", headers, body)).code).toBe("fetch_metadata_refused");
    expect((await ask("PATCH", "/api/preferences", { ...headers, origin: portal.origin }, "{}")).status).toBe(200);
    expect((await ask("GET", "/api/home", { "x-portal": "1" })).status).toBe(200);
  });

  it("are 401 as JSON without a session, whatever the caller accepts (S21)", async () => {
    const api = portal.portal.routes.filter(({ access }) => ["api", "stream", "transfer"].includes(access.kind));
    for (const accept of ["text/html", "*/*", "application/json", "text/event-stream", "image/png"]) {
      for (const { method, path } of api) {
        const content = method === "GET" ? {} : { body: "{}" };
        const answer = await portal.nobody.send(method, path, { ...content, headers: { accept } });
        expect([path, answer.status, answer.headers.get("content-type")]).toEqual([
          path,
          401,
          "application/json; charset=utf-8",
        ]);
        expect(failureSchema.parse(await answer.json()).code).toBe("signed_out");
      }
    }
  });

  it("carry no header that would let another origin read them (S32)", async () => {
    const headers = { "x-portal": "1", origin: "https://evil.example", "access-control-request-method": "GET" };
    for (const method of ["GET", "OPTIONS"]) {
      const response = await portal.fetch("/api/home", { method, headers });
      expect([...response.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
      expect(response.status).toBeGreaterThanOrEqual(400);
    }
  });
});
