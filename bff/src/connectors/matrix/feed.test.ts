import { sendJson } from "@pforte/e2e/world/matrix-http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startMatrixStage } from "../../../test/matrix-stage.ts";

type Stage = Awaited<ReturnType<typeof startMatrixStage>>;

describe("rooms over the sync API", () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await startMatrixStage();
  });

  afterEach(async () => stage[Symbol.asyncDispose]());

  const rooms = async () => (await stage.advance()).rooms;
  const only = async () => {
    const [room] = await rooms();
    if (room === undefined) throw new Error("There is no room.");
    return room;
  };

  test("count threads with the room, because the room's own count leaves them out", async () => {
    const { homeserver } = stage;
    const room = homeserver.createRoom({ name: "Referat 42", members: ["ines", "deniz"] });
    const root = homeserver.say(room, "deniz", "Wer kommt mit?");
    homeserver.say(room, "deniz", "Ich", { thread: root });
    homeserver.say(room, "deniz", "Und @ines?", { thread: root, mentions: ["ines"] });
    expect(await only()).toMatchObject({ unread: 3, highlights: 1 });
    homeserver.read(room, "ines", root, "main");
    expect(await only()).toMatchObject({ unread: 2, highlights: 1 });
    homeserver.readAll(room, "ines");
    expect(await only()).toMatchObject({ unread: 0, highlights: 0 });
  });

  test("are called by name, else alias, else who else is in them", async () => {
    const { homeserver } = stage;
    const room = homeserver.createRoom({ members: ["ines", "deniz"] });
    expect((await only()).name).toBe("Deniz Aslan");
    homeserver.setState(room, "deniz", "m.room.canonical_alias", { alias: "#wasser:localhost" });
    expect((await only()).name).toBe("#wasser:localhost");
    homeserver.setState(room, "deniz", "m.room.name", { name: "Wasserrecht" });
    expect((await only()).name).toBe("Wasserrecht");
    homeserver.setState(room, "deniz", "m.room.name", { name: " " });
    expect((await only()).name).toBe("#wasser:localhost");
  });

  test("are called by the account where nothing else is known", async () => {
    stage.standIn.intercept((seen, response) => {
      if (!seen.path.endsWith("/sync")) return false;
      const join = { "!a:localhost": { summary: { "m.heroes": ["@x.y:example.org"] } }, "!b:localhost": {} };
      sendJson(response, 200, { next_batch: "s1_0", rooms: { join } });
      return true;
    });
    expect((await rooms()).map((room) => room.name)).toEqual(["x.y", "!b:localhost"]);
  });

  test("leave out spaces and rooms that were replaced", async () => {
    const { homeserver } = stage;
    homeserver.createRoom({ name: "Abteilung", type: "m.space", members: ["ines"] });
    const old = homeserver.createRoom({ name: "Alt", members: ["ines", "deniz"] });
    homeserver.createRoom({ name: "Neu", members: ["ines", "deniz"] });
    expect((await rooms()).map((room) => room.name).sort()).toEqual(["Alt", "Neu"]);
    homeserver.setState(old, "deniz", "m.room.tombstone", { replacement_room: "!new:localhost" });
    expect((await rooms()).map((room) => room.name)).toEqual(["Neu"]);
  });

  test("show invitations first, with who invited", async () => {
    const { homeserver } = stage;
    const joined = homeserver.createRoom({ name: "Referat 42", members: ["ines", "deniz"] });
    homeserver.say(joined, "deniz", "Hallo");
    const direct = homeserver.createRoom({ members: ["deniz"] });
    homeserver.setMembership(direct, "ines", "invite", "deniz", true);
    const [first, second] = await rooms();
    expect(first).toMatchObject({
      isInvitation: true,
      isDirect: true,
      name: "Deniz Aslan",
      lastMessage: null,
      unread: 0,
    });
    expect(second).toMatchObject({ isInvitation: false, name: "Referat 42" });
    homeserver.setMembership(direct, "ines", "join");
    expect((await rooms()).find((room) => room.id === direct)).toMatchObject({
      isInvitation: false,
      name: "Deniz Aslan",
    });
  });

  test("are direct where the person's account data says so, and only there", async () => {
    const { homeserver } = stage;
    const direct = homeserver.createRoom({ members: ["ines", "deniz"], direct: true });
    homeserver.createRoom({ name: "Zu zweit", members: ["ines", "deniz"] });
    const shown = await rooms();
    expect(shown.filter((room) => room.isDirect).map((room) => room.id)).toEqual([direct]);
  });

  test("show the last message as what it is, and nothing of an encrypted one", async () => {
    const { homeserver } = stage;
    const room = homeserver.createRoom({ name: "Referat 42", members: ["ines", "deniz"] });
    const last = async () => (await only()).lastMessage;
    expect(await last()).toBeNull();
    homeserver.say(room, "deniz", "Zeile 1\nZeile 2\u0007");
    expect(await last()).toMatchObject({ kind: "text", text: "Zeile 1 Zeile 2", sender: "Deniz Aslan", own: false });
    homeserver.say(room, "ines", "Von mir");
    expect(await last()).toMatchObject({ own: true, text: "Von mir" });
    homeserver.say(room, "deniz", "", { content: { msgtype: "m.image", body: "plan.png" } });
    expect(await last()).toMatchObject({ kind: "image", text: "plan.png" });
    homeserver.say(room, "deniz", "", { content: { msgtype: "m.file", body: "x".repeat(5000) } });
    expect((await last())?.text).toHaveLength(500);
    homeserver.say(room, "deniz", "", { type: "m.room.encrypted", content: { algorithm: "a", body: "Klartext" } });
    expect(await last()).toMatchObject({ kind: "encrypted", text: null });
    homeserver.say(room, "deniz", "", { content: {} });
    expect(await last()).toMatchObject({ kind: "other", text: null });
    homeserver.say(room, "deniz", "", { content: { msgtype: "m.text", body: "halb \ud83d" } });
    expect((await last())?.text).toBe("halb \ufffd");
  });

  test("are encrypted from the event on that says so, for good, and show none of their text", async () => {
    const { homeserver } = stage;
    const room = homeserver.createRoom({ name: "Referat 42", members: ["ines", "deniz"] });
    const old = homeserver.createRoom({ name: "Personalrat", members: ["ines", "deniz"], encrypted: true });
    homeserver.say(room, "deniz", "Guten Morgen");
    const shown = async () => new Map((await rooms()).map((each) => [each.id, each]));
    const first = await shown();
    expect([first.get(room)?.isEncrypted, first.get(old)?.isEncrypted]).toEqual([false, true]);
    // Not the room's state: a message of that type, and a state of another key.
    homeserver.say(room, "deniz", "", { type: "m.room.encryption", content: {} });
    homeserver.setState(room, "deniz", "m.room.encryption", {}, "other");
    expect((await shown()).get(room)).toMatchObject({ isEncrypted: false, lastMessage: { text: "Guten Morgen" } });
    homeserver.setState(room, "deniz", "m.room.encryption", { algorithm: "m.megolm.v1.aes-sha2" });
    homeserver.say(room, "deniz", "Klartext aus Versehen");
    expect((await shown()).get(room)).toMatchObject({
      isEncrypted: true,
      unread: 2,
      lastMessage: { kind: "encrypted", text: null },
    });
    homeserver.setState(room, "deniz", "m.room.encryption", {});
    homeserver.setState(room, "deniz", "m.room.name", { name: "Umbenannt" });
    expect((await shown()).get(room)).toMatchObject({ isEncrypted: true, name: "Umbenannt" });
  });

  test("show of a message that was edited what it says now, and of one that was taken back nothing", async () => {
    const { homeserver } = stage;
    const room = homeserver.createRoom({ name: "Referat 42", members: ["ines", "deniz"] });
    const last = async () => (await only()).lastMessage;
    const message = homeserver.say(room, "deniz", "Um zehn");
    expect(await last()).toMatchObject({ text: "Um zehn" });
    const edit = (sender: string, body: string, event = message) =>
      homeserver.say(room, sender, "", {
        content: {
          msgtype: "m.text",
          body: `* ${body}`,
          "m.new_content": { msgtype: "m.text", body },
          "m.relates_to": { rel_type: "m.replace", event_id: event },
        },
      });
    edit("deniz", "Um elf");
    expect(await last()).toMatchObject({ text: "Um elf", kind: "text", sender: "Deniz Aslan" });
    // Nobody else's, and no old one's: neither is the newest message.
    edit("ines", "Gar nicht");
    edit("deniz", "Uralt", "$long-ago");
    expect(await last()).toMatchObject({ text: "Um elf", own: false });
    homeserver.redact(room, "deniz", message);
    expect(await last()).toMatchObject({ text: null, kind: "other", sender: "Deniz Aslan" });
  });

  test("show an edit as what it says now where it is all that is known", async () => {
    const room = stage.homeserver.createRoom({ name: "Referat 42", members: ["ines", "deniz"] });
    const content = {
      msgtype: "m.text",
      body: "* Um elf",
      "m.new_content": { msgtype: "m.text", body: "Um elf" },
      "m.relates_to": { rel_type: "m.replace", event_id: "$before" },
    };
    stage.homeserver.say(room, "deniz", "", { content });
    expect((await only()).lastMessage).toMatchObject({ text: "Um elf" });
  });

  test("are encrypted already as invitations, and stay so when they are accepted", async () => {
    const { homeserver } = stage;
    const room = homeserver.createRoom({ name: "Personalrat", members: ["deniz"], encrypted: true });
    homeserver.setMembership(room, "ines", "invite", "deniz");
    expect(await only()).toMatchObject({ isInvitation: true, isEncrypted: true });
    homeserver.setMembership(room, "ines", "join");
    expect(await only()).toMatchObject({ isInvitation: false, isEncrypted: true });
  });

  test("lose a room that the person left, and keep the others as they are", async () => {
    const { homeserver } = stage;
    const room = homeserver.createRoom({ name: "Geht", members: ["ines", "deniz"] });
    homeserver.createRoom({ name: "Bleibt", members: ["ines", "deniz"] });
    expect(await rooms()).toHaveLength(2);
    homeserver.setMembership(room, "ines", "leave");
    expect((await rooms()).map((each) => each.name)).toEqual(["Bleibt"]);
  });

  test("open at the web client, with an address that no room id can bend", async () => {
    stage.standIn.intercept((seen, response) => {
      if (!seen.path.endsWith("/sync")) return false;
      sendJson(response, 200, { next_batch: "s1_0", rooms: { join: { "!a/../..//evil?x#y:localhost": {} } } });
      return true;
    });
    expect((await only()).href).toBe(
      `https://chat.example.org/#/room/${encodeURIComponent("!a/../..//evil?x#y:localhost")}`,
    );
  });

  test("come all at once first, then only what changed, until a position is no longer known", async () => {
    const { homeserver, standIn } = stage;
    const room = homeserver.createRoom({ name: "Referat 42", members: ["ines", "deniz"] });
    expect((await stage.advance()).isChanged).toBe(true);
    expect((await stage.advance()).isChanged).toBe(false);
    homeserver.say(room, "deniz", "Neu");
    expect((await stage.advance()).isChanged).toBe(true);
    const since = () => standIn.requests.map((seen) => seen.query.get("since"));
    const position = expect.stringMatching(/^s\d+_0$/u);
    expect(since()).toEqual([null, position, position, position]);
    standIn.intercept((seen, response) => {
      if (seen.query.get("since") === null) return false;
      sendJson(response, 400, { errcode: "M_INVALID_PARAM", error: "x" });
      return true;
    });
    await expect(stage.advance()).rejects.toMatchObject({ reason: "bad_response", code: "M_INVALID_PARAM" });
    standIn.intercept(null);
    expect((await stage.advance()).rooms).toHaveLength(1);
    expect(since().slice(4)).toEqual([position, null, position]);
  });

  test("are all there after a first call of which only the first half was answered", async () => {
    stage.homeserver.createRoom({ name: "Referat 42", members: ["ines", "deniz"] });
    let isBusy = true;
    stage.standIn.intercept((seen, response) => {
      const since = seen.query.get("since");
      if (since === null) return false;
      // Without news Synapse leaves the whole section of rooms out.
      if (isBusy) sendJson(response, 429, { errcode: "M_LIMIT_EXCEEDED", error: "x" });
      else sendJson(response, 200, { next_batch: since });
      return true;
    });
    await expect(stage.advance()).rejects.toMatchObject({ reason: "rate_limited" });
    isBusy = false;
    stage.passTime(6000);
    const view = await stage.advance();
    expect(view.rooms.map((room) => room.name)).toEqual(["Referat 42"]);
    expect(view.isChanged).toBe(true);
  });

  test("are new even where the homeserver answers a repeated first call from memory", async () => {
    const room = stage.homeserver.createRoom({ name: "Referat 42", members: ["ines", "deniz"] });
    await stage.advance();
    stage.homeserver.say(room, "deniz", "Inzwischen");
    const again = stage.connection?.connector.chat?.open();
    expect((await again?.advance(stage.call, 0))?.rooms[0]?.lastMessage?.text).toBe("Inzwischen");
  });

  test("wait for news, and are told of them at once", async () => {
    const room = stage.homeserver.createRoom({ name: "Referat 42", members: ["ines", "deniz"] });
    await stage.advance();
    const at = performance.now();
    setTimeout(() => stage.homeserver.say(room, "deniz", "Neu"), 200);
    const view = await stage.advance(10);
    expect(view.rooms[0]?.lastMessage?.text).toBe("Neu");
    expect(performance.now() - at).toBeLessThan(2000);
  });

  test("never make a person look as if they were online", async () => {
    await stage.advance();
    await stage.advance();
    expect(stage.standIn.requests.map((seen) => seen.query.get("set_presence"))).toEqual([
      "offline",
      "offline",
      "offline",
    ]);
  });

  test("name what the homeserver says of a token", async () => {
    for (const [isSoft, code] of [
      [true, "M_UNKNOWN_TOKEN:soft"],
      [false, "M_UNKNOWN_TOKEN"],
    ] as const) {
      stage.standIn.intercept((_seen, response) => {
        sendJson(response, 401, { errcode: "M_UNKNOWN_TOKEN", error: "x", soft_logout: isSoft });
        return true;
      });
      await expect(stage.advance()).rejects.toMatchObject({ reason: "sign_in_required", code });
    }
  });
});
