import { expect, test } from "vitest";
import type { HubOptions } from "./hub.ts";
import { ines, messageSaying, messagesOf, opened, say, startStage, textsOf, until } from "#testing/matrix-stage.ts";

async function aRoom(options: Partial<HubOptions> = {}) {
  const stage = await startStage(options);
  const room = stage.homeserver.createRoom({ name: "Referat 42", members: ["deniz", "ines"] });
  const talk = await opened(stage.hub, room);
  const arrived = (): readonly unknown[] =>
    (stage.homeserver.rooms.get(room)?.events ?? [])
      .filter(({ event }) => event.type === "m.room.message" && event.sender === ines)
      .map(({ event }) => event.content["body"]);
  return { ...stage, room, talk, arrived };
}

const deliveries = (talk: Parameters<typeof messagesOf>[0]) => messagesOf(talk).map(({ delivery }) => delivery.kind);
const tenLines = Array.from({ length: 10 }, (_, index) => `Zeile ${index}`);

test("ten messages whose every second reply is cut are ten messages in the room, in order", async () => {
  const { standIn, talk, arrived } = await aRoom();
  standIn.loseReplies("send");
  const keys = new Set<string>();
  talk.state.subscribe(() => messagesOf(talk).forEach(({ key }) => keys.add(key)));
  for (const line of tenLines) {
    say(talk, line);
  }
  await until(() => arrived().length === 10 && deliveries(talk).every((kind) => kind === "sent"));
  await until(() => messagesOf(talk).every(({ canEdit }) => canEdit));
  expect(arrived()).toEqual(tenLines);
  expect(textsOf(talk)).toEqual(tenLines);
  // No message was ever shown under another key, or twice.
  expect(keys.size).toBe(10);
});

test("messages wait for those before them: a failed one stays, marked, and goes first when it is repeated", async () => {
  const { standIn, talk, arrived } = await aRoom();
  standIn.intercept(({ path }, response) => {
    if (path.includes("/send/")) {
      response.destroy();
      return true;
    }
    return false;
  });
  say(talk, "Eins");
  say(talk, "Zwei");
  // While it is still tried, it already says so, and can be tried at once or taken back.
  const first = await until(
    () => messagesOf(talk)[0]?.delivery,
    (delivery) => delivery?.kind === "failed",
  );
  expect(first).toEqual({ kind: "failed", because: "connection", retryAt: expect.any(Number) });
  await until(() => JSON.stringify(messagesOf(talk)[0]?.delivery).includes('"retryAt":null'));
  expect(messagesOf(talk).map(({ delivery }) => delivery)).toEqual([
    { kind: "failed", because: "connection", retryAt: null },
    { kind: "queued" },
  ]);
  standIn.intercept(null);
  talk.retry(messagesOf(talk)[0]?.key ?? "");
  await until(() => arrived().length === 2);
  expect(arrived()).toEqual(["Eins", "Zwei"]);
});

test("a discarded message is not sent, and what waited behind it is", async () => {
  const { standIn, talk, arrived } = await aRoom({ pauses: [] });
  standIn.intercept(({ path }, response) => path.includes("/send/") && Boolean(response.destroy()));
  say(talk, "Eins");
  say(talk, "Zwei");
  await until(() => deliveries(talk)[0] === "failed");
  standIn.intercept(null);
  talk.discard(messagesOf(talk)[0]?.key ?? "");
  await until(() => arrived().length === 1);
  expect(arrived()).toEqual(["Zwei"]);
  await until(() => textsOf(talk).join() === "Zwei");
});

