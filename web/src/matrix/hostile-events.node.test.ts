import { expect, test } from "vitest";
import { messageSaying, messagesOf, opened, roomNamed, startStage, until } from "#testing/matrix-stage.ts";
import { MatrixFailure } from "./matrix-call.ts";
import { rawEvent } from "./raw-event.ts";
import { Relations } from "./relations.ts";

async function aRoom() {
  const stage = await startStage();
  const { homeserver, hub } = stage;
  homeserver.account("tobias", "Tobias Kranich");
  const room = homeserver.createRoom({ name: "Referat 42", members: ["deniz", "ines", "tobias"] });
  const first = homeserver.say(room, "deniz", "Guten Morgen");
  const talk = await opened(hub, room);
  await until(() => messageSaying(talk, "Guten Morgen"));
  return { ...stage, room, first, talk };
}

/** Values of every kind in the place of any other. */
const odd: readonly unknown[] = [null, 5, -1, 1e300, true, "x", "__proto__", [], [[]], {}, { a: null }, "constructor"];

test.each([
  "m.room.name",
  "m.room.canonical_alias",
  "m.room.tombstone",
  "m.room.power_levels",
  "m.room.encryption",
  "m.room.member",
  "m.room.create",
])("nonsense in the state %s stops neither its room nor the others", async (type) => {
  const { homeserver, hub, talk, room } = await aRoom();
  const other = homeserver.createRoom({ name: "Referat 43", members: ["deniz", "ines"] });
  const names = [
    "name",
    "alias",
    "replacement_room",
    "users",
    "users_default",
    "membership",
    "displayname",
    "algorithm",
  ];
  for (const value of odd) {
    const content = Object.fromEntries(
      [...names, "type", "events", "notifications", "redact", "body", "reason", "is_direct"].map((name) => [
        name,
        value,
      ]),
    );
    homeserver.setState(room, "tobias", type, content, type === "m.room.member" ? "@tobias:localhost" : "");
  }
  homeserver.setState(room, "tobias", type, {}, type === "m.room.member" ? "@tobias:localhost" : "");
  homeserver.say(other, "deniz", "Weiter geht es");
  await until(() => roomNamed(hub.rooms.get(), "Referat 43")?.last?.text === "Weiter geht es");
  homeserver.say(other, "deniz", "Und weiter");
  await until(() => roomNamed(hub.rooms.get(), "Referat 43")?.last?.text === "Und weiter");
  expect(talk.state.get().entries.every((entry) => entry.kind === "message" || typeof entry.what === "string")).toBe(
    true,
  );
});

test("messages whose every part is of another kind than it should be stop nothing", async () => {
  const { homeserver, room, first, talk } = await aRoom();
  const relation = (value: unknown) => ({ rel_type: value, event_id: value, key: value, "m.in_reply_to": value });
  for (const value of odd) {
    for (const type of [
      "m.room.message",
      "m.reaction",
      "m.room.redaction",
      "m.sticker",
      "m.poll.start",
      "m.room.encrypted",
    ]) {
      const body = { body: value, formatted_body: value, info: value, url: value, filename: value, redacts: value };
      const content = { ...body, "m.mentions": value, "m.new_content": value, "m.relates_to": value, "m.poll": value };
      homeserver.say(room, "tobias", "", { type, content: { ...content, msgtype: value } });
      for (const msgtype of ["m.text", "m.image", "m.file"]) {
        homeserver.say(room, "tobias", "", { type, content: { ...content, msgtype, "m.relates_to": relation(value) } });
      }
      for (const kind of ["m.replace", "m.annotation", "m.thread", "constructor", "__proto__", "toString"]) {
        const relates = { ...relation(value), rel_type: kind, event_id: first };
        homeserver.say(room, "tobias", "", { type, content: { ...content, "m.relates_to": relates } });
      }
    }
  }
  homeserver.say(room, "deniz", "Weiter geht es");
  await until(() => messageSaying(talk, "Weiter geht es"));
  expect(messagesOf(talk).every(({ body }) => typeof body.kind === "string")).toBe(true);
});

test("a time that is none is no time, and none lies in the future for the list", async () => {
  const { homeserver, hub, room, talk } = await aRoom();
  const id = homeserver.say(room, "tobias", "Aus der Zukunft");
  const stored = homeserver.rooms.get(room)?.find(id);
  expect(stored).toBeTruthy();
  Object.assign(stored ?? {}, { event: { ...stored?.event, origin_server_ts: Number.MAX_SAFE_INTEGER } });
  const shown = await until(() => messageSaying(talk, "Aus der Zukunft"));
  expect(() => new Date(shown?.at ?? Number.NaN).toISOString()).not.toThrow();
  expect(roomNamed(hub.rooms.get(), "Referat 42")?.at).toBeLessThanOrEqual(Date.now());
});

