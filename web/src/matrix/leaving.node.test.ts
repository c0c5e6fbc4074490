import { expect, test } from "vitest";
import { ines, messageSaying, opened, startStage, until } from "#testing/matrix-stage.ts";

async function aRoom() {
  const stage = await startStage();
  const { homeserver, hub } = stage;
  const room = homeserver.createRoom({ name: "Referat 42", members: ["deniz", "ines"] });
  homeserver.say(room, "deniz", "Guten Morgen");
  const talk = await opened(hub, room);
  await until(() => messageSaying(talk, "Guten Morgen"));
  return { ...stage, room, talk };
}

test("whoever leaves the chat while they write is not shown as writing on, and what they saw last is read", async () => {
  const { homeserver, hub, room, talk } = await aRoom();
  const kept = homeserver.rooms.get(room);
  talk.setTyping(true);
  talk.markRead(messageSaying(talk, "Guten Morgen")?.id ?? "");
  await until(() => kept?.typing.has(ines) === true && kept.receipts.length > 0);
  const last = homeserver.say(room, "deniz", "Noch etwas");
  await until(() => messageSaying(talk, "Noch etwas"));
  talk.markRead(last);
  // As the page does it: the room is left, then the view of the chat.
  talk.close();
  hub.stop();
  await until(() => kept?.typing.has(ines) === false);
  await until(() => [...(kept?.receipts ?? [])].some(({ eventId, user }) => user === ines && eventId === last));
  expect(kept?.typing.size).toBe(0);
});

test("when the session ends, nothing more is said in its name", async () => {
  const { standIn, homeserver, hub, room, talk } = await aRoom();
  talk.setTyping(true);
  talk.markRead(messageSaying(talk, "Guten Morgen")?.id ?? "");
  await until(() => (homeserver.rooms.get(room)?.receipts.length ?? 0) > 0);
  const last = homeserver.say(room, "deniz", "Noch etwas");
  await until(() => messageSaying(talk, "Noch etwas"));
  talk.markRead(last);
  const asked = standIn.requests.length;
  hub.stop();
  talk.close();
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(standIn.requests.slice(asked)).toEqual([]);
});

test("a room that was marked as unread is not any more once it was looked at", async () => {
  const { hub, room, talk, fetchFn } = await aRoom();
  talk.markRead(messageSaying(talk, "Guten Morgen")?.id ?? "");
  await until(() => hub.rooms.get()[0]?.unread === 0);
  const where = `user/${encodeURIComponent(ines)}/rooms/${encodeURIComponent(room)}/account_data/m.marked_unread`;
  await fetchFn(`https://portal.example.org/api/chat/matrix/chat/_matrix/client/v3/${where}`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: '{"unread":true}',
  });
  await until(() => hub.rooms.get()[0]?.unread === 1);
  talk.close();
  const again = hub.open(room);
  again.markRead(messageSaying(again, "Guten Morgen")?.id ?? "");
  await until(() => hub.rooms.get()[0]?.unread === 0);
  expect(hub.rooms.get()[0]?.unread).toBe(0);
});
