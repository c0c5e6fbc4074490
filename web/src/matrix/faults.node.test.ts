import type { SourceState } from "@pforte/shared/contract/source-outcome";
import { expect, test } from "vitest";
import { messageSaying, opened, say, startStage, textsOf, until } from "#testing/matrix-stage.ts";
import type { ChatPhase } from "./model.ts";

const gone: SourceState = { state: "needs_sign_in", connect: "/connect/chat" };

test("a homeserver restarted in the middle loses and doubles nothing", async () => {
  const { standIn, homeserver, hub } = await startStage({ pauses: [100, 200, 400, 800, 1600] });
  const room = homeserver.createRoom({ name: "Referat 42", members: ["deniz", "ines"] });
  homeserver.say(room, "deniz", "Vorher");
  const talk = await opened(hub, room);
  await until(() => messageSaying(talk, "Vorher"));
  const phases: ChatPhase["kind"][] = [];
  hub.phase.subscribe(() => phases.push(hub.phase.get().kind));
  await standIn.down();
  await until(() => hub.phase.get().kind === "reconnecting");
  // What is known stays to be seen.
  expect(hub.rooms.get().map(({ name }) => name)).toEqual(["Referat 42"]);
  say(talk, "Währenddessen");
  homeserver.say(room, "deniz", "Auch währenddessen");
  await standIn.up();
  hub.retry();
  await until(() => messageSaying(talk, "Währenddessen")?.canEdit);
  expect(textsOf(talk)).toEqual(["Vorher", "Auch währenddessen", "Währenddessen"]);
  expect(phases).toEqual(["reconnecting", "live"]);
});

test("a place that the homeserver does not know any more is a fresh start, and the open room goes on", async () => {
  let passed = 0;
  const { standIn, homeserver, hub } = await startStage({ now: () => Date.now() + passed });
  const room = homeserver.createRoom({ name: "Referat 42", members: ["deniz", "ines"] });
  homeserver.say(room, "deniz", "Vorher");
  const talk = await opened(hub, room);
  await until(() => messageSaying(talk, "Vorher"));
  passed = 60_000;
  standIn.intercept(({ path, query }, response) => {
    if (!path.endsWith("/sync") || !query.has("since")) {
      return false;
    }
    response.writeHead(400, { "content-type": "application/json" }).end('{"errcode":"M_UNKNOWN_POS","error":"x"}');
    standIn.intercept(null);
    return true;
  });
  homeserver.say(room, "deniz", "Dazwischen");
  await until(() => messageSaying(talk, "Dazwischen"));
  homeserver.say(room, "deniz", "Nachher");
  await until(() => messageSaying(talk, "Nachher"));
  expect(textsOf(talk)).toEqual(["Vorher", "Dazwischen", "Nachher"]);
  expect(standIn.requests.filter(({ path, query }) => path.endsWith("/sync") && !query.has("since"))).toHaveLength(2);
});

test("a homeserver that asks for a pause is not asked before it is over, and the phase says until when", async () => {
  const { standIn, homeserver, hub } = await startStage();
  await until(() => hub.phase.get().kind === "live");
  standIn.rateLimit({ milliseconds: 1500, only: "sync" });
  const room = homeserver.createRoom({ name: "Referat 42", members: ["deniz", "ines"] });
  const phase = await until(
    () => hub.phase.get(),
    ({ kind }) => kind === "throttled",
  );
  expect(phase.kind === "throttled" ? phase.until - Date.now() : 0).toBeGreaterThan(1000);
  const asked = standIn.requests.length;
  standIn.rateLimit(null);
  await until(() => hub.rooms.get().some(({ id }) => id === room));
  expect(standIn.requests.length - asked).toBeLessThanOrEqual(2);
  await until(() => hub.phase.get().kind === "live");
});

test("a browser without a network says so at once, and asks at once when it is back", async () => {
  let isOnline = true;
  const { hub, network } = await startStage({ isOnline: () => isOnline });
  await until(() => hub.phase.get().kind === "live");
  isOnline = false;
  network.dispatchEvent(new Event("offline"));
  expect(hub.phase.get()).toMatchObject({ kind: "reconnecting", isOffline: true });
  isOnline = true;
  network.dispatchEvent(new Event("online"));
  await until(() => hub.phase.get().kind === "live");
});

test("a sign-in that is needed closes the source by the portal's word; asking again opens it", async () => {
  let outcome: SourceState = gone;
  const { standIn, homeserver, hub } = await startStage({ readOutcome: async () => outcome });
  const room = homeserver.createRoom({ name: "Referat 42", members: ["deniz", "ines"] });
  await until(() => hub.rooms.get().length === 1);
  standIn.intercept((_, response) => {
    response.writeHead(403, { "content-type": "application/json" });
    response.end('{"errcode":"ORG.PFORTE.SIGN_IN_REQUIRED","error":"x"}');
    return true;
  });
  homeserver.say(room, "deniz", "weckt");
  await until(() => hub.phase.get().kind === "closed");
  expect(hub.phase.get()).toEqual({ kind: "closed", outcome: gone });
  const asked = standIn.requests.length;
  standIn.intercept(null);
  outcome = { state: "ok", at: new Date().toISOString() };
  hub.retry();
  await until(() => hub.phase.get().kind === "live");
  expect(standIn.requests.length - asked).toBeGreaterThan(0);
  await until(() => hub.rooms.get()[0]?.last?.text === "weckt");
});

test("a source that is closed from the beginning is not asked", async () => {
  const { hub, standIn } = await startStage({ outcome: { state: "not_entitled" } });
  expect(hub.phase.get()).toEqual({ kind: "closed", outcome: { state: "not_entitled" } });
  expect(standIn.requests).toEqual([]);
});