test("a homeserver that asks for a pause gets it, and the message says until when", async () => {
  const { standIn, talk, arrived } = await aRoom();
  standIn.rateLimit({ milliseconds: 700, only: "send" });
  const before = Date.now();
  say(talk, "Eins");
  const failed = await until(
    () => messagesOf(talk)[0]?.delivery,
    (delivery) => delivery?.kind === "failed",
  );
  expect(failed).toMatchObject({ because: "throttled" });
  expect(failed?.kind === "failed" ? (failed.retryAt ?? 0) - before : 0).toBeGreaterThanOrEqual(700);
  standIn.rateLimit(null);
  await until(() => arrived().length === 1);
  expect(standIn.requests.filter(({ path }) => path.includes("/send/")).length).toBeLessThanOrEqual(3);
});

test("what is too large, or not allowed, fails by its reason and is not repeated by itself", async () => {
  const { standIn, homeserver, room, talk } = await aRoom();
  say(talk, "x".repeat(70_000));
  await until(() => deliveries(talk)[0] === "failed");
  expect(messagesOf(talk)[0]?.delivery).toEqual({ kind: "failed", because: "too_large", retryAt: null });
  talk.discard(messagesOf(talk)[0]?.key ?? "");
  homeserver.setState(room, "deniz", "m.room.power_levels", { users: { "@deniz:localhost": 100 }, events_default: 50 });
  say(talk, "Darf ich?");
  await until(() => messageSaying(talk, "Darf ich?")?.delivery.kind === "failed");
  expect(messagesOf(talk)[0]?.delivery).toEqual({ kind: "failed", because: "forbidden", retryAt: null });
  // What no homeserver takes is not even sent.
  expect(standIn.requests.filter(({ path }) => path.includes("/send/"))).toHaveLength(1);
});

test("nothing leaves the page for a room that has become encrypted", async () => {
  const { standIn, homeserver, hub, room, talk } = await aRoom();
  homeserver.setState(room, "deniz", "m.room.encryption", { algorithm: "m.megolm.v1.aes-sha2" });
  await until(() => hub.rooms.get()[0]?.isEncrypted);
  say(talk, "Geheim");
  await until(() => deliveries(talk)[0] === "failed");
  expect(messagesOf(talk).map(({ delivery }) => delivery)).toEqual([
    { kind: "failed", because: "encrypted", retryAt: null },
  ]);
  talk.discard(messagesOf(talk)[0]?.key ?? "");
  await until(() => talk.state.get().entries.length === 0);
  expect(standIn.requests.filter(({ path }) => path.includes("/send/"))).toEqual([]);
});

test("unsent messages survive leaving the room, and their text survives the page as its draft", async () => {
  const { standIn, hub, room, talk, connect, arrived } = await aRoom({ pauses: [] });
  standIn.intercept(({ path }, response) => path.includes("/send/") && Boolean(response.destroy()));
  say(talk, "Noch nicht weg");
  await until(() => deliveries(talk)[0] === "failed");
  talk.draft.set("angefangen");
  talk.close();
  const again = hub.open(room);
  await until(() => messageSaying(again, "Noch nicht weg"));
  expect(deliveries(again)).toEqual(["failed"]);
  hub.stop();
  const { hub: next } = connect();
  const later = await opened(next, room);
  expect(later.draft.get()).toBe("Noch nicht weg\nangefangen");
  standIn.intercept(null);
  later.draft.set("");
  expect(later.draft.get()).toBe("");
  expect(arrived()).toEqual([]);
});

test("drafts are kept per room, under keys that say nothing, and another person's page removes them (S52)", async () => {
  const { talk, storage, connect } = await aRoom();
  talk.draft.set("Vertraulich");
  expect([...storage.keys()].join()).not.toMatch(/ines|localhost|!/u);
  expect([...storage.values()].join()).toContain("Vertraulich");
  connect({ account: "@deniz:localhost" }).hub.stop();
  expect(storage.size).toBe(0);
});

