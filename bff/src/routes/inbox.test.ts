import { randomUUID } from "node:crypto";
import { actOnInbox, muteSource, readInbox, undoInboxActs, type InboxItem } from "@pforte/shared/contract/inbox";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startChatPortal } from "../../test/chat-portal.ts";
import { send } from "../../test/carry.ts";
import type { TestPerson } from "../../test/person.ts";

type Stage = Awaited<ReturnType<typeof startChatPortal>>;

const request = (item: InboxItem | undefined, act: "read" | "done" | "mute" | "action", action?: string) => ({
  id: randomUUID(),
  act,
  item: item?.id ?? "",
  changes: item?.changes.map(({ id }) => id) ?? [],
  ...(action !== undefined && { action }),
});

describe("the inbox of a signed-in person", () => {
  let stage: Stage;
  let person: TestPerson;
  let room: string;

  beforeEach(async () => {
    stage = await startChatPortal("jwt", { overrides: { outboxPace: { pollMilliseconds: 100 } } });
    person = await stage.portal.as("ines");
    room = stage.matrix.homeserver.createRoom({ name: "Referat 42", members: ["ines", "deniz"] });
  });

  afterEach(async () => stage[Symbol.asyncDispose]());

  const chat = async () =>
    (await person.call(readInbox, { query: {} })).items.find(({ id }) => id === `chat:room:${room}`);
  /** Without an open stream, what was asked for a moment ago is new enough. */
  const shownChat = async () => {
    await expect.poll(chat, { timeout: 5000 }).toBeDefined();
    return chat();
  };
  const mention = (text: string) => stage.matrix.homeserver.say(room, "deniz", text, { mentions: ["ines"] });
  const act = async (...acts: ReturnType<typeof request>[]) =>
    (await person.call(actOnInbox, { body: { acts } })).outcomes.map(({ state }) => state);

  async function signOut(): Promise<Response> {
    const response = await send(
      `${stage.portal.origin}/auth/logout`,
      "POST",
      {
        origin: stage.portal.origin,
        "sec-fetch-site": "same-origin",
        "sec-fetch-mode": "navigate",
        "sec-fetch-dest": "document",
        "content-type": "application/x-www-form-urlencoded",
        cookie: person.jar.header(new URL(stage.portal.origin)) ?? "",
      },
      "",
    );
    person.jar.take(new URL(stage.portal.origin), response.headers.getSetCookie());
    return response;
  }

  test("shows a mention, reads it at the homeserver up to what was seen, and no further", async () => {
    mention("Kannst du das prüfen?");
    const shown = await shownChat();
    expect(shown).toMatchObject({ isMention: true, isRead: false, changes: [{ text: "Kannst du das prüfen?" }] });
    mention("Und das?");
    expect(await act(request(shown, "read"))).toEqual(["applied"]);
    await expect
      .poll(async () => (await chat())?.changes.map(({ text, isRead }) => [text, isRead]), { timeout: 5000 })
      .toEqual([
        ["Und das?", false],
        ["Kannst du das prüfen?", true],
      ]);
    const markers = stage.matrix.requests.filter((seen) => seen.path.endsWith("/read_markers"));
    expect(markers.at(-1)?.path).toContain(encodeURIComponent(room));
  });

  test("accepts an invitation once, however often the page asks (F38)", async () => {
    const invited = stage.matrix.homeserver.createRoom({ name: "Umzug", members: ["deniz"] });
    stage.matrix.homeserver.setMembership(invited, "ines", "invite", "deniz");
    const find = async () =>
      (await person.call(readInbox, { query: {} })).items.find(({ object }) => object.title === "Umzug");
    await expect
      .poll(async () => (await find())?.actions.map(({ id }) => id), { timeout: 5000 })
      .toEqual(["accept", "decline"]);
    const accept = request(await find(), "action", "accept");
    stage.matrix.forget();
    const states = await Promise.all([act(accept), act(accept), act(accept)]);
    expect(states.flat()).toContain("applied");
    expect(stage.matrix.requests.filter((seen) => seen.path.includes("/join"))).toHaveLength(1);
  });

  test("is applied at the next sign-in when the session ended first, and sign-out says how many wait", async () => {
    mention("Vor dem Feierabend");
    const shown = await shownChat();
    await stage.matrix.down();
    expect(await act(request(shown, "read"), request(shown, "mute"))).toEqual(["waiting", "waiting"]);
    expect(await person.call(readInbox, { query: {} })).toMatchObject({ waiting: 2 });
    const response = await signOut();
    const state = new URL(response.headers.get("location") ?? "").searchParams.get("state");
    expect(response.headers.getSetCookie().join()).not.toContain("waiting");
    const page = await person.get(`/signed-out?state=${state}`);
    expect(await page.text()).toContain('"waitingActs":2');
    // Once, and only in the browser that signed out.
    expect(await (await person.get(`/signed-out?state=${state}`)).text()).not.toContain("waitingActs");
    expect(await (await person.get("/signed-out?state=x.7")).text()).not.toContain("waitingActs");
    await stage.matrix.up();
    const tokens = await stage.portal.database.query("select * from tool_tokens");
    expect(tokens).toEqual([]);
    stage.matrix.forget();
    person = await stage.portal.as("ines");
    await expect.poll(async () => (await person.call(readInbox, { query: {} })).waiting, { timeout: 10_000 }).toBe(0);
    expect(stage.matrix.requests.some((seen) => seen.path.endsWith("/read_markers"))).toBe(true);
    expect(stage.matrix.homeserver.silentRooms("ines")).toContain(room);
  });

  test("tells on sign-out of no acts where none wait", async () => {
    await signOut();
    expect(await (await person.get("/signed-out")).text()).not.toContain("waitingActs");
  });

  test("takes back, mutes a source, and keeps to its contract at the edges", async () => {
    mention("Ein Text");
    const shown = await shownChat();
    const done = request(shown, "done");
    await act(done);
    expect(await chat()).toBeUndefined();
    expect(await person.call(undoInboxActs, { body: { acts: [done.id, randomUUID()] } })).toMatchObject({
      // A receipt only moves forward.
      outcomes: [{ state: "too_late" }, { state: "refused" }],
    });
    expect(await person.call(readInbox, { query: { view: "history" } })).toMatchObject({
      items: expect.arrayContaining([expect.objectContaining({ id: shown?.id, acts: ["restore"] })]),
    });
    await person.call(muteSource, { body: { source: "chat", isMuted: true } });
    mention("Noch einer");
    expect(await chat()).toBeUndefined();
    expect(await person.call(muteSource, { body: { source: "chat", isMuted: false } })).toEqual({
      mutes: expect.any(Array),
    });
    await expect.poll(chat, { timeout: 5000 }).toMatchObject({ changes: [{ text: "Noch einer" }] });
    for (const body of [{ acts: [] }, { acts: [{ ...done, id: "no-uuid" }] }, { acts: [{ ...done, extra: 1 }] }]) {
      const response = await person.send("POST", actOnInbox.path, { body: JSON.stringify(body) });
      expect(response.status).toBe(400);
    }
    expect((await stage.portal.nobody.send("GET", readInbox.path)).status).toBe(401);
  });
});
