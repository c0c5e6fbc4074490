import { listChatRooms, readChatAccounts } from "@pforte/shared/contract/chat";
import { sourceSchema } from "@pforte/shared/contract/portal-configuration";
import { ines } from "@pforte/e2e/world/people";
import { signInByForm } from "@pforte/e2e/world/sign-in-driver";
import { afterEach, describe, expect, test } from "vitest";
import { carry } from "../../test/carry.ts";
import { startChatPortal } from "../../test/chat-portal.ts";
import type { TestPerson } from "../../test/person.ts";

type World = Awaited<ReturnType<typeof startChatPortal>>;

let world: World;

afterEach(async () => world[Symbol.asyncDispose]());

const start = async (...options: Parameters<typeof startChatPortal>) =>
  void (world = await startChatPortal(...options));
const accountsOf = async (person: TestPerson) => (await person.call(readChatAccounts)).accounts;
const outcomeOf = async (person: TestPerson) => (await accountsOf(person))[0]?.outcome;
const names = (user = "@ines:localhost") => world.matrix.devices.of(user).map((device) => device.displayName);

/** Publishes the one source with another setting, or others beside it. */
async function reconfigure(change: (source: Record<string, unknown>) => readonly Record<string, unknown>[]) {
  const { configuration, storage } = world.portal.portal;
  const { document, version } = configuration.current();
  const sources = document.sources.flatMap((each) => change(each)).map((each) => sourceSchema.parse(each));
  await storage.configurations.publish(
    { ...document, sources },
    { actor: "operator:test", note: "other sources", after: version },
  );
  await expect.poll(() => configuration.current().version).toBe(version + 1);
}

const signOut = async (person: TestPerson) =>
  person.send("POST", "/auth/logout", {
    body: "",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "sec-fetch-mode": "navigate",
      "sec-fetch-dest": "document",
    },
  });

