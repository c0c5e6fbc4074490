import { expect, test } from "vitest";
import { deniz, ines, messageSaying, messagesOf, opened, startStage, textsOf, until } from "#testing/matrix-stage.ts";

async function aRoom() {
  const stage = await startStage();
  const { homeserver, hub } = stage;
  homeserver.account("tobias", "Tobias Kranich");
  const room = homeserver.createRoom({ name: "Referat 42", members: ["deniz", "ines", "tobias"] });
  const first = homeserver.say(room, "deniz", "Guten Morgen");
  const talk = await opened(hub, room);
  await until(() => textsOf(talk).includes("Guten Morgen"));
  return { ...stage, room, first, talk };
}

test("an edit by its sender changes the message, one by somebody else does not", async () => {
  const { homeserver, room, first, talk } = await aRoom();
  homeserver.edit(room, "tobias", first, "Gefälscht");
  homeserver.edit(room, "deniz", first, "Guten Tag");
  await until(() => messageSaying(talk, "Guten Tag"));
  expect(messagesOf(talk)).toMatchObject([{ id: first, isEdited: true, body: { text: "Guten Tag" } }]);
});

test("what is removed is gone, and so are its reactions and edits", async () => {
  const { homeserver, hub, room, first, talk } = await aRoom();
  homeserver.react(room, "tobias", first, "👍");
  homeserver.edit(room, "deniz", first, "Guten Tag");
  homeserver.redact(room, "deniz", first);
  await until(() => messagesOf(talk)[0]?.body.kind === "redacted");
  expect(messagesOf(talk)).toMatchObject([
    { body: { kind: "redacted" }, reactions: [], canEdit: false, isEdited: false },
  ]);
  expect(hub.rooms.get()[0]?.last).toMatchObject({ kind: "redacted", text: null });
  expect(JSON.stringify(talk.state.get())).not.toContain("Guten");
});

test("reactions are counted by their kind, with names, and taken back", async () => {
  const { homeserver, room, first, talk } = await aRoom();
  homeserver.react(room, "deniz", first, "👍");
  const mistake = homeserver.react(room, "tobias", first, "🎉");
  await talk.toggleReaction(first, "👍");
  await until(() => messagesOf(talk)[0]?.reactions.length === 2);
  expect(messagesOf(talk)[0]?.reactions).toEqual([
    { key: "👍", count: 2, isOwn: true, names: ["Deniz Aslan"] },
    { key: "🎉", count: 1, isOwn: false, names: ["Tobias Kranich"] },
  ]);
  homeserver.redact(room, "tobias", mistake);
  await talk.toggleReaction(first, "👍");
  await until(() => messagesOf(talk)[0]?.reactions.length === 1);
  expect(messagesOf(talk)[0]?.reactions).toEqual([{ key: "👍", count: 1, isOwn: false, names: ["Deniz Aslan"] }]);
});

test("a reaction shows before it comes back, and a second click in that moment does not do it twice", async () => {
  const { standIn, homeserver, room, first, talk } = await aRoom();
  await Promise.all([talk.toggleReaction(first, "👍"), talk.toggleReaction(first, "👍")]);
  await until(() => messagesOf(talk)[0]?.reactions.length === 1);
  expect(standIn.requests.filter(({ path }) => path.includes("/send/m.reaction/"))).toHaveLength(1);
  expect(homeserver.rooms.get(room)?.events.filter(({ event }) => event.type === "m.reaction")).toHaveLength(1);
});

test("an answer shows what it answers, without the repetition of older clients, also when that is far away", async () => {
  const { homeserver, room, first, talk, standIn } = await aRoom();
  for (let count = 0; count < 120; count += 1) {
    homeserver.say(room, "tobias", `Zeile ${count}`);
  }
  const content = {
    msgtype: "m.text",
    body: "> <@deniz:localhost> Guten Morgen\n\nMahlzeit",
    format: "org.matrix.custom.html",
    formatted_body: "<mx-reply><blockquote>Guten Morgen</blockquote></mx-reply>Mahlzeit",
    "m.relates_to": { "m.in_reply_to": { event_id: first } },
  };
  homeserver.say(room, "tobias", "", { content });
  const answer = await until(
    () => messagesOf(talk).at(-1),
    (message) => message?.replyTo?.text === "Guten Morgen",
  );
  expect(answer).toMatchObject({
    body: { text: "Mahlzeit", html: "Mahlzeit" },
    replyTo: { id: first, sender: "Deniz Aslan", text: "Guten Morgen" },
  });
  expect(standIn.requests.filter(({ path }) => path.includes("/event/")).length).toBeLessThanOrEqual(1);
});

