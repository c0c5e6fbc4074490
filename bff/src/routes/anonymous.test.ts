import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";

let portal: TestPortal;
beforeAll(async () => {
  portal = await buildTestPortal({ config: { anonymousAccess: true } });
});
afterAll(async () => portal[Symbol.asyncDispose]());

describe("the start page with anonymous access", () => {
  it("shows the public tiles and the way to sign in, and nothing else", async () => {
    const response = await portal.nobody.get("/");
    const html = await response.text();
    expect(response.status).toBe(200);
    expect(html).toContain("https://help.example.org/");
    expect(html).toContain("/auth/login");
    expect(html).not.toMatch(/groupware|E-Akte|records|matrix/iu);
    expect(await (await portal.nobody.get("/theme/1.css")).text()).toBe("");
  });

  it("is another page, under another validator, for somebody signed in", async () => {
    const etag = (await portal.nobody.get("/")).headers.get("etag") ?? "";
    const ines = await portal.as("ines");
    const response = await ines.get("/", { "if-none-match": etag });
    expect([response.status, response.headers.get("cache-control")]).toEqual([200, "private, no-cache"]);
    expect(response.headers.get("etag")).not.toBe(etag);
    expect(await response.text()).toContain("groupware");
    expect((await portal.nobody.get("/", { "if-none-match": etag })).status).toBe(304);
  });

  it("opens nothing but itself", async () => {
    const home = await portal.nobody.send("GET", "/api/home");
    expect([home.status, (await portal.nobody.get("/nowhere")).status]).toEqual([401, 404]);
  });
});
