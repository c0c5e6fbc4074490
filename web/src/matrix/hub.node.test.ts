import { expect, test } from "vitest";
import { ines, messagesOf, roomNamed, startStage, textsOf, until } from "#testing/matrix-stage.ts";

test("the rooms of the person are listed by what happened last, with names, counts and the newest message", async () => {
  const { hub, homeserver } = await startStage();
  const unit = homeserver.createRoom({ name: "Referat 42", members: ["deniz", "ines"] });
  homeserver.say(unit, "deniz", "Guten Morgen", { mentions: ["ines"], at: new Date(Date.now() - 60_000) });
  const direct = homeserver.createRoom({ members: ["deniz", "ines"], direct: true });
  homeserver.say(direct, "deniz", "Kurz Zeit?");
  const rooms = await until(
    () => hub.rooms.get(),
    (all) => all.length === 2 && all.every(({ last }) => last !== null),
  );
  expect(rooms).toMatchObject([
    { id: direct, name: "Deniz Aslan", isDirect: true, unread: 1, highlights: 0, last: { text: "Kurz Zeit?" } },
    { id: unit, name: "Referat 42", isDirect: false, unread: 1, highlights: 1, last: { sender: "Deniz Aslan" } },
  ]);
  expect(hub.phase.get()).toEqual({ kind: "live" });
});

test("what is written shows at once, keeps its place and key when it arrives, and is there once", async () => {
  const { hub, homeserver } = await startStage();
  const id = homeserver.createRoom({ name: "Referat 42", members: ["deniz", "ines"] });
  homeserver.say(id, "deniz", "Guten Morgen");
  await until(() => roomNamed(hub.rooms.get(), "Referat 42")?.last);
  const talk = hub.open(id);
  await until(() => textsOf(talk).includes("Guten Morgen"));
  talk.send({ text: "Moin", replyTo: null, mentions: [] });
  await Promise.resolve();
  const echo = messagesOf(talk).at(-1);
  expect(echo).toMatchObject({ id: null, isOwn: true, delivery: { kind: "sending" }, body: { text: "Moin" } });
  const sent = await until(
    () => messagesOf(talk).at(-1),
    (message) => message?.delivery.kind === "sent" && message.canEdit,
  );
  expect(sent?.key).toBe(echo?.key);
  expect(textsOf(talk)).toEqual(["Guten Morgen", "Moin"]);
  expect(homeserver.rooms.get(id)?.events.at(-1)?.event.sender).toBe(ines);
});
