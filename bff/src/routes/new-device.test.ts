import { listChatRooms, readChatAccounts } from "@pforte/shared/contract/chat";
import { readInbox } from "@pforte/shared/contract/inbox";
import { endOtherSessions } from "@pforte/shared/contract/own-sessions";
import { tobias as tobiasInWorld } from "@pforte/e2e/world/people";
import { CookieJar, tour } from "@pforte/e2e/world/sign-in-driver";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { signInWith, userAgents } from "../../test/browser-of.ts";
import { carry } from "../../test/carry.ts";
import { startChatPortal } from "../../test/chat-portal.ts";
import type { TestPerson } from "../../test/person.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";

let portal: TestPortal;
beforeAll(async () => {
  portal = await buildTestPortal();
});
beforeEach(async () => {
  for (const table of ["known_devices", "portal_notifications", "sessions"]) {
    await portal.database.query(`delete from ${table}`);
  }
});
afterAll(async () => portal[Symbol.asyncDispose]());

const patience = { timeout: 10_000 };

/** What the person's inbox says of devices, newest first. */
async function told(who: TestPerson) {
  const { items } = await who.call(readInbox, { query: {} });
  return items.flatMap(({ object }) => (object.href === "/account/sessions" ? [object.title] : []));
}

const signOut = async (who: TestPerson) =>
  who.send("POST", "/auth/logout", {
    body: "",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "sec-fetch-mode": "navigate",
      "sec-fetch-dest": "document",
    },
  });