describe("the accounts that a page chats with", () => {
  test("bring the page's own device when the chat is opened, beside the card's, and both go with the sign-out", async () => {
    await start("jwt");
    const [person, tobias] = [await world.portal.as("ines"), await world.portal.as("tobias")];
    await person.call(listChatRooms, { query: {} });
    expect(names()).toEqual(["Pforte"]);
    expect(await accountsOf(person)).toEqual([
      { source: "chat", name: "Chat", account: "@ines:localhost", web: null, outcome: expect.anything() },
    ]);
    expect(await outcomeOf(person)).toMatchObject({ state: "ok" });
    expect(names()).toEqual(["Pforte", "Pforte (Chat)"]);
    await accountsOf(tobias);
    await signOut(person);
    await expect.poll(() => names()).toEqual([]);
    expect(names("@tobias:localhost")).toEqual(["Pforte (Chat)"]);
    for (const canary of ["syt_", "syr_", "eyJ"]) expect(world.portal.logLines.join("")).not.toContain(canary);
  });

  test("leave no device behind when the identity provider ends the session, or another sign-in replaces it", async () => {
    await start("jwt");
    const open = async () => {
      const person = await world.portal.as("ines");
      await Promise.all([person.call(listChatRooms, { query: {} }), accountsOf(person)]);
      return person;
    };
    await open();
    expect(names()).toHaveLength(2);
    await world.portal.identityProvider.endPersonSessions(ines.sub);
    await expect.poll(() => names()).toEqual([]);
    const again = await open();
    const before = world.matrix.devices.of("@ines:localhost").map((device) => device.id);
    await signInByForm({ start: `${world.portal.origin}/auth/login`, username: "ines", jar: again.jar, carry });
    await expect.poll(() => names()).toEqual([]);
    await accountsOf(again);
    const [after] = world.matrix.devices.of("@ines:localhost");
    expect([before.length, before.includes(after?.id ?? "")]).toEqual([2, false]);
  });

  test("carry no token and no device, only whose account it is", async () => {
    await start("jwt");
    const person = await world.portal.as("ines");
    const answer = await person.send("GET", "/api/chat/accounts");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(await answer.text()).not.toMatch(/syt_|syr_|eyJ|PFORTE/u);
  });

  test("name the web client without an ending slash, in a name of the person's language", async () => {
    await start("jwt");
    await reconfigure((source) => [
      {
        ...source,
        name: { de: "Plausch", en: "Talk" },
        settings: { serverName: "localhost", web: "https://chat.example.org/element//" },
      },
    ]);
    const person = await world.portal.as("ines");
    expect(await accountsOf(person)).toMatchObject([{ name: "Plausch", web: "https://chat.example.org/element" }]);
  });

  test("are of each homeserver on its own: one that is broken or silent says so, and the others go on", async () => {
    await start("jwt");
    await reconfigure((source) => [
      source,
      { ...source, key: "broken", settings: { web: "ftp://nowhere" } },
      { ...source, key: "silent", address: "http://127.0.0.1:9" },
    ]);
    const person = await world.portal.as("ines");
    const accounts = await accountsOf(person);
    expect(accounts.map(({ source, account, outcome }) => [source, account, outcome.state])).toEqual([
      ["chat", "@ines:localhost", "ok"],
      ["broken", "", "unavailable"],
      ["silent", "@ines:localhost", "unavailable"],
    ]);
  });

  test(
    "do not wait for a homeserver that takes long, whose device is there the next time",
    { timeout: 20_000 },
    async () => {
      await start("jwt");
      const person = await world.portal.as("ines");
      let release = () => {};
      const held = new Promise<void>((resolve) => (release = resolve));
      world.matrix.intercept(async (seen) => {
        if (seen.method === "POST" && seen.path.endsWith("/v3/login")) await held;
        return false;
      });
      expect(await outcomeOf(person)).toMatchObject({ state: expect.stringMatching(/^(?:loading|unavailable)$/u) });
      release();
      await expect.poll(async () => (await outcomeOf(person))?.state, { timeout: 10_000 }).toBe("ok");
    },
  );

  test.each([
    [403, "M_USER_DEACTIVATED", { state: "not_entitled" }],
    [404, "M_UNKNOWN", { state: "needs_first_login" }],
    [403, "M_FORBIDDEN", { state: "unavailable" }],
    [429, "M_LIMIT_EXCEEDED", { state: "throttled" }],
    [500, "M_UNKNOWN", { state: "unavailable" }],
  ])("say what a homeserver's %i %s means, and ask it once", async (status, errcode, outcome) => {
    await start("jwt");
    const person = await world.portal.as("ines");
    world.matrix.forget();
    world.matrix.intercept((seen, response) => {
      if (seen.method !== "POST") return false;
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify({ errcode, error: "x", retry_after_ms: 5000 }));
      return true;
    });
    expect([await outcomeOf(person), await outcomeOf(person)]).toMatchObject([outcome, outcome]);
    expect(world.matrix.requests.filter((seen) => seen.method === "POST")).toHaveLength(1);
  });

  test("lead through the homeserver's single sign-on and back to the conversation that was open", async () => {
    await start("sso");
    const person = await world.portal.as("ines");
    const outcome = await outcomeOf(person);
    expect(outcome).toEqual({
      state: "needs_sign_in",
      connect: "/auth/connect/chat?device=page&returnTo=%2Fchat",
    });
    const room = "/auth/connect/chat?device=page&returnTo=/?room=a";
    const { url } = await signInByForm({
      start: `${world.portal.origin}${room}`,
      username: "ines",
      jar: person.jar,
      carry,
    });
    expect(url.href).toBe(`${world.portal.origin}/?room=a`);
    expect(names()).toEqual(["Pforte (Chat)"]);
    expect(await outcomeOf(person)).toMatchObject({ state: "ok" });
    expect((await person.call(listChatRooms, { query: {} })).sources[0]?.outcome).toEqual({
      state: "needs_sign_in",
      connect: "/auth/connect/chat",
    });
  });

  test("are nobody's without a session, and never lead to another kind of device", async () => {
    await start("sso");
    expect((await world.portal.nobody.send("GET", "/api/chat/accounts")).status).toBe(401);
    const person = await world.portal.as("ines");
    for (const device of ["", "other", "page&device=portal"]) {
      expect((await person.get(`/auth/connect/chat?device=${device}`)).status).toBe(400);
    }
  });
});
