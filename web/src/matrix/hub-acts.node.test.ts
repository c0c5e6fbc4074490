import { expect, test } from "vitest";
import { deniz, ines, messagesOf, opened, roomNamed, startStage, until } from "#testing/matrix-stage.ts";

test("an invitation says who invites, and accepting it opens the room", async () => {
  const { homeserver, hub } = await startStage();
  const room = homeserver.createRoom({ name: "Jour fixe", members: ["deniz"] });
  homeserver.say(room, "deniz", "Willkommen");
  homeserver.setMembership(room, "ines", "invite", "deniz");
  await until(() => hub.rooms.get().length === 1);
  expect(hub.rooms.get()[0]).toMatchObject({
    name: "Jour fixe",
    membership: "invite",
    inviter: { id: deniz, name: "Deniz Aslan" },
    unread: 0,
  });
  await hub.accept(room);
  expect(hub.rooms.get()[0]).toMatchObject({ membership: "join", inviter: null });
});

test("a direct invitation that is accepted is a direct room from then on", async () => {
  const { homeserver, hub } = await startStage();
  const room = homeserver.createRoom({ members: ["deniz"] });
  homeserver.setMembership(room, "ines", "invite", "deniz", true);
  await until(() => hub.rooms.get()[0]?.isDirect);
  await hub.accept(room);
  await until(() => homeserver.account("ines").get(null, "m.direct"));
  expect(homeserver.account("ines").get(null, "m.direct")).toEqual({ [deniz]: [room] });
  expect(hub.rooms.get()[0]).toMatchObject({ name: "Deniz Aslan", isDirect: true, membership: "join" });
});

test("a declined invitation and a room that was left are gone", async () => {
  const { homeserver, hub } = await startStage();
  const invited = homeserver.createRoom({ name: "Jour fixe", members: ["deniz"] });
  homeserver.setMembership(invited, "ines", "invite", "deniz");
  const joined = homeserver.createRoom({ name: "Referat 42", members: ["deniz", "ines"] });
  await until(() => hub.rooms.get().length === 2);
  const talk = hub.open(joined);
  await hub.decline(invited);
  await hub.leave(joined);
  expect(hub.rooms.get()).toEqual([]);
  expect(talk.state.get().ended).toEqual({ kind: "left" });
});

test("who was removed from the open room is told by whom and why", async () => {
  const { homeserver, hub } = await startStage();
  const room = homeserver.createRoom({ name: "Referat 42", members: ["deniz", "ines"] });
  const talk = await opened(hub, room);
  homeserver.setMembership(room, "ines", "leave", "deniz", false, "Falscher Raum");
  await until(() => talk.state.get().ended);
  expect(talk.state.get().ended).toEqual({ kind: "removed", by: "Deniz Aslan", reason: "Falscher Raum" });
  expect(hub.rooms.get()).toEqual([]);
});

test("a room that is unknown says so, and a replaced one says by which", async () => {
  const { homeserver, hub } = await startStage();
  const room = homeserver.createRoom({ name: "Referat 42", members: ["deniz", "ines"] });
  const talk = await opened(hub, room);
  homeserver.setState(room, "deniz", "m.room.tombstone", { body: "Umzug", replacement_room: "!neu:localhost" });
  await until(() => talk.state.get().ended);
  expect(talk.state.get().ended).toEqual({ kind: "replaced", room: "!neu:localhost" });
  expect(hub.rooms.get()).toEqual([]);
  const other = hub.open("!fremd:localhost");
  expect(other.state.get().ended).toEqual({ kind: "unknown" });
});

test("favourites and silent rooms are marked and unmarked at the homeserver", async () => {
  const { homeserver, hub } = await startStage();
  const room = homeserver.createRoom({ name: "Referat 42", members: ["deniz", "ines"] });
  await until(() => hub.rooms.get().length === 1);
  await hub.setFavourite(room, true);
  await hub.setMuted(room, true);
  await until(() => hub.rooms.get()[0]?.isFavourite === true && hub.rooms.get()[0]?.isMuted === true);
  expect(homeserver.isSilent("ines", room)).toBe(true);
  homeserver.say(room, "deniz", "Hallo?");
  await until(() => hub.rooms.get()[0]?.last?.text === "Hallo?");
  expect(hub.rooms.get()[0]?.unread).toBe(0);
  await hub.setFavourite(room, false);
  await hub.setMuted(room, false);
  await until(() => hub.rooms.get()[0]?.isFavourite === false && hub.rooms.get()[0]?.isMuted === false);
});

test("people are found by name without the person themself, and a direct room is made once", async () => {
  const { homeserver, hub, standIn } = await startStage();
  homeserver.createRoom({ name: "Referat 42", members: ["deniz", "ines"] });
  await until(() => hub.rooms.get().length === 1);
  expect(await hub.searchPeople("a", AbortSignal.timeout(5000))).toEqual([{ id: deniz, name: "Deniz Aslan" }]);
  const room = await hub.startDirect(deniz);
  expect(roomNamed(hub.rooms.get(), "Deniz Aslan")).toMatchObject({ id: room, isDirect: true, isEncrypted: false });
  await until(() => homeserver.account("ines").get(null, "m.direct"));
  const created = standIn.requests.filter(({ path }) => path.endsWith("/createRoom"));
  expect(created.map(({ body }) => body)).toEqual([
    { is_direct: true, preset: "trusted_private_chat", invite: [deniz] },
  ]);
  homeserver.setMembership(room, "deniz", "join");
  await until(() => hub.rooms.get().find(({ id }) => id === room)?.memberCount === 2);
  expect(await hub.startDirect(deniz)).toBe(room);
  expect(standIn.requests.filter(({ path }) => path.endsWith("/createRoom"))).toHaveLength(1);
});

