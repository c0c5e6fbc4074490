import { expect, test } from "vitest";
import { messageSaying, messagesOf, opened, say, startStage, textsOf, until } from "#testing/matrix-stage.ts";
import { longestWindow } from "./timeline-window.ts";

const lines = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, index) => `Zeile ${from + index}`);

async function aLongRoom(count: number) {
  const stage = await startStage();
  const room = stage.homeserver.createRoom({ name: "Referat 42", members: ["deniz", "ines"] });
  const ids = lines(count).map((line) => stage.homeserver.say(room, "deniz", line));
  const talk = await opened(stage.hub, room);
  await until(() => messagesOf(talk).length >= Math.min(count, 20));
  return { ...stage, room, ids, talk };
}

/** Pages back until the homeserver has no more. */
async function toTheBeginning(talk: Awaited<ReturnType<typeof opened>>): Promise<void> {
  for (;;) {
    const older = await until(
      () => talk.state.get().older,
      (is) => is !== "loading",
    );
    if (older !== "there") {
      return;
    }
    talk.showOlder();
  }
}

test("paging back shows every message once, holds a bounded window, and comes forward again without a gap", async () => {
  const { talk } = await aLongRoom(340);
  const seen = new Set<string>();
  let most = 0;
  talk.state.subscribe(() => {
    most = Math.max(most, talk.state.get().entries.length);
    textsOf(talk).forEach((text) => seen.add(text));
  });
  await toTheBeginning(talk);
  expect(seen).toEqual(new Set(lines(340)));
  expect(textsOf(talk)[0]).toBe("Zeile 0");
  expect(most).toBeLessThanOrEqual(longestWindow + 50);
  expect(talk.state.get()).toMatchObject({ older: "none", hasNewer: true });

  const forward: string[] = [];
  while (talk.state.get().hasNewer) {
    forward.push(...textsOf(talk).filter((text) => !forward.includes(text)));
    const before = talk.state.get().entries;
    talk.showNewer();
    await until(() => talk.state.get().entries !== before);
  }
  forward.push(...textsOf(talk).filter((text) => !forward.includes(text)));
  expect(forward).toEqual(lines(340));
  expect(textsOf(talk).at(-1)).toBe("Zeile 339");
});

test("what arrives while the person reads far back is there when they come back", async () => {
  const { talk, homeserver, room } = await aLongRoom(260);
  await toTheBeginning(talk);
  const before = talk.state.get().entries;
  homeserver.say(room, "deniz", "Neues");
  await until(() => talk.state.get().room.last?.text === "Neues");
  expect(talk.state.get().entries).toEqual(before);
  talk.showNewest();
  await until(() => messageSaying(talk, "Neues"));
  expect(talk.state.get().hasNewer).toBe(false);
});

test("writing brings the window back to where the conversation goes on", async () => {
  const { talk } = await aLongRoom(260);
  await toTheBeginning(talk);
  say(talk, "Hier bin ich");
  await until(() => messagesOf(talk).at(-1)?.canEdit);
  expect(textsOf(talk).slice(-2)).toEqual(["Zeile 259", "Hier bin ich"]);
});

test("the window moves to a message far away, goes on to both sides, and says where a message is not", async () => {
  const { talk, ids } = await aLongRoom(300);
  expect(await talk.showMessage(ids[100] ?? "")).toBe(true);
  await until(() => messageSaying(talk, "Zeile 100"));
  expect(talk.state.get()).toMatchObject({ older: "there", hasNewer: true });
  expect(messageSaying(talk, "Zeile 299")).toBeUndefined();
  talk.showOlder();
  talk.showNewer();
  await until(() => messageSaying(talk, "Zeile 60") !== undefined && messageSaying(talk, "Zeile 140") !== undefined);
  expect(await talk.showMessage("$unknown")).toBe(false);
  expect(messageSaying(talk, "Zeile 100")).toBeDefined();
});

test("more arriving at once than an answer holds leaves no hole that looks like none", async () => {
  const { talk, homeserver, room, standIn } = await aLongRoom(30);
  standIn.intercept(({ path }, response) => path.endsWith("/sync") && Boolean(response.destroy()));
  homeserver.say(room, "deniz", "weckt");
  await until(() => standIn.requests.length > 0);
  lines(60, 30).forEach((line) => homeserver.say(room, "deniz", line));
  standIn.intercept(null);
  await until(() => messageSaying(talk, "Zeile 89"));
  await toTheBeginning(talk);
  expect(textsOf(talk)).toEqual([...lines(30), "weckt", ...lines(60, 30)]);
});

test("paging that fails says so and can be repeated", async () => {
  const { talk, standIn } = await aLongRoom(100);
  await until(() => talk.state.get().older === "there");
  standIn.intercept(({ path }, response) => path.endsWith("/messages") && Boolean(response.destroy()));
  talk.showOlder();
  await until(() => talk.state.get().older === "failed");
  standIn.intercept(null);
  const before = talk.state.get().entries.length;
  talk.showOlder();
  await until(() => talk.state.get().entries.length > before);
  expect(talk.state.get().older).toBe("there");
});

test("entries that say the same stay the same objects when others change", async () => {
  const { talk, homeserver, room } = await aLongRoom(40);
  await toTheBeginning(talk);
  const before = messagesOf(talk);
  homeserver.react(room, "deniz", before[7]?.id ?? "", "👍");
  await until(() => messagesOf(talk)[7]?.reactions.length === 1);
  expect(messagesOf(talk).filter((message, index) => message !== before[index])).toEqual([messagesOf(talk)[7]]);
});

test("a room that is opened before anything is known of it fills when it is, and says what is new in it", async () => {
  const { homeserver, hub } = await startStage();
  const room = homeserver.createRoom({ name: "Referat 42", members: ["deniz", "ines"] });
  const first = homeserver.say(room, "deniz", "Gelesen");
  homeserver.say(room, "deniz", "Neu");
  homeserver.setAccountData("ines", room, "m.fully_read", { event_id: first });
  const talk = hub.open(room);
  expect(talk.state.get()).toMatchObject({ entries: [], ended: null, readUpTo: null });
  await until(() => messageSaying(talk, "Neu"));
  expect(talk.state.get()).toMatchObject({ ended: null, readUpTo: first, room: { name: "Referat 42" } });
  talk.markRead(messageSaying(talk, "Neu")?.id ?? "");
  await until(() => hub.rooms.get()[0]?.unread === 0);
  expect(talk.state.get().readUpTo).toBe(first);
});