test("the end of the portal's session is told once it is heard of", async () => {
  let isOver = 0;
  const { standIn, hub } = await startStage({ onSignedOut: () => (isOver += 1) });
  await until(() => hub.phase.get().kind === "live");
  standIn.intercept((_, response) => {
    response.writeHead(401, { "content-type": "application/json" });
    response.end('{"code":"signed_out","message":"x","requestId":"1"}');
    return true;
  });
  await expect(hub.accept("!x:localhost")).rejects.toMatchObject({ name: "ChatError" });
  expect(isOver).toBeGreaterThan(0);
});

test("a hub that was stopped holds no room, asks nothing more and keeps no timer that would", async () => {
  const { standIn, homeserver, hub, network } = await startStage();
  const room = homeserver.createRoom({ name: "Referat 42", members: ["deniz", "ines"] });
  homeserver.say(room, "deniz", "Geheim");
  const talk = await opened(hub, room);
  await until(() => messageSaying(talk, "Geheim"));
  await until(() => talk.state.get().uploadLimit !== null && talk.state.get().members.length > 0);
  hub.stop();
  const asked = standIn.requests.length;
  homeserver.say(room, "deniz", "Nachher");
  network.dispatchEvent(new Event("online"));
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(standIn.requests.length).toBe(asked);
  expect(hub.rooms.get()).toEqual([]);
});

test("nobody is set online, no token is asked for or sent, and only what the gateway knows is called", async () => {
  const { standIn, homeserver, hub } = await startStage();
  const room = homeserver.createRoom({ name: "Referat 42", members: ["deniz", "ines"] });
  const talk = await opened(hub, room);
  say(talk, "Moin");
  await until(() => messageSaying(talk, "Moin")?.canEdit);
  const syncs = standIn.requests.filter(({ path }) => path.endsWith("/sync"));
  expect(syncs.every(({ query }) => query.get("set_presence") === "offline" && !query.has("access_token"))).toBe(true);
  const kinds = new Set(
    standIn.requests.map(
      ({ method, path }) => `${method} ${decodeURIComponent(path).replaceAll(/[!@$][^/]+|[\w-]{36}/gu, "*")}`,
    ),
  );
  expect([...kinds].toSorted()).toEqual([
    "GET /_matrix/client/v1/media/config",
    "GET /_matrix/client/v3/pushrules/",
    "GET /_matrix/client/v3/rooms/*/joined_members",
    "GET /_matrix/client/v3/rooms/*/messages",
    "GET /_matrix/client/v3/sync",
    "GET /_matrix/client/versions",
    "POST /_matrix/client/v3/user/*/filter",
    "PUT /_matrix/client/v3/rooms/*/send/m.room.message/*",
  ]);
});

test("a fault while an answer is taken in does not end the asking for the next ones", async () => {
  const { homeserver, hub } = await startStage();
  const room = homeserver.createRoom({ name: "Referat 42", members: ["deniz", "ines"] });
  homeserver.say(room, "deniz", "Vorher");
  const talk = await opened(hub, room);
  await until(() => messageSaying(talk, "Vorher"));
  const forget = hub.rooms.subscribe(() => {
    throw new Error("A view failed.");
  });
  homeserver.say(room, "deniz", "Dabei");
  await until(() => hub.rooms.get()[0]?.last?.text === "Dabei");
  forget();
  homeserver.say(room, "deniz", "Danach");
  await until(() => messageSaying(talk, "Danach"));
  expect(hub.phase.get()).toEqual({ kind: "live" });
});

test("who is in a room is asked again once the way is there, and when somebody comes", async () => {
  const { standIn, homeserver, hub } = await startStage();
  const room = homeserver.createRoom({ name: "Referat 42", members: ["deniz", "ines"] });
  await until(() => hub.rooms.get().length === 1);
  standIn.intercept(({ path }, response) => path.endsWith("/joined_members") && Boolean(response.destroy()));
  const talk = await opened(hub, room);
  await until(() => standIn.requests.some(({ path }) => path.endsWith("/joined_members")));
  standIn.intercept(null);
  await standIn.down();
  await until(() => hub.phase.get().kind === "reconnecting");
  await standIn.up();
  hub.retry();
  await until(() => talk.state.get().members.length === 2);
  homeserver.account("tobias", "Tobias Kranich");
  homeserver.setMembership(room, "tobias", "join");
  await until(() => talk.state.get().members.length === 3);
  expect(talk.state.get().members.map(({ name }) => name)).toContain("Tobias Kranich");
});

test("a page that wakes up after a long silence asks at once instead of waiting for a connection that is dead", async () => {
  let passed = 0;
  const { standIn, homeserver, hub, network } = await startStage({ now: () => Date.now() + passed });
  const room = homeserver.createRoom({ name: "Referat 42", members: ["deniz", "ines"] });
  homeserver.say(room, "deniz", "Vor der Pause");
  const talk = await opened(hub, room);
  await until(() => messageSaying(talk, "Vor der Pause"));
  const syncs = () => standIn.requests.filter(({ path }) => path.endsWith("/sync")).length;
  // From now on no answer comes, as after a sleep in which the network forgot the connection.
  const held: unknown[] = [];
  standIn.intercept(({ path }, response) => path.endsWith("/sync") && held.push(response) > 0);
  homeserver.say(room, "deniz", "Weckt den Abruf");
  await until(() => held.length > 0);
  standIn.intercept(null);
  const asked = syncs();
  network.dispatchEvent(new Event("focus"));
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(syncs()).toBe(asked);
  passed = 60_000;
  network.dispatchEvent(new Event("focus"));
  homeserver.say(room, "deniz", "Nach der Pause");
  await until(() => messageSaying(talk, "Nach der Pause"));
});
