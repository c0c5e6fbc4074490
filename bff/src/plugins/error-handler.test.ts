import { readHome } from "@pforte/shared/contract/home";
import { failureSchema } from "@pforte/shared/errors/failure";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestPerson } from "../../test/person.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";
import { rawRequest } from "../../test/raw-request.ts";

let portal: TestPortal;
let ines: TestPerson;
let isBroken = false;
beforeAll(async () => {
  portal = await buildTestPortal({
    overrides: {
      pages: {
        assetsDirectory: "/nowhere",
        build: "test",
        renderer: {
          async render(data) {
            if (isBroken) {
              throw new Error("SELECT secret FROM host-17.internal canary-message");
            }
            return `<title>${data.kind}</title>${JSON.stringify(data)}`;
          },
        },
      },
    },
  });
  ines = await portal.as("ines");
});
afterAll(async () => portal[Symbol.asyncDispose]());

describe("errors", () => {
  it("that nobody meant say nothing but an id, under which the log knows where they arose (S46)", async () => {
    isBroken = true;
    const response = await ines.get("/", { "accept-language": "en" });
    const text = await response.text();
    isBroken = false;
    expect(response.status).toBe(500);
    expect(text).not.toMatch(/canary|SELECT|host-17|\.ts|node_modules| at /u);
    const incident = /: ([2-9a-z]{10})</u.exec(text)?.[1] ?? "none";
    const line = portal.logLines.find((one) => one.includes("failed unexpectedly") && one.includes(incident));
    expect(line).toContain("error-handler.test.ts");
    expect(portal.logLines.join("")).not.toContain("canary");
  });

  it("of people's navigations are pages, of scripts JSON", async () => {
    const page = await ines.get("/nowhere");
    expect([page.status, page.headers.get("content-type")]).toEqual([404, "text/html; charset=utf-8"]);
    expect(await page.text()).toContain("not_found");
    const call = await ines.send("GET", "/api/nowhere");
    expect([call.status, failureSchema.parse(await call.json()).code]).toEqual([404, "not_found"]);
  });

  it("leave the process alive whatever bytes arrive (S46)", { timeout: 60_000 }, async () => {
    const port = Number(new URL(portal.origin).port);
    const cookie = ines.jar.header(new URL(portal.origin)) ?? "";
    const valid = `PATCH /api/preferences HTTP/1.1\r\nHost: localhost:${port}\r\nCookie: ${cookie}\r\nX-Portal: 1\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`;
    let seed = 42;
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % below;
    };
    const attempts = Array.from({ length: 300 }, async () => {
      const bytes = Buffer.from(valid);
      for (let count = random(6) + 1; count > 0; count -= 1) {
        bytes[random(bytes.length)] = random(256);
      }
      const answer = await rawRequest(port, [bytes.toString("latin1")]);
      expect(answer.body).not.toMatch(/\.ts:|node_modules| at /u);
      expect(answer.status < 500).toBe(true);
    });
    await Promise.all(attempts);
    expect((await ines.call(readHome)).person?.name).toBe("Ines Marquardt");
  });
});

describe("the log", () => {
  it("holds nothing that people or tools sent (S67)", async () => {
    const canary = "canary-7f3a";
    const headers = {
      "user-agent": canary,
      referer: `http://${canary}/`,
      "x-custom": canary,
      "accept-language": canary,
    };
    await ines.get(`/?q=${canary}`, headers);
    await ines.get(`/${canary}`, headers);
    await ines.send("PATCH", "/api/preferences", { body: JSON.stringify({ [canary]: canary }), headers });
    await ines.send("PATCH", "/api/preferences", { body: `{"${canary}`, headers });
    await portal.nobody.get(`/auth/callback?code=${canary}&state=${canary}`, headers);
    await portal.nobody.get(`/auth/login?returnTo=/${canary}`, { ...headers, cookie: `portal=${canary}` });
    const log = portal.logLines.join("");
    expect(log).not.toContain(canary);
    for (const value of (ines.jar.header(new URL(portal.origin)) ?? "").split(/[=;] */u)) {
      expect(value.length > 20 && log.includes(value)).toBe(false);
    }
    expect(portal.logLines.some((line) => line.includes('"route":"/api/preferences"'))).toBe(true);
  });

  it("is not written by a request that says what its own lines look like (S68)", async () => {
    const before = portal.logLines.length;
    await ines.get("/%22%7D%7B%22level%22:%22error%22");
    const lines = portal.logLines.slice(before);
    expect(lines.every((line) => line.endsWith("\n") && line.indexOf("\n") === line.length - 1)).toBe(true);
    expect(lines.map((line) => JSON.parse(line).level)).not.toContain("error");
  });
});

describe("health and metrics", () => {
  it("are not on the port of people (S69)", async () => {
    for (const path of ["/healthz", "/readyz", "/metrics"]) {
      const answer = await portal.nobody.send("GET", path, { headers: { "user-agent": "kube-probe/1.30" } });
      expect([path, answer.status]).toEqual([path, 401]);
    }
  });

  it("say nothing, only as much as a balancer needs, and no path of a person", async () => {
    const { ops } = portal.portal;
    const health = await ops.inject({ url: "/healthz" });
    expect([health.statusCode, health.body]).toEqual([200, ""]);
    const ready = await ops.inject({ url: "/readyz" });
    expect([ready.statusCode, ready.body]).toEqual([200, "ready\n"]);
    await ines.get("/some/private/path");
    const { body } = await ops.inject({ url: "/metrics" });
    expect(body).toContain('pforte_http_request_seconds_count{method="GET",route="/api/home",status="200"}');
    expect(body).not.toContain("private");
    expect((await ops.inject({ url: "/api/home" })).statusCode).toBe(404);
  });
});