test("answers in a thread are counted at its first message and not among the messages", async () => {
  const { homeserver, room, first, talk } = await aRoom();
  homeserver.say(room, "tobias", "Im Thread", { thread: first });
  homeserver.say(room, "deniz", "Noch eine", { thread: first });
  await until(() => messagesOf(talk)[0]?.thread?.count === 2);
  expect(textsOf(talk)).toEqual(["Guten Morgen"]);
  const href = `https://chat.example.org/#/room/${encodeURIComponent(room)}/${encodeURIComponent(first)}`;
  expect(messagesOf(talk)[0]?.thread).toEqual({ count: 2, href });
});

test("who is mentioned by a message, and what happens to the room, is said", async () => {
  const { homeserver, room, talk } = await aRoom();
  homeserver.say(room, "deniz", "Ines, kommst du?", { mentions: ["ines"] });
  homeserver.account("ole", "Ole Friis");
  homeserver.setMembership(room, "ole", "invite", "deniz");
  homeserver.setMembership(room, "ole", "join");
  homeserver.setMembership(room, "ole", "leave", "deniz");
  homeserver.setState(room, "deniz", "m.room.name", { name: "Referat 43" });
  await until(() => talk.state.get().room.name === "Referat 43");
  expect(messageSaying(talk, "Ines, kommst du?")?.mentionsMe).toBe(true);
  const notices = talk.state.get().entries.filter((entry) => entry.kind === "notice");
  expect(notices.slice(-4)).toMatchObject([
    { what: "invited", actor: "Deniz Aslan", subject: "Ole Friis" },
    { what: "joined", actor: "Ole Friis" },
    { what: "removed", actor: "Deniz Aslan", subject: "Ole Friis" },
    { what: "renamed", subject: "Referat 43" },
  ]);
});

test("who has read up to where, and who is writing, follows the homeserver", async () => {
  const { homeserver, room, first, talk } = await aRoom();
  homeserver.read(room, "tobias", first);
  homeserver.setTyping(room, "deniz", 5000);
  homeserver.setTyping(room, "ines", 5000);
  await until(() => talk.state.get().typing.length > 0 && messagesOf(talk)[0]?.readers.length === 1);
  expect(talk.state.get().typing).toEqual(["Deniz Aslan"]);
  expect(messagesOf(talk)[0]?.readers).toEqual(["Tobias Kranich"]);
  homeserver.setTyping(room, "deniz", null);
  await until(() => talk.state.get().typing.length === 0);
});

test("pictures are of the portal, and what only says that it is a picture is a file", async () => {
  const { homeserver, room, talk } = await aRoom();
  const info = { mimetype: "image/png", size: 1234, w: 640, h: 480 };
  const image = { msgtype: "m.image", body: "Plan", filename: "plan.png", url: "mxc://localhost/AbC", info };
  homeserver.say(room, "deniz", "", { content: image });
  homeserver.say(room, "deniz", "", { content: { ...image, info: { ...info, mimetype: "image/svg+xml" } } });
  homeserver.say(room, "deniz", "", { content: { ...image, url: "https://evil.example/x.png" } });
  await until(() => messagesOf(talk).length === 4);
  const download = "/chat/download/chat/localhost/AbC?name=plan.png";
  expect(messagesOf(talk).map(({ body }) => body)).toMatchObject([
    { kind: "text" },
    {
      kind: "image",
      name: "plan.png",
      caption: "Plan",
      preview: "/chat/thumbnail/chat/localhost/AbC?size=small",
      download,
      width: 640,
      height: 480,
    },
    { kind: "file", name: "plan.png", download },
    { kind: "image", preview: null, download: null },
  ]);
});