describe("a sign-in from a device that its person has not used before", () => {
  test("is told of in the inbox, by name and with the way to the sessions, and the first device of all is not", async () => {
    const desk = await signInWith(portal, "ines", { says: userAgents.firefoxOnLinux });
    expect(await told(desk)).toEqual([]);
    await signInWith(portal, "ines", { says: userAgents.safariOnIphone });
    await expect.poll(async () => told(desk)).toEqual(["Anmeldung auf neuem Gerät: Safari auf iPhone"]);
  });

  test("is no news from the same browser, after a sign-out as well, nor when one proves once more who one is", async () => {
    const desk = await signInWith(portal, "ines");
    const phone = new CookieJar();
    await signInWith(portal, "ines", { jar: phone });
    const again = await signInWith(portal, "ines", { jar: phone });
    await signOut(again);
    expect(phone.get("portal")).toBeUndefined();
    await signInWith(portal, "ines", { jar: phone });
    await signInWith(portal, "ines", { jar: phone, start: "/auth/login?stepUp=1&returnTo=/" });
    await expect.poll(async () => (await told(desk)).length).toBe(1);
    expect(await portal.database.query("select count(*)::int from known_devices")).toEqual([{ count: 2 }]);
  });

  test("is one device and one notification, however many tabs of it sign in at the same time", async () => {
    const desk = await signInWith(portal, "ines");
    const jar = new CookieJar();
    const stopBefore = (url: URL) => url.pathname === "/auth/callback";
    const tabs = await Promise.all(
      Array.from({ length: 4 }, async () =>
        tour({ start: `${portal.origin}/auth/login`, username: "ines", jar, carry, stopBefore }),
      ),
    );
    for (const { url } of tabs) await tour({ start: url, jar, carry });
    expect(jar.get("portal")).toBeDefined();
    await expect.poll(async () => (await told(desk)).length).toBe(1);
  });

  test("is told of to the person alone: who shares a browser with somebody shares nothing else", async () => {
    await signInWith(portal, "tobias");
    const ines = await signInWith(portal, "ines");
    const name = ines.jar.get("device") ?? "";
    // The same browser, whose last person has signed out here and at the identity provider.
    const shared = new CookieJar();
    shared.take(new URL(portal.origin), [`device=${name}; Path=/`]);
    const tobias = await signInWith(portal, "tobias", { jar: shared });
    expect(shared.get("device")).toBe(name);
    await expect.poll(async () => (await told(tobias)).length).toBe(1);
    expect(await portal.database.query("select subject from portal_notifications where kind = 'new_device'")).toEqual([
      { subject: tobiasInWorld.sub },
    ]);
    const digests = (await portal.database.query("select device from known_devices")).map(({ device }) => device);
    expect(new Set(digests).size).toBe(3);
    const dump = JSON.stringify(await portal.database.query("select * from known_devices"));
    expect(dump).not.toContain(name);
  });

  test("is told of once more where the person ended a session of it from elsewhere", async () => {
    const desk = await signInWith(portal, "ines");
    const stolen = new CookieJar();
    await signInWith(portal, "ines", { jar: stolen });
    await expect.poll(async () => (await told(desk)).length).toBe(1);
    expect(await desk.call(endOtherSessions)).toEqual({ ended: 1 });
    await signInWith(portal, "ines", { jar: stolen });
    await expect.poll(async () => (await told(desk)).length).toBe(2);
    await signInWith(portal, "ines", { jar: desk.jar });
    await signInWith(portal, "ines", { jar: stolen });
    expect(await told(desk)).toHaveLength(2);
  });

  test.each([
    ["nothing", ""],
    ["a word", "x"],
    ["one sign too many", "x".repeat(44)],
    ["thousands of signs", "a".repeat(4000)],
    ["a path", "../../../../etc/passwd"],
  ])("takes no name for a browser that has not the form of the portal's own: %s", async (_, name) => {
    const jar = new CookieJar();
    jar.take(new URL(portal.origin), [`device=${name}; Path=/`]);
    const person = await signInWith(portal, "ines", { jar });
    expect((await person.send("GET", "/api/session")).status).toBe(200);
    expect(jar.get("device")).toMatch(/^[A-Za-z0-9_-]{43}$/u);
  });

  test("names the browser in a cookie that no script reads and no other site sends along, for half a year", async () => {
    const jar = new CookieJar();
    const back = (url: URL) => url.pathname === "/auth/callback";
    const begun = await carry(`${portal.origin}/auth/login`, { method: "GET", headers: {}, redirect: "manual" });
    const first = begun.headers.getSetCookie().find((line) => line.startsWith("device="));
    // Until somebody has signed in it lives as long as a sign-in may take.
    expect(first).toMatch(/^device=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600$/u);
    const { url } = await tour({
      start: `${portal.origin}/auth/login`,
      username: "ines",
      jar,
      carry,
      stopBefore: back,
    });
    const headers = { cookie: jar.header(url) ?? "" };
    const finished = await carry(url.href, { method: "GET", headers, redirect: "manual" });
    const kept = finished.headers.getSetCookie().find((line) => line.startsWith("device="));
    expect(kept).toBe(`device=${jar.get("device")}; Path=/; HttpOnly; SameSite=Lax; Max-Age=15552000`);
  });
});

test("the devices at tools of a session that its person ended elsewhere are signed out, and no others (S20)", async () => {
  await using world = await startChatPortal("jwt");
  const devices = () =>
    world.matrix.devices
      .of("@ines:localhost")
      .map((device) => device.displayName)
      .toSorted();
  const [desk, phone] = [await world.portal.as("ines"), await world.portal.as("ines")];
  // The card is read once for both, with the device of the first; each page chats with its own.
  await desk.call(listChatRooms, { query: {} });
  const open = async () => {
    for (const who of [desk, phone]) await who.call(readChatAccounts);
    return devices();
  };
  await expect.poll(open, patience).toEqual(["Pforte", "Pforte (Chat)", "Pforte (Chat)"]);
  await desk.call(endOtherSessions);
  await expect.poll(devices, patience).toEqual(["Pforte", "Pforte (Chat)"]);
  expect((await desk.call(readChatAccounts)).accounts[0]?.outcome).toMatchObject({ state: "ok" });
  expect(devices()).toHaveLength(2);
});
