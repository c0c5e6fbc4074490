import { sendJson } from "@pforte/e2e/world/matrix-http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startMatrixStage } from "../../../test/matrix-stage.ts";
import { matrixNotifications } from "./notifications.ts";

type Stage = Awaited<ReturnType<typeof startMatrixStage>>;

describe("what waits in rooms", () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await startMatrixStage();
  });

  afterEach(async () => stage[Symbol.asyncDispose]());

  const waiting = async () => (await stage.advance()).waiting ?? [];
  const texts = async () => (await waiting()).map((each) => each.text);
  const setRead = async (ids: readonly string[], isRead = true) =>
    matrixNotifications.setRead?.(stage.call, ids, isRead) ?? [];
  const act = async (id: string, action: string) => matrixNotifications.act?.(stage.call, id, action);

  test("is a mention with the message behind it, and not what was said around it", async () => {
    const { homeserver } = stage;
    const room = homeserver.createRoom({ name: "Referat 42", members: ["ines", "deniz"] });
    homeserver.say(room, "deniz", "Guten Morgen");
    expect(await waiting()).toEqual([]);
    const event = homeserver.say(room, "deniz", "Kannst du das prüfen?", { mentions: ["ines"] });
    homeserver.say(room, "deniz", "Danke");
    expect(await waiting()).toMatchObject([
      {
        thread: `room:${room}`,
        object: {
          kind: "room",
          title: "Referat 42",
          href: `https://chat.example.org/#/room/${encodeURIComponent(room)}/${encodeURIComponent(event)}`,
        },
        reason: "mentioned",
        actor: "Deniz Aslan",
        text: "Kannst du das prüfen?",
        isRead: false,
        isMention: true,
        actions: [],
      },
    ]);
  });

  test("is found also where the mention was made before the portal looked", async () => {
    const { homeserver } = stage;
    const room = homeserver.createRoom({ name: "Referat 42", members: ["ines", "deniz"] });
    homeserver.say(room, "deniz", "Schon gelesen?", { mentions: ["ines"] });
    for (let count = 0; count < 5; count += 1) homeserver.say(room, "deniz", `Nebenbei ${count}`);
    expect(await texts()).toEqual(["Schon gelesen?"]);
    expect(stage.standIn.requests.filter((seen) => seen.path.endsWith("/notifications"))).toHaveLength(1);
  });

  test("costs only the messages where the homeserver does not list mentions", async () => {
    stage.standIn.intercept((seen, response) => {
      if (!seen.path.endsWith("/notifications")) return false;
      sendJson(response, 404, { errcode: "M_UNRECOGNIZED" });
      return true;
    });
    const room = stage.homeserver.createRoom({ name: "Referat 42", members: ["ines", "deniz"] });
    stage.homeserver.say(room, "deniz", "Siehst du das?", { mentions: ["ines"] });
    stage.homeserver.say(room, "deniz", "Nebenbei");
    const view = await stage.advance();
    expect(view.rooms).toMatchObject([{ highlights: 1 }]);
    expect(view.waiting).toEqual([]);
    expect(stage.log.text()).toContain("The mentions behind a room's count are unknown.");
  });

  test("is every unread message of a conversation between two, newest first", async () => {
    const { homeserver } = stage;
    const direct = homeserver.createRoom({ members: ["deniz", "ines"], direct: true });
    await stage.advance();
    homeserver.say(direct, "deniz", "Eins");
    homeserver.say(direct, "ines", "Antwort");
    homeserver.say(direct, "deniz", "Zwei", { at: new Date(Date.now() + 1000) });
    homeserver.say(direct, "deniz", "Drei", { at: new Date(Date.now() + 2000) });
    expect(await texts()).toEqual(["Drei", "Zwei", "Eins"]);
  });

  test("is nothing from an encrypted conversation but that somebody wrote", async () => {
    const direct = stage.homeserver.createRoom({ members: ["deniz", "ines"], direct: true, encrypted: true });
    await stage.advance();
    stage.homeserver.say(direct, "deniz", "", {
      type: "m.room.encrypted",
      content: { body: "geheim", algorithm: "m" },
    });
    expect(await waiting()).toMatchObject([{ reason: "message", actor: "Deniz Aslan", text: null }]);
  });

  test("says what an edited message says now, and nothing of one that was taken back", async () => {
    const { homeserver } = stage;
    const direct = homeserver.createRoom({ members: ["deniz", "ines"], direct: true });
    await stage.advance();
    const message = homeserver.say(direct, "deniz", "Um zehn");
    expect(await texts()).toEqual(["Um zehn"]);
    homeserver.say(direct, "deniz", "", {
      content: {
        msgtype: "m.text",
        body: "* Um elf",
        "m.new_content": { msgtype: "m.text", body: "Um elf" },
        "m.relates_to": { rel_type: "m.replace", event_id: message },
      },
    });
    expect(await texts()).toEqual(["Um elf"]);
    homeserver.redact(direct, "deniz", message);
    expect((await texts()).filter((text) => text !== null)).toEqual([]);
  });

  test("names the room, what of it can be answered, and whether that can be done from here", async () => {
    const { homeserver } = stage;
    const direct = homeserver.createRoom({ members: ["deniz", "ines"], direct: true });
    const invited = homeserver.createRoom({ name: "Umzug", members: ["deniz"] });
    homeserver.setMembership(invited, "ines", "invite", "deniz");
    await stage.advance();
    const message = homeserver.say(direct, "deniz", "Eins");
    expect((await waiting()).map((each) => each.room)).toEqual([
      { id: direct, message, canReply: true },
      { id: invited, message: null, canReply: false },
    ]);
    homeserver.setState(direct, "deniz", "m.room.encryption", { algorithm: "m.megolm.v1.aes-sha2" });
    const [first] = await waiting();
    expect(first).toMatchObject({ text: null, room: { id: direct, message, canReply: false } });
  });

  test("is read for nobody else's eyes where the person wants that", async () => {
    const direct = stage.homeserver.createRoom({ members: ["deniz", "ines"], direct: true });
    await stage.advance();
    const message = stage.homeserver.say(direct, "deniz", "Eins");
    const [shown] = await waiting();
    stage.letReceiptsBeSeen(false);
    expect(await setRead([shown?.id ?? ""])).toMatchObject([{ state: "applied" }]);
    const call = stage.standIn.requests.findLast((each) => each.path.endsWith("/read_markers"));
    expect(call?.body).toEqual({ "m.fully_read": message, "m.read.private": message });
    expect(await waiting()).toEqual([]);
  });

  test("is read up to the newest message that was seen; what came later stays", async () => {
    const { homeserver } = stage;
    const direct = homeserver.createRoom({ members: ["deniz", "ines"], direct: true });
    await stage.advance();
    const at = (seconds: number) => ({ at: new Date(Date.now() + seconds * 1000) });
    homeserver.say(direct, "deniz", "Eins", at(1));
    homeserver.say(direct, "deniz", "Zwei", at(2));
    const seen = (await waiting()).map((each) => each.id);
    homeserver.say(direct, "deniz", "Drei", at(3));
    // In any order: the id itself says which is the newest.
    expect(await setRead(seen)).toEqual(seen.map((id) => ({ id, state: "applied" })));
    expect(await texts()).toEqual(["Drei"]);
    const call = stage.standIn.requests.findLast((each) => each.path.endsWith("/read_markers"));
    expect(call?.body).toEqual({ "m.fully_read": expect.any(String), "m.read": expect.any(String) });
  });

  test("cannot be made unread again, which is said and not pretended", async () => {
    const direct = stage.homeserver.createRoom({ members: ["deniz", "ines"], direct: true });
    await stage.advance();
    stage.homeserver.say(direct, "deniz", "Eins");
    const [message] = await waiting();
    const id = message?.id ?? "";
    expect(await setRead([id], false)).toEqual([{ id, state: "refused" }]);
  });

  test("is gone where the person is no longer in the room, and refused where the id is nonsense", async () => {
    const direct = stage.homeserver.createRoom({ members: ["deniz", "ines"], direct: true });
    await stage.advance();
    stage.homeserver.say(direct, "deniz", "Eins");
    const [message] = await waiting();
    const id = message?.id ?? "";
    stage.homeserver.setMembership(direct, "ines", "leave");
    expect(await setRead([id, "nonsense", "a b c d"])).toEqual([
      { id, state: "gone" },
      { id: "nonsense", state: "refused" },
      { id: "a b c d", state: "refused" },
    ]);
  });

  test("is an invitation, which can be accepted twice to the same effect", async () => {
    const room = stage.homeserver.createRoom({ name: "Umzug Neubau", members: ["deniz"] });
    stage.homeserver.setMembership(room, "ines", "invite", "deniz");
    const [invitation] = await waiting();
    expect(invitation).toMatchObject({
      reason: "invited",
      actor: "Deniz Aslan",
      object: { title: "Umzug Neubau" },
      actions: [
        { id: "accept", label: "Annehmen", isPrimary: true },
        { id: "decline", label: "Ablehnen", isPrimary: false },
      ],
    });
    const id = invitation?.id ?? "";
    expect(await act(id, "accept")).toEqual({ id, state: "applied" });
    expect(await act(id, "accept")).toEqual({ id, state: "applied" });
    expect(await waiting()).toEqual([]);
  });

  test("is an invitation, which can be declined, also when it was withdrawn meanwhile", async () => {
    const room = stage.homeserver.createRoom({ name: "Umzug Neubau", members: ["deniz"] });
    stage.homeserver.setMembership(room, "ines", "invite", "deniz");
    const [invitation] = await waiting();
    const id = invitation?.id ?? "";
    expect(await act(id, "decline")).toEqual({ id, state: "applied" });
    expect(await act(id, "decline")).toEqual({ id, state: "applied" });
    stage.homeserver.setMembership(room, "ines", "invite", "deniz");
    stage.homeserver.setMembership(room, "ines", "leave", "deniz");
    expect(await act(id, "decline")).toEqual({ id, state: "gone" });
    expect(await act(id, "accept")).toEqual({ id, state: "overtaken" });
    expect(await act(id, "delete-everything")).toEqual({ id, state: "refused" });
  });

  test("is not declined any more when it was accepted elsewhere meanwhile: the person stays in the room", async () => {
    const room = stage.homeserver.createRoom({ name: "Umzug Neubau", members: ["deniz"] });
    stage.homeserver.setMembership(room, "ines", "invite", "deniz");
    const [invitation] = await waiting();
    const id = invitation?.id ?? "";
    stage.homeserver.setMembership(room, "ines", "join");
    expect(await act(id, "decline")).toEqual({ id, state: "overtaken" });
    expect((await stage.advance()).rooms).toMatchObject([{ id: room, isInvitation: false }]);
  });

  test("throws where the homeserver fails, so that the act is tried again", async () => {
    const direct = stage.homeserver.createRoom({ members: ["deniz", "ines"], direct: true });
    await stage.advance();
    stage.homeserver.say(direct, "deniz", "Eins");
    const [message] = await waiting();
    stage.standIn.intercept((_seen, response) => {
      sendJson(response, 503, {});
      return true;
    });
    await expect(setRead([message?.id ?? ""])).rejects.toMatchObject({ reason: "unavailable" });
    await expect(act("!a:b invitation 0", "accept")).rejects.toMatchObject({ reason: "unavailable" });
  });

  test("is kept away by a push rule of the person at the homeserver itself, until it is removed", async () => {
    const { homeserver, call } = stage;
    const room = homeserver.createRoom({ members: ["ines", "deniz"], direct: true });
    const thread = `room:${room}`;
    await matrixNotifications.setMuted?.(call, thread, true);
    expect(homeserver.silentRooms("ines")).toEqual([room]);
    await stage.advance();
    homeserver.say(room, "deniz", "Essen ist fertig");
    homeserver.say(room, "deniz", "Ines, kommen Sie?", { mentions: ["ines"] });
    expect(await waiting()).toEqual([]);
    await matrixNotifications.setMuted?.(call, thread, false);
    await matrixNotifications.setMuted?.(call, thread, false);
    expect(homeserver.silentRooms("ines")).toEqual([]);
    homeserver.say(room, "deniz", "Nachschlag");
    expect(await texts()).toContain("Nachschlag");
  });

  test("speaks the language of the page", async () => {
    const room = stage.homeserver.createRoom({ name: "Move", members: ["deniz"] });
    stage.homeserver.setMembership(room, "ines", "invite", "deniz");
    const feed = stage.connection?.connector.chat?.open();
    const view = await feed?.advance({ ...stage.call, person: { ...stage.call.person, locale: "en" } }, 0);
    expect(view?.waiting?.[0]?.actions.map(({ label }) => label)).toEqual(["Accept", "Decline"]);
  });
});