test("a file is uploaded first, tells how far it is, and is repeated without a second upload", async () => {
  const uploads: string[] = [];
  const { standIn, talk, homeserver, room } = await aRoom({
    pauses: [],
    sendUpload: async ({ name, type, onProgress }) => {
      uploads.push(`${name} ${type}`);
      onProgress(0.5);
      return "mxc://localhost/AbCdEf";
    },
  });
  const progress: unknown[] = [];
  talk.state.subscribe(() => progress.push(messagesOf(talk)[0]?.delivery));
  standIn.intercept(({ path }, response) => path.includes("/send/") && Boolean(response.destroy()));
  talk.sendFile(new File(["abc"], "vermerk.pdf", { type: "application/pdf" }), "Zur Kenntnis");
  await until(() => deliveries(talk)[0] === "failed");
  standIn.intercept(null);
  talk.retry(messagesOf(talk)[0]?.key ?? "");
  await until(() => messagesOf(talk)[0]?.delivery.kind === "sent");
  expect(uploads).toEqual(["vermerk.pdf application/pdf"]);
  expect(progress).toContainEqual({ kind: "sending", progress: 0.5 });
  expect(homeserver.rooms.get(room)?.events.at(-1)?.event.content).toMatchObject({
    msgtype: "m.file",
    body: "Zur Kenntnis",
    filename: "vermerk.pdf",
    url: "mxc://localhost/AbCdEf",
    info: { mimetype: "application/pdf", size: 3 },
  });
});

test("a file larger than the homeserver takes is refused before it is sent", async () => {
  let uploads = 0;
  const { standIn, hub, homeserver } = await startStage({
    sendUpload: async () => {
      uploads += 1;
      return "mxc://localhost/AbCdEf";
    },
  });
  standIn.setUploadLimit(2);
  const talk = await opened(hub, homeserver.createRoom({ name: "Referat 42", members: ["deniz", "ines"] }));
  await until(() => talk.state.get().uploadLimit === 2);
  talk.sendFile(new File(["abc"], "x.bin"), null);
  await until(() => deliveries(talk)[0] === "failed");
  expect(messagesOf(talk)[0]?.delivery).toMatchObject({ because: "too_large" });
  expect(uploads).toBe(0);
});

test("an answer names what it answers and whom it mentions, and `/me` is what people mean by it", async () => {
  const { homeserver, room, talk } = await aRoom();
  const id = homeserver.say(room, "deniz", "Wann?");
  await until(() => messageSaying(talk, "Wann?"));
  talk.send({ text: "Um zehn", replyTo: id, mentions: [{ id: "@deniz:localhost", name: "Deniz Aslan" }] });
  talk.send({ text: "/me winkt", replyTo: null, mentions: [] });
  await until(() => homeserver.rooms.get(room)?.events.at(-1)?.event.content["msgtype"] === "m.emote");
  const [answer, emote] = (homeserver.rooms.get(room)?.events ?? []).slice(-2).map(({ event }) => event.content);
  expect(answer).toEqual({
    msgtype: "m.text",
    body: "Um zehn",
    "m.mentions": { user_ids: ["@deniz:localhost"] },
    "m.relates_to": { "m.in_reply_to": { event_id: id } },
  });
  expect(emote).toEqual({ msgtype: "m.emote", body: "winkt", "m.mentions": {} });
  expect(messagesOf(talk).at(-2)?.replyTo).toEqual({ id, sender: "Deniz Aslan", text: "Wann?" });
});

test("a message whose answer was cut and that came back is no draft for the next page", async () => {
  const { standIn, talk, storage, arrived } = await aRoom({ pauses: [60_000] });
  let count = 0;
  standIn.intercept(({ path }) => {
    count += path.includes("/send/") ? 1 : 0;
    return false;
  });
  standIn.loseReplies("send");
  say(talk, "Eins");
  await until(() => arrived().length === 1 && messageSaying(talk, "Eins")?.canEdit);
  say(talk, "Zwei, ohne Antwort");
  await until(() => arrived().length === 2 && messageSaying(talk, "Zwei, ohne Antwort")?.canEdit);
  expect(count).toBe(2);
  expect([...storage.values()].join()).not.toContain("ohne Antwort");
});