test("what is not allowed is refused with its reason", async () => {
  const { hub, standIn } = await startStage();
  await until(() => hub.phase.get().kind === "live");
  await expect(hub.accept("!fremd:localhost")).rejects.toMatchObject({ because: "not_found" });
  standIn.rateLimit({ milliseconds: 3000, only: "createRoom" });
  await expect(hub.startDirect(deniz)).rejects.toMatchObject({ because: "throttled", retryAt: expect.any(Number) });
});

test("reading is told forward only, publicly or privately as the person wants", async () => {
  let sendReadReceipts = true;
  const { homeserver, hub, standIn } = await startStage({ settings: () => ({ sendTyping: false, sendReadReceipts }) });
  const room = homeserver.createRoom({ name: "Referat 42", members: ["deniz", "ines"] });
  const ids = ["Eins", "Zwei", "Drei"].map((line) => homeserver.say(room, "deniz", line));
  const told = () => standIn.requests.filter(({ path }) => path.endsWith("/read_markers")).map(({ body }) => body);
  const talk = await opened(hub, room);
  await until(() => messagesOf(talk).length === 3);
  talk.markRead(ids[1] ?? "");
  talk.markRead(ids[0] ?? "");
  talk.markRead(ids[1] ?? "");
  await until(() => hub.rooms.get()[0]?.unread === 1);
  expect(told()).toEqual([{ "m.fully_read": ids[1], "m.read": ids[1] }]);
  sendReadReceipts = false;
  talk.markRead(ids[2] ?? "");
  await until(() => hub.rooms.get()[0]?.unread === 0);
  expect(told()[1]).toEqual({ "m.fully_read": ids[2], "m.read.private": ids[2] });
  talk.setTyping(true);
  talk.close();
  const again = hub.open(room);
  expect(again.state.get().readUpTo).toBe(ids[2]);
  again.markRead(ids[2] ?? "");
  again.close();
  expect(told()).toHaveLength(2);
  expect(standIn.requests.filter(({ path }) => path.includes("/typing/"))).toEqual([]);
});

test("what could not be told as read is told again, with what was read meanwhile", async () => {
  const { homeserver, hub, standIn } = await startStage();
  const room = homeserver.createRoom({ name: "Referat 42", members: ["deniz", "ines"] });
  const ids = ["Eins", "Zwei"].map((line) => homeserver.say(room, "deniz", line));
  const talk = await opened(hub, room);
  await until(() => messagesOf(talk).length === 2);
  standIn.rateLimit({ milliseconds: 500, only: "receipt" });
  talk.markRead(ids[0] ?? "");
  await until(() => standIn.requests.some(({ path }) => path.endsWith("/read_markers")));
  standIn.rateLimit(null);
  talk.markRead(ids[1] ?? "");
  await until(() => hub.rooms.get()[0]?.unread === 0);
  const told = standIn.requests.filter(({ path }) => path.endsWith("/read_markers")).map(({ body }) => body);
  expect(told.at(-1)).toEqual({ "m.fully_read": ids[1], "m.read": ids[1] });
  expect(told).toHaveLength(2);
});

test("new is what follows the last message that was read, also where a reaction after it was", async () => {
  const { homeserver, hub } = await startStage();
  const room = homeserver.createRoom({ name: "Referat 42", members: ["deniz", "ines"] });
  const first = homeserver.say(room, "deniz", "Eins");
  const reaction = homeserver.react(room, "deniz", first, "👍");
  homeserver.say(room, "deniz", "Zwei");
  homeserver.setAccountData("ines", room, "m.fully_read", { event_id: reaction });
  const talk = await opened(hub, room);
  await until(() => messagesOf(talk).length === 2);
  talk.close();
  expect(hub.open(room).state.get().readUpTo).toBe(first);
});

test("writing is shown to others while it lasts, where the person wants that", async () => {
  const { homeserver, hub, standIn } = await startStage();
  const room = homeserver.createRoom({ name: "Referat 42", members: ["deniz", "ines"] });
  const talk = await opened(hub, room);
  talk.setTyping(true);
  talk.setTyping(true);
  await until(() => homeserver.rooms.get(room)?.typing.has(ines));
  expect(standIn.requests.filter(({ path }) => path.includes("/typing/"))).toHaveLength(1);
  talk.close();
  await until(() => homeserver.rooms.get(room)?.typing.has(ines) === false);
});

test("counts include threads and what was marked as unread; spaces are no rooms", async () => {
  const { homeserver, hub } = await startStage();
  homeserver.createRoom({ name: "Bereich", type: "m.space", members: ["deniz", "ines"] });
  const room = homeserver.createRoom({ name: "Referat 42", members: ["deniz", "ines"] });
  const root = homeserver.say(room, "deniz", "Frage");
  homeserver.say(room, "deniz", "Antwort", { thread: root });
  await until(() => hub.rooms.get()[0]?.unread === 2);
  expect(hub.rooms.get()).toHaveLength(1);
  homeserver.readAll(room, "ines");
  await until(() => hub.rooms.get()[0]?.unread === 0);
  homeserver.setAccountData("ines", room, "m.marked_unread", { unread: true });
  await until(() => hub.rooms.get()[0]?.unread === 1);
});
