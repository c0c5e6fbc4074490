import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { listChatRooms, replyInChat } from "@pforte/shared/contract/chat";
import { readInbox } from "@pforte/shared/contract/inbox";
import { portalHeader } from "@pforte/shared/contract/portal-header";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startChatPortal } from "../../test/chat-portal.ts";
import { openStream } from "../../test/open-stream.ts";
import type { TestPerson } from "../../test/person.ts";

type Stage = Awaited<ReturnType<typeof startChatPortal>>;

describe("a short answer from the inbox or the card", () => {
  let stage: Stage;
  let ines: TestPerson;
  let room: string;

  beforeEach(async () => {
    stage = await startChatPortal("jwt");
    ines = await stage.portal.as("ines");
    room = stage.matrix.homeserver.createRoom({ name: "Referat 42", members: ["ines", "tobias", "deniz"] });
  });

  afterEach(async () => stage[Symbol.asyncDispose]());

  const body = (some: Record<string, unknown> = {}) => ({
    id: randomUUID(),
    room: `chat:${room}`,
    text: "Ja, bis 14 Uhr",
    inReplyTo: null,
    ...some,
  });
  const messages = () =>
    (stage.matrix.homeserver.rooms.get(room)?.events ?? [])
      .map(({ event }) => event)
      .filter(({ type, sender }) => type === "m.room.message" && sender !== "@deniz:localhost");
  const refusal = async (some: Record<string, unknown> = {}, who = ines) => {
    const response = await who.send("POST", replyInChat.path, { body: JSON.stringify(body(some)) });
    const { code, source, retryAfterSeconds }: Record<string, unknown> = Object(await response.json());
    return { status: response.status, code, source, retryAfterSeconds };
  };

  test("stands in the room, on the card and no longer in the inbox, within moments", async () => {
    const question = stage.matrix.homeserver.say(room, "deniz", "Bis wann?", { mentions: ["ines"] });
    const stream = await openStream(stage.portal.origin, ines);
    const inbox = async () =>
      (await ines.call(readInbox, { query: {} })).items.filter(({ source }) => source === "chat");
    await expect
      .poll(inbox, { timeout: 5000 })
      .toMatchObject([{ isRead: false, room: { id: `chat:${room}`, message: question, canReply: true } }]);
    stage.matrix.forget();
    const { message } = await ines.call(replyInChat, { body: body({ inReplyTo: question }) });
    expect(messages()).toMatchObject([{ event_id: message, sender: "@ines:localhost" }]);
    await expect
      .poll(async () => (await ines.call(listChatRooms, { query: {} })).rooms[0], { timeout: 5000 })
      .toMatchObject({ unread: 0, highlights: 0, lastMessage: { own: true, text: "Ja, bis 14 Uhr" } });
    await expect.poll(inbox, { timeout: 5000 }).toEqual([]);
    expect(stream.events()).toContainEqual(
      expect.objectContaining({ type: "source_changed", source: "chat", topics: ["chat", "notifications"] }),
    );
    const marker = stage.matrix.requests.findLast(({ path }) => path.endsWith("/read_markers"));
    expect(marker?.body).toEqual({ "m.fully_read": message, "m.read": message });
    for (const canary of ["14 Uhr", "Bis wann", "syt_"]) expect(stage.portal.logLines.join("")).not.toContain(canary);
    await stream.close();
  });

  test("is written once, however often the page asks, also at the same time and after another sign-in", async () => {
    const same = body();
    const first = await ines.call(replyInChat, { body: same });
    const again = await Promise.all([1, 2, 3].map(async () => ines.call(replyInChat, { body: same })));
    const later = await (await stage.portal.as("ines")).call(replyInChat, { body: same });
    expect(stage.matrix.devices.of("@ines:localhost").length).toBeGreaterThan(1);
    expect([...again, later]).toEqual([first, first, first, first]);
    expect(messages()).toHaveLength(1);
  });

  describe("under way", () => {
    /** The homeserver holds the answer back halfway until `goOn`. */
    const held = async () => {
      await ines.call(listChatRooms, { query: {} });
      const [begun, goOn] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
      stage.matrix.intercept(async ({ path }) => {
        if (!path.includes("/state/")) return false;
        begun.resolve(undefined);
        await goOn.promise;
        return false;
      });
      return { begun: begun.promise, goOn: () => goOn.resolve(undefined) };
    };
    const send = async (signal: AbortSignal) =>
      stage.portal.fetch(replyInChat.path, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          origin: stage.portal.origin,
          [portalHeader.name]: portalHeader.value,
          cookie: ines.jar.header(new URL(stage.portal.origin)) ?? "",
        },
        body: JSON.stringify(body()),
        signal,
      });

    test("is written although its page is closed meanwhile", async () => {
      const { begun, goOn } = await held();
      const closing = new AbortController();
      const sent = send(closing.signal);
      await begun;
      closing.abort();
      await expect(sent).rejects.toMatchObject({ name: "AbortError" });
      // Until the portal has noticed.
      await sleep(200);
      goOn();
      await expect.poll(messages, { timeout: 10_000 }).toHaveLength(1);
    });

    test("is not written any more when its person signs out meanwhile", async () => {
      const { begun, goOn } = await held();
      const sent = send(new AbortController().signal);
      await begun;
      await ines.send("POST", "/auth/logout", {
        body: "",
        headers: {
          "content-type": "application/x-www-form-urlencoded",
          "sec-fetch-mode": "navigate",
          "sec-fetch-dest": "document",
        },
      });
      expect((await sent).status).toBeGreaterThanOrEqual(400);
      goOn();
      await expect.poll(() => stage.matrix.devices.of("@ines:localhost"), { timeout: 10_000 }).toEqual([]);
      expect(messages()).toEqual([]);
    });
  });

  test("of one person never takes the place of another's under the same id", async () => {
    const tobias = await stage.portal.as("tobias");
    const id = randomUUID();
    const hers = await ines.call(replyInChat, { body: body({ id, text: "Ines" }) });
    const his = await tobias.call(replyInChat, { body: body({ id, text: "Tobias" }) });
    expect(messages()).toMatchObject([
      { event_id: hers.message, sender: "@ines:localhost", content: { body: "Ines" } },
      { event_id: his.message, sender: "@tobias:localhost", content: { body: "Tobias" } },
    ]);
    // Not even as a repetition of the other's, for which the room would be looked through.
    expect(stage.matrix.requests.filter(({ path }) => path.endsWith("/messages"))).toEqual([]);
  });

  test("does not go into an encrypted room, and the inbox says so beforehand", async () => {
    const { homeserver } = stage.matrix;
    const direct = homeserver.createRoom({ members: ["ines", "deniz"], direct: true, encrypted: true });
    const event = homeserver.say(direct, "deniz", "", { type: "m.room.encrypted", content: { algorithm: "m" } });
    await expect
      .poll(async () => (await ines.call(readInbox, { query: {} })).items.map((item) => item.room), { timeout: 5000 })
      .toContainEqual({ id: `chat:${direct}`, message: event, canReply: false });
    expect((await ines.call(listChatRooms, { query: {} })).rooms).toContainEqual(
      expect.objectContaining({ id: `chat:${direct}`, isEncrypted: true, unread: 1 }),
    );
    expect(await refusal({ room: `chat:${direct}` })).toMatchObject({ status: 409, code: "room_encrypted" });
    expect(homeserver.rooms.get(direct)?.events.at(-1)?.event.event_id).toBe(event);
  });

  test("goes into no room that the person is not in, whatever it is called", async () => {
    const { homeserver } = stage.matrix;
    const his = homeserver.createRoom({ name: "Nur Tobias", members: ["tobias", "deniz"] });
    const invited = homeserver.createRoom({ name: "Umzug", members: ["deniz"] });
    homeserver.setMembership(invited, "ines", "invite", "deniz");
    for (const each of [his, invited, "!gone:localhost"]) {
      expect(await refusal({ room: `chat:${each}` })).toMatchObject({ status: 403, code: "forbidden", source: "chat" });
    }
    stage.matrix.forget();
    for (const each of [`other:${room}`, room, "chat", "chat:", "chat:..", "chat:a/../b", "portal:x"]) {
      expect(await refusal({ room: each })).toMatchObject({ status: 404, code: "not_found" });
    }
    expect(stage.matrix.requests.filter(({ path }) => path.includes("/rooms/"))).toEqual([]);
  });

  test("waits for nobody: where the homeserver is away, asked too much or wants a sign-in, the page is told", async () => {
    await ines.call(listChatRooms, { query: {} });
    stage.matrix.rateLimit({ milliseconds: 2500 });
    expect(await refusal()).toMatchObject({ status: 503, code: "source_unavailable", retryAfterSeconds: 3 });
    stage.matrix.rateLimit(null);
    const tobias = await stage.portal.as("tobias");
    await stage.matrix.down();
    expect(await refusal({}, tobias)).toMatchObject({ status: 503, code: "source_unavailable", source: "chat" });
    await stage.matrix.up();
    stage.matrix.refuseTokens(true);
    const katharina = await stage.portal.as("katharina");
    expect(await refusal({}, katharina)).toMatchObject({ status: 502, code: "source_sign_in_required" });
    expect(messages()).toEqual([]);
  });

  test("that is under way when the session ends is answered by its end, and not by a sign-in at the tool", async () => {
    await ines.call(listChatRooms, { query: {} });
    stage.matrix.intercept(({ path }) => path.includes("/send/"));
    const asked = () => stage.matrix.requests.some(({ path }) => path.includes("/send/"));
    const answer = refusal();
    await expect.poll(asked).toBe(true);
    await ines.send("POST", "/auth/logout", {
      body: "",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        "sec-fetch-mode": "navigate",
        "sec-fetch-dest": "document",
      },
    });
    expect(await answer).toMatchObject({ status: 401, code: "session_ended" });
  });

  test("has a text, an id and a room, and is nobody's without a session", async () => {
    const bad = [
      { text: " " },
      { text: "x".repeat(4001) },
      { id: "one" },
      { room: "" },
      { inReplyTo: "" },
      { more: 1 },
    ];
    for (const some of bad) expect(await refusal(some)).toMatchObject({ status: 400 });
    expect(await refusal({}, stage.portal.nobody)).toMatchObject({ status: 401, code: "signed_out" });
    expect(stage.matrix.requests.filter(({ path }) => path.includes("/rooms/"))).toEqual([]);
  });
});