test("a redaction that names two events removes neither", () => {
  // In rooms before version 11 the homeserver judges the outer name, and the inner one is the sender's to choose.
  const redaction = { event_id: "$r", type: "m.room.redaction", sender: "@tobias:localhost", redacts: "$own" };
  expect(rawEvent({ ...redaction, content: { redacts: "$other" } })?.redacts).toBeNull();
  expect(rawEvent({ ...redaction, content: { redacts: "$own" } })?.redacts).toBe("$own");
  expect(rawEvent({ ...redaction, content: {} })?.redacts).toBe("$own");
});

test("an edit that says nothing does not hide a message from those who may remove it", async () => {
  const { homeserver, room, talk } = await aRoom();
  const id = homeserver.say(room, "tobias", "Beleidigung");
  const relates = { rel_type: "m.replace", event_id: id };
  homeserver.say(room, "tobias", "", {
    content: { msgtype: "m.text", body: "*", "m.new_content": {}, "m.relates_to": relates },
  });
  homeserver.say(room, "deniz", "Danach");
  await until(() => messageSaying(talk, "Danach"));
  expect(messagesOf(talk).find((message) => message.id === id)?.body.kind).toBe("text");
});

test("what was removed is not repeated by the answers to it", async () => {
  const { homeserver, room, first, talk } = await aRoom();
  for (let count = 0; count < 120; count += 1) {
    homeserver.say(room, "tobias", `Zeile ${count}`);
  }
  const answer = { msgtype: "m.text", body: "Mahlzeit", "m.relates_to": { "m.in_reply_to": { event_id: first } } };
  homeserver.say(room, "tobias", "", { content: answer });
  await until(() => messagesOf(talk).at(-1)?.replyTo?.text === "Guten Morgen");
  homeserver.redact(room, "deniz", first);
  await until(() => messagesOf(talk).at(-1)?.replyTo?.text === null);
  expect(JSON.stringify(talk.state.get())).not.toContain("Guten Morgen");
});

test("only those who may call everybody call the person by it", async () => {
  const { homeserver, room, talk } = await aRoom();
  homeserver.setState(room, "deniz", "m.room.power_levels", {
    users: { "@deniz:localhost": 100 },
    notifications: { room: 50 },
  });
  const content = (body: string) => ({ content: { msgtype: "m.text", body, "m.mentions": { room: true } } });
  homeserver.say(room, "tobias", "", content("Alle her"));
  homeserver.say(room, "deniz", "", content("Alle bitte"));
  await until(() => messageSaying(talk, "Alle bitte")?.mentionsMe);
  expect(messageSaying(talk, "Alle her")?.mentionsMe).toBe(false);
});

test("whoever takes the name of another is told apart, also where the other has not written for long", async () => {
  const { homeserver, connect } = await startStage();
  homeserver.account("tobias", "Tobias Kranich");
  homeserver.account("gast", "Tobias  Kranich");
  const room = homeserver.createRoom({ name: "Referat 42", members: ["deniz", "ines", "tobias", "gast"] });
  for (let count = 0; count < 60; count += 1) {
    homeserver.say(room, "gast", `Bitte überweisen ${count}`);
  }
  const talk = await opened(connect().hub, room);
  await until(() => messageSaying(talk, "Bitte überweisen 59")?.sender.name.includes("@gast:localhost"));
  expect(talk.state.get().members.filter(({ name }) => name === "Tobias Kranich")).toEqual([]);
});

test("a pause of years is a pause of minutes, and no pause that a timer cannot hold", () => {
  expect(new MatrixFailure(429, null, 1e300).wait).toBe(600_000);
  expect(new MatrixFailure(429, null, 1200).wait).toBe(1200);
});

test("a flood of reactions does not bring back what an edit has taken away, and each person counts once", () => {
  const relations = new Relations();
  const of = (id: string, sender: string, content: object) =>
    rawEvent({ event_id: id, sender, type: "m.room.message", origin_server_ts: 1, content });
  const add = (event: ReturnType<typeof of>) => relations.add(event === null ? [] : [event], true);
  const message = of("$1", "@deniz:localhost", { msgtype: "m.text", body: "Kennwort: 1234" });
  const words = { msgtype: "m.text", body: "Kennwort per Telefon" };
  add(
    of("$2", "@deniz:localhost", { "m.new_content": words, "m.relates_to": { rel_type: "m.replace", event_id: "$1" } }),
  );
  for (let count = 0; count < 5000; count += 1) {
    const relates = { rel_type: "m.annotation", event_id: "$1", key: "👍" };
    add(of(`$r${count}`, `@gast${count % 10}:localhost`, { "m.relates_to": relates }));
  }
  expect(message === null ? null : relations.editOf(message)).toEqual(words);
  expect(relations.reactionsOf("$1").get("👍")).toHaveLength(10);
});
