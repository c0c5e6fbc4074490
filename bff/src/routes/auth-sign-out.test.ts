import { tour } from "@pforte/e2e/world/sign-in-driver";
import { ines } from "@pforte/e2e/world/people";
import { describe, expect, it } from "vitest";
import { carry, send } from "../../test/carry.ts";
import type { TestPerson } from "../../test/person.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";

async function signOut(
  portal: TestPortal,
  person: TestPerson,
  headers: Record<string, string> = {},
): Promise<Response> {
  const cookie = person.jar.header(new URL(portal.origin));
  const response = await send(
    `${portal.origin}/auth/logout`,
    "POST",
    {
      origin: portal.origin,
      "sec-fetch-site": "same-origin",
      "sec-fetch-mode": "navigate",
      "sec-fetch-dest": "document",
      "content-type": "application/x-www-form-urlencoded",
      ...(cookie === undefined ? {} : { cookie }),
      ...headers,
    },
    "",
  );
  person.jar.take(new URL(portal.origin), response.headers.getSetCookie());
  return response;
}

describe("sign-out", () => {
  it("ends the session here, the refresh token and the session at the provider, and returns to a page that stays (S24)", async () => {
    await using portal = await buildTestPortal();
    const person = await portal.as("ines");
    const cookie = person.jar.header(new URL(portal.origin)) ?? "";
    const response = await signOut(portal, person);
    expect(response.status).toBe(303);
    expect(response.headers.get("clear-site-data")).toBe('"cache", "storage"');
    expect(portal.identityProvider.counts.revocation).toBe(1);
    const location = new URL(response.headers.get("location") ?? "");
    expect(location.searchParams.get("post_logout_redirect_uri")).toBe(`${portal.origin}/signed-out`);
    expect(location.searchParams.has("id_token_hint")).toBe(true);
    const end = await tour({ start: location, jar: person.jar, carry });
    expect(end.url.pathname).toBe("/signed-out");
    expect(end.response?.status).toBe(200);
    expect(end.body).not.toContain("nicht erreichbar");
    expect(portal.identityProvider.sessionIds(ines.sub)).toEqual([]);
    const again = await send(`${portal.origin}/api/session`, "GET", {
      cookie,
      "x-portal": "1",
      "sec-fetch-site": "same-origin",
    });
    expect(again.status).toBe(401);
  });

  it("works without the provider, and says that the session there may still live (S24)", async () => {
    await using portal = await buildTestPortal();
    const person = await portal.as("ines");
    await portal.identityProvider.close();
    const response = await signOut(portal, person);
    expect(response.headers.get("location")).toBe("/signed-out");
    const page = await person.get("/signed-out");
    expect(page.status).toBe(200);
    expect(await page.text()).toContain("nicht erreichbar");
    expect((await person.send("GET", "/api/session")).status).toBe(401);
  });

  it("warns when the browser comes back without the state that it was sent away with (S24)", async () => {
    await using portal = await buildTestPortal();
    const person = await portal.as("ines");
    await signOut(portal, person);
    expect(await (await person.get("/signed-out?state=another")).text()).toContain("nicht erreichbar");
    expect(await (await person.get("/signed-out")).text()).not.toContain("nicht erreichbar");
  });

  it.each(["before", "after"])(
    "by another tab says nothing of the provider in this one, and the other %s it is none the wiser (S24)",
    async (order) => {
      await using portal = await buildTestPortal();
      const person = await portal.as("ines");
      const state = new URL((await signOut(portal, person)).headers.get("location") ?? "").searchParams.get("state");
      const told = async (path: string) => (await (await person.get(path)).text()).includes("nicht erreichbar");
      const other = async () => told("/signed-out?elsewhere");
      const own = async () => told(`/signed-out?state=${state}`);
      const steps = order === "before" ? [own, other] : [other, other, own];
      for (const step of steps) {
        expect(await step()).toBe(false);
      }
    },
  );

  it("by another tab leaves the warning to the tab that comes back without its state (S24)", async () => {
    await using portal = await buildTestPortal();
    const person = await portal.as("ines");
    await signOut(portal, person);
    expect(await (await person.get("/signed-out?elsewhere")).text()).not.toContain("nicht erreichbar");
    expect(await (await person.get("/signed-out")).text()).toContain("nicht erreichbar");
    expect(await (await person.get("/signed-out?elsewhere")).text()).not.toContain("nicht erreichbar");
  });

  it("without the provider warns in every tab, and the one that signed out whenever it comes (S24)", async () => {
    await using portal = await buildTestPortal();
    const person = await portal.as("ines");
    await portal.identityProvider.close();
    await signOut(portal, person);
    for (const path of ["/signed-out?elsewhere", "/signed-out?elsewhere", "/signed-out"]) {
      expect(await (await person.get(path)).text()).toContain("nicht erreichbar");
    }
    expect(await (await person.get("/signed-out?elsewhere")).text()).not.toContain("nicht erreichbar");
  });

  it("twice, or without a session, is the same page and no error (S24)", async () => {
    await using portal = await buildTestPortal();
    const person = await portal.as("ines");
    await signOut(portal, person);
    const second = await signOut(portal, person);
    expect([second.status, second.headers.get("location")]).toEqual([303, "/signed-out"]);
  });

  it("twice by an impatient click, whose second overtakes the first, still leads to the provider (S24)", async () => {
    await using portal = await buildTestPortal();
    const person = await portal.as("ines");
    const cookie = person.jar.header(new URL(portal.origin)) ?? "";
    await signOut(portal, person);
    const second = await signOut(portal, person, { cookie });
    const location = new URL(second.headers.get("location") ?? "");
    expect([second.status, location.origin]).toEqual([303, new URL(portal.identityProvider.issuer).origin]);
    expect(second.headers.getSetCookie().join()).toContain(location.searchParams.get("state"));
  });

  it.each([
    { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
    { origin: "http://wiki.localhost", "sec-fetch-site": "same-site" },
    { origin: "null", "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "none" },
  ])("does not follow a form of another site: %j (S28, S29, S30)", async (headers) => {
    await using portal = await buildTestPortal();
    const person = await portal.as("ines");
    expect((await signOut(portal, person, headers as unknown as Record<string, string>)).status).toBe(403);
    expect((await person.send("GET", "/api/session")).status).toBe(200);
  });
});
