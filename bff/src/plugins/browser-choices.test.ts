import { changePreferences } from "@pforte/shared/contract/preferences";
import Fastify from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestPerson } from "../../test/person.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";
import { rememberChoices } from "./browser-choices.ts";

let portal: TestPortal;
beforeAll(async () => {
  portal = await buildTestPortal({ config: { anonymousAccess: true } });
});
afterAll(async () => portal[Symbol.asyncDispose]());

/** Language and appearance as the first byte of a page has them. */
async function lookOf(response: Promise<Response>): Promise<string> {
  const html = await (await response).text();
  return /<html lang="([a-z]+)"(?: data-theme="([a-z]+)")?>/u.exec(html)?.slice(1).join(" ") ?? "no page";
}

async function signOut(person: TestPerson): Promise<Response> {
  const headers = { "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
  return person.send("POST", "/auth/logout", {
    body: "",
    headers: { ...headers, "content-type": "application/x-www-form-urlencoded" },
  });
}

describe("a browser without a session", () => {
  const pages = ["/", "/signed-out", "/auth/callback", "/auth/login?returnTo=//evil.example", "/nowhere"];

  it.each(pages)("gets %s in the language and the appearance that it chose", async (path) => {
    const cookie = "portal-language=en; portal-appearance=contrast";
    expect(await lookOf(portal.nobody.get(path, { cookie, "accept-language": "de" }))).toBe("en contrast");
    expect(await lookOf(portal.nobody.get(path, { "accept-language": "de" }))).toBe("de ");
  });

  it.each([
    ["a language that is none of ours", "portal-language=fr", "en "],
    ["an appearance that is none of ours", "portal-appearance=pink", "en "],
    ["markup", 'portal-language="><script>; portal-appearance="><script>', "en "],
    ["two languages", "portal-language=de; portal-language=de", "en "],
    ["two appearances", "portal-appearance=dark; portal-appearance=light", "en "],
    ["one that is listed beside one that is not", "portal-language=xx; portal-appearance=dark", "en dark"],
  ])("is believed nothing for %s", async (_name, cookie, look) => {
    expect(await lookOf(portal.nobody.get("/", { cookie, "accept-language": "en" }))).toBe(look);
    expect(await lookOf(portal.nobody.get("/signed-out", { cookie, "accept-language": "en" }))).toBe(look);
  });

  it("has another start page under another validator for each choice", async () => {
    const etagOf = async (cookie: string) => (await portal.nobody.get("/", { cookie })).headers.get("etag");
    const etags = await Promise.all(["", "portal-appearance=dark", "portal-language=en"].map(etagOf));
    expect(new Set(etags).size).toBe(3);
  });
});

describe("a person's own choice", () => {
  it("counts before what their browser holds, and stays for the page after sign-out", async () => {
    const person = await portal.as("ines");
    await person.call(changePreferences, { body: { language: "en", appearance: "dark" } });
    person.jar.take(new URL(portal.origin), ["portal-language=de; Path=/", "portal-appearance=light; Path=/"]);
    expect(await lookOf(person.get("/"))).toBe("en dark");
    const response = await signOut(person);
    const kept = response.headers.getSetCookie().filter((line) => line.startsWith("portal-"));
    expect(kept).toEqual([
      "portal-language=en; Path=/; SameSite=Lax; Max-Age=600",
      "portal-appearance=dark; Path=/; SameSite=Lax; Max-Age=600",
    ]);
    expect(await lookOf(person.get("/signed-out"))).toBe("en dark");
  });

  it("leaves nothing in the browser where there was none", async () => {
    const response = await signOut(await portal.as("tobias"));
    expect(response.headers.getSetCookie().filter((line) => line.startsWith("portal-"))).toEqual([]);
  });

  it("goes by TLS only, where the portal does", async () => {
    const app = Fastify();
    app.get("/", async (_request, reply) => {
      rememberChoices(reply, { isPlainLoopback: false }, { language: "en", appearance: "dark" }, 60);
      return reply.send();
    });
    const { headers } = await app.inject({ url: "/", headers: { cookie: "portal-appearance=dark" } });
    expect(headers["set-cookie"]).toBe("portal-language=en; Path=/; Secure; SameSite=Lax; Max-Age=60");
  });
});
