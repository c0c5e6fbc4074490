import { expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { ChatError } from "#matrix/model.ts";
import { expectNoBarriers, expectNoBarriersInAppearances } from "#testing/accessibility.ts";
import { eventually } from "#testing/eventually.ts";
import { openChat, type OpenChatOptions, type OpenedChat } from "#testing/open-chat.tsx";
import { aRoom, anInvitation, createScriptedHub, someRooms } from "#testing/some-rooms.ts";

const at = (room: string): string => `/chat/${encodeURIComponent(`matrix:!${room}:example.org`)}`;
const open = async (room: string, options: OpenChatOptions = {}): Promise<OpenedChat> =>
  openChat({ at: at(room), ...options });

test("the head of a room says which it is, how many are in it, and who can read it", async () => {
  const chat = await open("42");
  const room = chat.getByRole("region", { name: "Referat 42 – Wasserrecht" });
  await expect.element(room.getByRole("heading", { level: 1, name: "Referat 42 – Wasserrecht" })).toBeVisible();
  await expect.element(room.getByText("9 Personen · Nachrichten unverschlüsselt")).toBeVisible();
  await expectNoBarriers(chat.container);
});

test("there is one heading of the first level: the open room's, else the chat's; it takes the focus along", async () => {
  const server = createScriptedHub({
    rooms: [],
    phase: { kind: "connecting", since: Date.parse("2026-11-23T09:44:00Z") },
  });
  const chat = await open("42", { hubs: [server] });
  const titles = chat.getByRole("heading", { level: 1 });
  await expect.element(titles).toHaveTextContent("Chat");
  titles.element().focus();
  server.rooms.set(someRooms());
  server.phase.set({ kind: "live" });
  await expect.element(titles).toHaveTextContent("Referat 42 – Wasserrecht");
  await expect.element(titles).toHaveFocus();
  await chat.getByRole("link", { name: /^Hochwasserschutz/u }).click();
  await expect.element(titles).toHaveTextContent("Hochwasserschutz");
  await expect.element(titles).toHaveFocus();
  await chat.unmount();
  const list = await openChat();
  await list.getByRole("link", { name: /^Hochwasserschutz/u }).click();
  await expect.element(list.getByRole("heading", { level: 1 })).toHaveTextContent("Hochwasserschutz");
  await expect.element(list.getByRole("heading", { level: 1 })).toHaveFocus();
});

test("a room is muted and made a favourite at once, and both are said", async () => {
  const chat = await open("hochwasser");
  const release = chat.server.hold();
  const mute = chat.getByRole("button", { name: "Stumm schalten" });
  await mute.click();
  await expect.element(mute).toHaveAttribute("aria-pressed", "true");
  release();
  await expect.element(page.getByText("„Hochwasserschutz“ ist stumm.")).toBeInTheDocument();
  await chat.getByRole("button", { name: "Als Favorit merken" }).click();
  await expect
    .element(chat.getByRole("list", { name: "Favoriten" }).getByRole("link", { name: /^Hochwasserschutz/u }))
    .toBeVisible();
  expect(chat.server.asked).toEqual(["mute !hochwasser:example.org true", "favourite !hochwasser:example.org true"]);
});

test("what the homeserver refuses goes back and says why", async () => {
  const chat = await open("hochwasser");
  chat.server.refuse(new ChatError("throttled", "Slow down.", Date.parse("2026-11-23T09:46:00Z")));
  const mute = chat.getByRole("button", { name: "Stumm schalten" });
  await mute.click();
  await expect
    .element(chat.getByRole("alert"))
    .toHaveTextContent("Der Chat ist gerade ausgelastet. Versuchen Sie es um 10:46 Uhr noch einmal.");
  await expect.element(mute).toHaveAttribute("aria-pressed", "false");
  chat.server.refuse(null);
  await mute.click();
  await expect.element(mute).toHaveAttribute("aria-pressed", "true");
  await expect.element(chat.getByRole("alert")).not.toBeInTheDocument();
});

test("a room is left after a question, by its menu, and the list comes back", async () => {
  const chat = await open("hochwasser");
  await chat.getByRole("button", { name: "Weitere Aktionen" }).click();
  const element = page.getByRole("menuitem", { name: "In Element öffnen" });
  await expect.element(element).toHaveAttribute("href", "https://element.example.org/#/room/!hochwasser%3Aexample.org");
  await page.getByRole("menuitem", { name: "Raum verlassen" }).click();
  const dialog = page.getByRole("alertdialog", { name: "„Hochwasserschutz“ verlassen?" });
  await expect.element(dialog).toBeVisible();
  await expectNoBarriers(document.body);
  await dialog.getByRole("button", { name: "Abbrechen" }).click();
  await expect.element(dialog).not.toBeInTheDocument();
  expect(chat.server.asked).toEqual([]);
  await chat.getByRole("button", { name: "Weitere Aktionen" }).click();
  await page.getByRole("menuitem", { name: "Raum verlassen" }).click();
  chat.server.refuse(new ChatError("connection", "No answer."));
  await dialog.getByRole("button", { name: "Verlassen" }).click();
  await expect.element(dialog.getByText(/^Nicht gespeichert, die Verbindung war unterbrochen/u)).toBeVisible();
  chat.server.refuse(null);
  await dialog.getByRole("button", { name: "Verlassen" }).click();
  await eventually(() => expect(chat.path()).toBe("/chat"));
  await expect.element(chat.getByRole("link", { name: /^Hochwasserschutz/u })).not.toBeInTheDocument();
});

test("an encrypted room says how much is new and why it is not here, leads into Element, and has no field", async () => {
  const chat = await open("personalrat");
  const room = chat.getByRole("region", { name: "Personalrat Sprechstunde" });
  await expect.element(room.getByText("4 Personen · Ende-zu-Ende verschlüsselt")).toBeVisible();
  await expect.element(room.getByRole("heading", { name: "3 neue Nachrichten" })).toBeVisible();
  await expect
    .element(room.getByText(/^Dieser Raum ist verschlüsselt. Pforte kann die Nachrichten nicht lesen/u))
    .toBeVisible();
  const link = room.getByRole("link", { name: "In Element öffnen" });
  await expect.element(link).toHaveAttribute("href", "https://element.example.org/#/room/!personalrat%3Aexample.org");
  await expect.element(link).toHaveAttribute("rel", "noopener noreferrer");
  expect(room.getByRole("textbox").elements()).toEqual([]);
  await expectNoBarriers(chat.container);
});

test("an encrypted room without a known client says what to do instead of leading nowhere", async () => {
  const chat = await open("personalrat", { hubs: [createScriptedHub({ web: null })] });
  await expect.element(chat.getByText(/Öffnen Sie ihn in dem Programm, das Ihren Schlüssel hat.$/u)).toBeVisible();
  expect(chat.getByRole("link", { name: "In Element öffnen" }).elements()).toEqual([]);
});

test("a room that becomes encrypted while it is open shows no field any more", async () => {
  const chat = await open("hochwasser");
  await expect.element(chat.getByText("Nachrichten in Hochwasserschutz")).toBeVisible();
  chat.server.rooms.set(
    someRooms().map((room) => (room.name === "Hochwasserschutz" ? aRoom({ ...room, isEncrypted: true }) : room)),
  );
  await expect.element(chat.getByText("Nachrichten in Hochwasserschutz")).not.toBeInTheDocument();
  await expect.element(chat.getByRole("heading", { name: "Keine neuen Nachrichten" })).toBeVisible();
});

test("an invitation says who invites into what; accepted, the room opens", async () => {
  const chat = await open("akte");
  await expect
    .element(chat.getByRole("heading", { name: "Ole Friis lädt Sie in „AG Digitale Akte“ ein" }))
    .toBeVisible();
  await expectNoBarriers(chat.container);
  const release = chat.server.hold();
  await chat.getByRole("button", { name: "Annehmen" }).click();
  await expect.element(chat.getByRole("button", { name: "Wird angenommen …" })).toBeVisible();
  // A second answer while the first is under way is none.
  await chat.getByRole("button", { name: "Ablehnen" }).click({ force: true });
  release();
  await expect.element(chat.getByText("Nachrichten in AG Digitale Akte")).toBeVisible();
  expect(chat.server.asked).toEqual(["accept !akte:example.org"]);
});

test("an invitation that is accepted waits for its room as long as the homeserver needs", async () => {
  const server = createScriptedHub();
  const hub = { ...server.hub, accept: async () => Promise.resolve() };
  const chat = await open("akte", { hubs: [{ ...server, hub }] });
  await chat.getByRole("button", { name: "Annehmen" }).click();
  server.rooms.set(someRooms().filter(({ membership }) => membership === "join"));
  await expect.element(chat.getByRole("list", { name: "Der Raum wird geöffnet" })).toBeInTheDocument();
  server.rooms.set([...someRooms().slice(1), anInvitation({ membership: "join" })]);
  await expect.element(chat.getByText("Nachrichten in AG Digitale Akte")).toBeVisible();
});

test("a declined invitation is gone, and a refusal is said where it was", async () => {
  const chat = await open("akte");
  chat.server.refuse(new ChatError("forbidden", "No."));
  await chat.getByRole("button", { name: "Ablehnen" }).click();
  await expect.element(chat.getByText(/^Das ist Ihnen hier nicht erlaubt/u)).toBeVisible();
  chat.server.refuse(null);
  await chat.getByRole("button", { name: "Ablehnen" }).click();
  await eventually(() => expect(chat.path()).toBe("/chat"));
  await expect.element(page.getByText("Die Einladung in „AG Digitale Akte“ ist abgelehnt.")).toBeInTheDocument();
});

test("an invitation that is taken back while it is open says so, with the way on", async () => {
  const chat = await open("akte");
  chat.server.rooms.set(someRooms().slice(1));
  await expect.element(chat.getByRole("heading", { name: "Die Einladung gilt nicht mehr" })).toBeVisible();
  await chat.getByRole("link", { name: "Zu den Räumen" }).click();
  await eventually(() => expect(chat.path()).toBe("/chat"));
});

test.each([
  ["a source that is not the person's", "/chat/other%3A!raum%3Aexample.org"],
  ["a room in which the person is not", at("fremd")],
])("the address of %s says that there is no such room here", async (_, path) => {
  const chat = await openChat({ at: path });
  await expect.element(chat.getByRole("heading", { name: "Diesen Raum gibt es hier nicht" })).toBeVisible();
  await expectNoBarriers(chat.container);
});

test("a room is not missing before the homeserver has answered", async () => {
  const server = createScriptedHub({
    rooms: [],
    phase: { kind: "connecting", since: Date.parse("2026-11-23T09:44:00Z") },
  });
  const chat = await open("42", { hubs: [server] });
  await expect.element(chat.getByRole("list", { name: "Der Raum wird geöffnet" })).toBeInTheDocument();
  server.rooms.set(someRooms());
  server.phase.set({ kind: "live" });
  await expect.element(chat.getByText("Nachrichten in Referat 42 – Wasserrecht")).toBeVisible();
});

test("on a narrow screen there is the list or the room, with a way back by link and by Escape", async () => {
  const chat = await open("42", { width: 360 });
  const list = chat.getByRole("region", { name: "Räume" });
  await expect.element(list).not.toBeInTheDocument();
  await chat.getByRole("link", { name: "Zurück zu den Räumen" }).click();
  await expect.element(list).toBeVisible();
  await chat.getByRole("link", { name: /^Hochwasserschutz/u }).click();
  await expect.element(list).not.toBeInTheDocument();
  await expectNoBarriers(chat.container);
  await userEvent.keyboard("{Escape}");
  await expect.element(list).toBeVisible();
});

test.each(["de", "en"] as const)(
  "all panes stand without barriers in %s, at every width and appearance",
  async (language) => {
    for (const width of [360, 1280]) {
      for (const room of ["42", "personalrat", "akte", "fremd"]) {
        const chat = await open(room, { language, width });
        await expectNoBarriersInAppearances(chat.container);
        expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
        await chat.unmount();
      }
    }
  },
);
