import { expect, test } from "vitest";
import { readChatAccounts } from "@pforte/shared/contract/chat";
import { expectNoBarriers } from "#testing/accessibility.ts";
import { eventually } from "#testing/eventually.ts";
import { anAccount, openChat, type OpenedChat } from "#testing/open-chat.tsx";
import { fail, network } from "#testing/server.ts";
import { aRoom, closed, createScriptedHub, type ScriptedHub } from "#testing/some-rooms.ts";
import type { ChatPhase } from "#matrix/model.ts";

const at = (time: string): number => Date.parse(`2026-11-23T${time}:00+01:00`);
const open = async (phase: ChatPhase, options: { rooms?: boolean; at?: string; width?: number } = {}) => {
  const server = createScriptedHub({ phase, ...(options.rooms === false ? { rooms: [] } : {}) });
  return openChat({
    hubs: [server],
    ...(options.at === undefined ? {} : { at: options.at }),
    ...(options.width === undefined ? {} : { width: options.width }),
  });
};

test("while the first answer is under way there are rows to come, and after ten seconds a word", async () => {
  const chat = await open({ kind: "connecting", since: at("10:44") }, { rooms: false });
  await expect.element(chat.getByRole("list", { name: "Räume werden geladen" })).toBeInTheDocument();
  expect(chat.container.querySelector(".stale")).toBeNull();
  await expectNoBarriers(chat.container);
  await chat.unmount();
  const slow = await open({ kind: "connecting", since: at("10:43") }, { rooms: false });
  await expect.element(slow.getByText("Chat braucht gerade länger als sonst. Pforte wartet weiter.")).toBeVisible();
});

test("a lost connection is a line above the rooms, with its time and a way to try at once, and goes with its end", async () => {
  const chat = await open({ kind: "reconnecting", since: at("10:42"), isOffline: false });
  const line = chat.getByText(/^Chat ist seit 10:42 Uhr nicht erreichbar. Pforte versucht es von selbst wieder./u);
  await expect.element(line).toBeVisible();
  await expect.element(chat.getByRole("link", { name: /^Paul Zierau/u })).toBeVisible();
  await chat.getByRole("button", { name: "Jetzt versuchen" }).click();
  expect(chat.server.asked).toEqual(["retry"]);
  await expectNoBarriers(chat.container);
  chat.server.phase.set({ kind: "live" });
  await expect.element(line).not.toBeInTheDocument();
});

test("who is offline reads so, and how old what they see is", async () => {
  const chat = await open({ kind: "reconnecting", since: at("10:42"), isOffline: true });
  await expect.element(chat.getByText("Sie sind offline. Sie sehen den Stand von 10:42 Uhr.")).toBeVisible();
  expect(chat.getByRole("button", { name: "Jetzt versuchen" }).elements()).toEqual([]);
});

test("nobody is asked to choose a room where none is known", async () => {
  const lost: ChatPhase = { kind: "reconnecting", since: at("10:42"), isOffline: false };
  const choose = (chat: OpenedChat) => chat.getByRole("heading", { name: "Kein Raum geöffnet" });
  const without = await open(lost, { rooms: false });
  await expect.element(without.getByText(/^Chat ist seit 10:42 Uhr nicht erreichbar/u)).toBeVisible();
  expect(choose(without).elements()).toEqual([]);
  await without.unmount();
  await expect.element(choose(await open(lost))).toBeVisible();
});

test("a homeserver that asks for a pause says until when", async () => {
  const chat = await open({ kind: "throttled", until: at("10:46") });
  await expect.element(chat.getByText("Chat ist gerade ausgelastet. Weiter um 10:46 Uhr.")).toBeVisible();
  expect(chat.getByRole("button", { name: "Jetzt versuchen" }).elements()).toEqual([]);
});

test("on a narrow screen the open room says it, where the list is away", async () => {
  const room = "/chat/matrix%3A!42%3Aexample.org";
  const lost: ChatPhase = { kind: "reconnecting", since: at("10:42"), isOffline: false };
  const visible = (chat: OpenedChat): number =>
    [...chat.container.querySelectorAll(".stale")].filter((line) => line.checkVisibility()).length;
  const narrow = await open(lost, { at: room, width: 360 });
  expect(visible(narrow)).toBe(1);
  await expectNoBarriers(narrow.container);
  await narrow.unmount();
  expect(visible(await open(lost, { at: room }))).toBe(1);
});

test.each([
  [
    { state: "not_entitled", requestAccess: "https://help.example.org/" } as const,
    "Kein Zugang zu „Chat“",
    "link",
    "Zugang beantragen",
  ],
  [
    { state: "unavailable", since: "2026-11-23T09:42:00.000Z" } as const,
    "Chat ist nicht erreichbar",
    "button",
    "Jetzt versuchen",
  ],
] as const)(
  "a source that is closed (%j) says why in place of rooms, and what helps",
  async (outcome, title, role, remedy) => {
    const chat = await open(closed(outcome), { rooms: false });
    await expect.element(chat.getByRole("heading", { name: title })).toBeVisible();
    await expect.element(chat.getByRole(role, { name: remedy })).toBeVisible();
    expect(chat.journeys).toEqual([]);
    await expectNoBarriers(chat.container);
  },
);

