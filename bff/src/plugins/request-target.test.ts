import { readHome } from "@pforte/shared/contract/home";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";
import { rawRequest } from "../../test/raw-request.ts";

let portal: TestPortal;
let port: number;
beforeAll(async () => {
  portal = await buildTestPortal();
  port = Number(new URL(portal.origin).port);
});
afterAll(async () => portal[Symbol.asyncDispose]());

const spoofed = {
  forwarded: "for=1.2.3.4;host=evil.example;proto=https",
  "x-forwarded-host": "evil.example",
  "x-forwarded-proto": "https",
  "x-forwarded-for": "1.2.3.4",
  "x-forwarded-port": "444",
  "x-forwarded-prefix": "/evil",
  "x-forwarded-server": "evil.example",
  "x-original-url": "/api/home",
  "x-rewrite-url": "/api/home",
  "x-real-ip": "1.2.3.4",
  "x-host": "evil.example",
  "x-http-method-override": "DELETE",
};

describe("the target of a request", () => {
  it.each(["evil.example", "localhost", "localhost:1", "localhost.evil.example", "127.0.0.1"])(
    "is misdirected under the host %s (S40)",
    async (host) => {
      const answer = await rawRequest(port, ["GET / HTTP/1.1", `Host: ${host}`]);
      expect(answer.status).toBe(421);
      expect(JSON.parse(answer.body)).toMatchObject({ code: "misdirected_host" });
    },
  );

  it("is refused with two hosts, with none, and in absolute form", async () => {
    const host = `Host: localhost:${port}`;
    expect((await rawRequest(port, ["GET / HTTP/1.1", host, host])).status).toBe(400);
    expect((await rawRequest(port, ["GET / HTTP/1.1"])).status).toBe(400);
    expect((await rawRequest(port, [`GET http://localhost:${port}/ HTTP/1.1`, host])).status).toBe(400);
  });

  it("does not move with forwarded headers of a peer that nobody trusts (S40)", async () => {
    const plain = await portal.nobody.get("/");
    const response = await portal.nobody.get("/", spoofed);
    expect([response.status, response.headers.get("location")]).toEqual([plain.status, plain.headers.get("location")]);
    const login = await portal.nobody.get("/auth/login", spoofed);
    expect(`${login.headers.get("location")}${await login.text()}`).not.toContain("evil");
  });

  it("takes the forwarded host of a trusted proxy, and still only the portal's own", async () => {
    await using behind = await buildTestPortal({ config: { trustedProxies: ["127.0.0.1/32", "::1/128"] } });
    const [name, own] = [`Host: internal:80`, new URL(behind.origin).host];
    const ask = async (forwarded: string) =>
      (
        await rawRequest(Number(new URL(behind.origin).port), [
          "GET / HTTP/1.1",
          name,
          `X-Forwarded-Host: ${forwarded}`,
        ])
      ).status;
    expect([await ask(own), await ask("evil.example")]).toEqual([303, 421]);
    const { "x-forwarded-host": _host, ...others } = spoofed;
    const login = await behind.nobody.get("/auth/login", others);
    expect([login.status, new URL(login.headers.get("location") ?? "").origin]).toEqual([
      303,
      new URL(behind.identityProvider.issuer).origin,
    ]);
    expect(login.headers.get("location")).not.toContain("evil");
  });

  it.each(["/%0d%0aSet-Cookie:x=1", "/?returnTo=%0aevil", "/auth/login?returnTo=/%00", "/%0D", "/api/home?x=%0A"])(
    "is refused with the control character of %s (S47)",
    async (path) => {
      const answer = await rawRequest(port, [`GET ${path} HTTP/1.1`, `Host: localhost:${port}`]);
      expect([answer.status, answer.headers["set-cookie"]]).toEqual([400, undefined]);
    },
  );

  it("does not let a header with a line break through (S47)", async () => {
    const raw = await rawRequest(port, ["GET / HTTP/1.1", `Host: localhost:${port}`, "X-Bare: a\rb", "X-Nul: \0"]);
    expect(raw.status).toBe(400);
  });

  it("finds no route behind another spelling of its path (S41)", async () => {
    const ines = await portal.as("ines");
    await ines.call(readHome);
    for (const path of [
      "/API/home",
      "//api/home",
      "/api//home",
      "/api/home/",
      "/api/home;x=1",
      "/api/./home/../home/x",
      "/api%2fhome",
      "/%2e%2e/api/home",
      "/api/home%20",
      "/api\\home",
    ]) {
      const answer = await rawRequest(port, [`GET ${path} HTTP/1.1`, `Host: localhost:${port}`, "X-Portal: 1"]);
      expect([path, answer.status >= 400 || answer.status === 303]).toEqual([path, true]);
    }
  });
});