test("names cannot turn the line around in which they stand (S37)", async () => {
  const { homeserver, hub } = await startStage();
  homeserver.account("mallory", "Ines\u202eMarquardt\u200b");
  homeserver.createRoom({ name: "Plan\u202efdp.exe", members: ["mallory", "ines"] });
  await until(() => hub.rooms.get().length === 1);
  expect(hub.rooms.get()[0]?.name).toBe("Planfdp.exe");
  const talk = hub.open(hub.rooms.get()[0]?.id ?? "");
  await until(() => talk.state.get().members.length === 2);
  expect(talk.state.get().members.map(({ name }) => name)).toEqual([
    "Ines Marquardt (@ines:localhost)",
    "InesMarquardt (@mallory:localhost)",
  ]);
});

test("two with the same name are told apart", async () => {
  const { homeserver, hub } = await startStage();
  homeserver.account("deniz2", "Deniz Aslan");
  const room = homeserver.createRoom({ name: "Runde", members: ["deniz", "deniz2", "ines"] });
  homeserver.say(room, "deniz", "Ich");
  homeserver.say(room, "deniz2", "Ich auch");
  const talk = await opened(hub, room);
  await until(() => messagesOf(talk).length === 2);
  expect(messagesOf(talk).map(({ sender }) => sender.name)).toEqual([
    `Deniz Aslan (${deniz})`,
    "Deniz Aslan (@deniz2:localhost)",
  ]);
});

test("an encrypted room has a name and a count, and no messages", async () => {
  const { homeserver, hub, standIn } = await startStage();
  const room = homeserver.createRoom({ name: "Personalrat", members: ["deniz", "ines"], encrypted: true });
  homeserver.say(room, "deniz", "", { type: "m.room.encrypted", content: { algorithm: "m.megolm.v1.aes-sha2" } });
  const talk = await opened(hub, room);
  await until(() => hub.rooms.get()[0]?.unread === 1);
  expect(hub.rooms.get()[0]).toMatchObject({ isEncrypted: true, last: { kind: "encrypted", text: null } });
  talk.showOlder();
  expect(talk.state.get()).toMatchObject({ entries: [], older: "none", room: { isEncrypted: true } });
  expect(standIn.requests.filter(({ path }) => path.endsWith("/messages"))).toEqual([]);
});

test("own messages can be edited and removed, those of others only by who may", async () => {
  const { homeserver, room, talk } = await aRoom();
  homeserver.say(room, "ines", "Von mir");
  await until(() => messageSaying(talk, "Von mir"));
  expect(messageSaying(talk, "Von mir")).toMatchObject({ canEdit: true, canRedact: true, sender: { id: ines } });
  expect(messageSaying(talk, "Guten Morgen")).toMatchObject({ canEdit: false, canRedact: false });
  const own = messageSaying(talk, "Von mir")?.id ?? "";
  await talk.edit(own, "Von mir, richtig");
  await until(() => messageSaying(talk, "Von mir, richtig")?.isEdited);
  await talk.redact(own);
  await until(() => messagesOf(talk).at(-1)?.body.kind === "redacted");
});

test("a reaction that is long or hides something is not shown, and one message shows a bounded number of kinds", async () => {
  const { homeserver, room, first, talk } = await aRoom();
  for (const key of ["\u202egnp", "x".repeat(5000), " ", "👩\u200d💻"]) {
    homeserver.react(room, "deniz", first, key);
  }
  for (let kind = 0; kind < 60; kind += 1) {
    homeserver.react(room, "tobias", first, `r${kind}`);
  }
  homeserver.say(room, "deniz", "Ende");
  await until(() => messageSaying(talk, "Ende"));
  for (let page = 0; messagesOf(talk)[0]?.id !== first && page < 5; page += 1) {
    talk.showOlder();
    await until(() => talk.state.get().older !== "loading");
  }
  await until(() => messagesOf(talk)[0]?.reactions.length === 40);
  const keys = messagesOf(talk)[0]?.reactions.map(({ key }) => key) ?? [];
  expect(keys.filter((key) => !/^r\d+$/u.test(key) && key !== "👩\u200d💻")).toEqual([]);
});

test("whoever comes into the open room is among its members", async () => {
  const { homeserver, room, talk } = await aRoom();
  await until(() => talk.state.get().members.length === 3);
  homeserver.account("ole", "Ole Friis");
  homeserver.setMembership(room, "ole", "invite", "deniz");
  homeserver.setMembership(room, "ole", "join");
  await until(() => talk.state.get().members.some(({ name }) => name === "Ole Friis"));
  expect(talk.state.get().members.map(({ name }) => name)).toContain("Deniz Aslan");
});