test("a room of a closed source says the same in its place on a narrow screen", async () => {
  const chat = await open(closed({ state: "not_entitled" }), {
    rooms: false,
    at: "/chat/matrix%3A!42%3Aexample.org",
    width: 360,
  });
  await expect.element(chat.getByRole("heading", { name: "Kein Zugang zu „Chat“" })).toBeVisible();
});

const signIn = closed({ state: "needs_sign_in", connect: "/auth/connect/matrix" });

test("a sign-in that is needed is begun once by itself, and comes back to this place", async () => {
  const chat = await open(signIn, { rooms: false });
  await eventually(() =>
    expect(chat.journeys).toEqual(["assign /auth/connect/matrix?returnTo=%2F%3Fplace%3D1&silent=true"]),
  );
});

test("a sign-in that brought nothing is not tried again by itself; its button is there", async () => {
  const first = await open(signIn, { rooms: false });
  await eventually(() => expect(first.journeys).toHaveLength(1));
  await first.unmount();
  const again = await open(signIn, { rooms: false });
  await expect
    .element(again.getByRole("link", { name: "Bei Chat anmelden" }))
    .toHaveAttribute("href", "/auth/connect/matrix?returnTo=%2F%3Fplace%3D1");
  expect(again.journeys).toEqual([]);
  again.server.phase.set({ kind: "live" });
  await expect.element(again.getByText("Noch keine Räume")).toBeVisible();
  again.server.phase.set(signIn);
  await expect.element(again.getByRole("link", { name: "Bei Chat anmelden" })).toBeVisible();
  // A tool that is there for a moment and then is not would send the page round and round.
  expect(again.journeys).toEqual([]);
});

test("a sign-in that is needed long after the chat was opened waits for the person, whose absence it must not hide", async () => {
  const chat = await open({ kind: "live" }, { rooms: false });
  await expect.element(chat.getByText("Noch keine Räume")).toBeVisible();
  chat.server.phase.set(signIn);
  await expect.element(chat.getByRole("link", { name: "Bei Chat anmelden" })).toBeVisible();
  expect(chat.journeys).toEqual([]);
});

test("a sign-in is begun by itself again once enough time has passed", async () => {
  sessionStorage.setItem("pforte.connect.matrix", String(at("10:42") - 60 * 60_000));
  const chat = await open(signIn, { rooms: false });
  await eventually(() => expect(chat.journeys).toHaveLength(1));
});

test("rooms of several sources stand in one list, each with its own homeserver, and one that fails says its name", async () => {
  const hubs: readonly ScriptedHub[] = [
    createScriptedHub(),
    createScriptedHub({
      source: "land",
      rooms: [aRoom({ name: "Länderrunde", at: at("10:35") })],
      phase: { kind: "reconnecting", since: at("10:40"), isOffline: false },
    }),
  ];
  const accounts = [anAccount(), anAccount({ source: "land", name: "Landeschat" })];
  const chat = await openChat({ hubs, accounts });
  const rooms = chat.getByRole("list", { name: "Räume" }).getByRole("link");
  await expect.element(rooms.first()).toHaveAccessibleName(/^Länderrunde/u);
  await expect.element(chat.getByText(/^Landeschat ist seit 10:40 Uhr nicht erreichbar/u)).toBeVisible();
  await rooms.first().click();
  await eventually(() => expect(chat.path()).toBe("/chat/land%3A!raum%3Aexample.org"));
  await chat.getByRole("button", { name: "Stumm schalten" }).click();
  expect([hubs[0]?.asked, hubs[1]?.asked]).toEqual([[], ["mute !raum:example.org true"]]);
});

test("no rooms at all are said only once the homeserver has said so", async () => {
  const chat = await open({ kind: "live" }, { rooms: false });
  await expect.element(chat.getByText("Noch keine Räume")).toBeVisible();
  await expectNoBarriers(chat.container);
  chat.server.phase.set({ kind: "reconnecting", since: at("10:42"), isOffline: true });
  await expect.element(chat.getByText("Noch keine Räume")).not.toBeInTheDocument();
});

test("a portal that does not answer says so in place of the chat, and can be asked again", async () => {
  const { renderPart } = await import("#testing/render-portal.tsx");
  const { Chat } = await import("#app/chat.tsx");
  const { aHome } = await import("@pforte/shared/testing/a-home");
  network.use(fail(readChatAccounts, 503, "storage_unavailable"));
  const connect = () => ({ hub: createScriptedHub().hub, close: () => undefined });
  const chat = await renderPart(<Chat home={aHome()} connect={connect} talk={(_, head) => head} />, { at: "/chat" });
  await expect.element(chat.getByRole("button", { name: "Jetzt versuchen" })).toBeVisible();
  await expectNoBarriers(chat.container);
});
