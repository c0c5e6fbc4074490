import { expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { ChatError } from "#matrix/model.ts";
import { expectNoBarriers } from "#testing/accessibility.ts";
import { eventually } from "#testing/eventually.ts";
import { openChat, type OpenChatOptions, type OpenedChat } from "#testing/open-chat.tsx";
import { createScriptedHub } from "#testing/some-rooms.ts";

const people = [
  { id: "@ruth:example.org", name: "Ruth Okafor" },
  { id: "@rudi:example.org", name: "Rudi Ahrens" },
];

const openNew = async (options: OpenChatOptions = {}): Promise<OpenedChat> => {
  const server = createScriptedHub();
  server.people = (term) => people.filter(({ name }) => name.toLowerCase().includes(term.toLowerCase()));
  const chat = await openChat({ hubs: [server], ...options });
  await chat.getByRole("button", { name: "Neues Gespräch" }).click();
  return chat;
};
const dialog = page.getByRole("dialog", { name: "Neues Gespräch" });
const field = dialog.getByRole("searchbox", { name: "Mit wem möchten Sie schreiben?" });

test("somebody is found by a part of the name, chosen with the keyboard, and the room with them opens", async () => {
  const chat = await openNew();
  await expect.element(field).toHaveFocus();
  await expect.element(dialog.getByText("Schreiben Sie mindestens zwei Buchstaben des Namens.")).toBeVisible();
  await userEvent.keyboard("ru");
  await expect.element(dialog.getByRole("option", { name: /^Rudi Ahrens/u })).toBeVisible();
  await expect.element(page.getByText("2 Personen gefunden")).toBeInTheDocument();
  await expectNoBarriers(document.body);
  await userEvent.keyboard("{ArrowDown}{ArrowDown}{Enter}");
  await expect.element(dialog).not.toBeInTheDocument();
  await eventually(() => expect(chat.path()).toBe("/chat/matrix%3A!with-rudi%3Aexample.org"));
  await expect.element(chat.getByText("Nachrichten in Neues Gespräch")).toBeVisible();
  // Asked once for what was typed, not for each letter.
  expect(chat.server.asked).toEqual(["search ru", "direct @rudi:example.org"]);
});

test("a search that was overtaken by another shows nothing of its own", async () => {
  const chat = await openNew();
  const release = chat.server.hold();
  await field.fill("ruth");
  await eventually(() => expect(chat.server.asked).toEqual(["search ruth"]));
  await field.fill("rudi");
  await eventually(() => expect(chat.server.asked).toEqual(["search ruth", "search rudi"]));
  release();
  await expect.element(dialog.getByRole("option", { name: /^Rudi/u })).toBeVisible();
  expect(dialog.getByRole("option").elements()).toHaveLength(1);
});

test("that nobody is found, and that the search does not answer, are two different things", async () => {
  const chat = await openNew();
  await field.fill("xyz");
  await expect.element(dialog.getByText(/^Niemand gefunden/u)).toBeVisible();
  chat.server.refuse(new ChatError("connection", "No answer."));
  await field.fill("ruth");
  await expect.element(dialog.getByText(/^Die Suche nach Personen antwortet gerade nicht/u)).toBeVisible();
  await expectNoBarriers(document.body);
  chat.server.refuse(null);
  await dialog.getByRole("button", { name: "Jetzt versuchen" }).click();
  await expect.element(dialog.getByRole("option", { name: /^Ruth/u })).toBeVisible();
});

test("a conversation that cannot be begun says why and keeps the dialog", async () => {
  const chat = await openNew();
  await field.fill("ruth");
  await expect.element(dialog.getByRole("option", { name: /^Ruth/u })).toBeVisible();
  chat.server.refuse(new ChatError("forbidden", "No."));
  await dialog.getByRole("option", { name: /^Ruth/u }).click();
  await expect.element(dialog.getByText(/^Das ist Ihnen hier nicht erlaubt/u)).toBeVisible();
  await userEvent.keyboard("{Escape}{Escape}");
});

test("in English and at 320 px the dialogs hold and have no barriers", async () => {
  const server = createScriptedHub();
  server.people = () => people;
  const chat = await openChat({ hubs: [server], language: "en", width: 320 });
  await chat.getByRole("button", { name: "New conversation" }).click();
  await page.getByRole("searchbox", { name: "Whom would you like to write to?" }).fill("ru");
  await expect.element(page.getByRole("option", { name: /^Ruth/u })).toBeVisible();
  await expectNoBarriers(document.body);
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(320);
});

test("? lists all keys, unless single keys are switched off; the room's menu lists them always", async () => {
  const chat = await openChat({ at: "/chat/matrix%3A!42%3Aexample.org" });
  await userEvent.keyboard("?");
  const list = page.getByRole("dialog", { name: "Tastenkürzel" });
  await expect.element(list.getByText("Nächster ungelesener Raum")).toBeVisible();
  await expect.element(list.getByText("Diese Übersicht")).toBeVisible();
  await expectNoBarriers(document.body);
  await userEvent.keyboard("{Escape}");
  await expect.element(list).not.toBeInTheDocument();
  await chat.unmount();
  const without = await openChat({ at: "/chat/matrix%3A!42%3Aexample.org", keys: false });
  await userEvent.keyboard("?rn");
  expect(page.getByRole("dialog").elements()).toEqual([]);
  expect(without.getByRole("searchbox").elements()).toEqual([]);
  await without.getByRole("button", { name: "Weitere Aktionen" }).click();
  await page.getByRole("menuitem", { name: "Tastenkürzel" }).click();
  await expect.element(list.getByText(/haben Sie im Menü Ihres Kontos abgeschaltet/u)).toBeVisible();
  expect(list.getByText("Diese Übersicht").elements()).toEqual([]);
});

test("Alt and the arrows go from room to room in the order of the list, with Shift to the next unread one", async () => {
  const chat = await openChat({ at: "/chat/matrix%3A!paul%3Aexample.org" });
  const press = async (keys: string, room: string): Promise<void> => {
    await userEvent.keyboard(keys);
    await eventually(() => expect(decodeURIComponent(chat.path())).toBe(`/chat/matrix:!${room}:example.org`));
  };
  await press("{Alt>}{ArrowDown}{/Alt}", "personalrat");
  await press("{Alt>}{ArrowUp}{/Alt}", "paul");
  await press("{Alt>}{ArrowUp}{/Alt}", "42");
  await press("{Alt>}{Shift>}{ArrowDown}{/Shift}{/Alt}", "paul");
  await press("{Alt>}{Shift>}{ArrowDown}{/Shift}{/Alt}", "personalrat");
  // The muted room calls for nobody; after the end the invitation is next.
  await press("{Alt>}{Shift>}{ArrowDown}{/Shift}{/Alt}", "akte");
});

test("single keys search and begin, but mean letters where one writes; Escape leads to the open room's row", async () => {
  const chat = await openChat({ at: "/chat/matrix%3A!paul%3Aexample.org" });
  await userEvent.keyboard("r");
  const search = chat.getByRole("searchbox", { name: "Räume nach Namen filtern" });
  await expect.element(search).toHaveFocus();
  await userEvent.keyboard("n?");
  await expect.element(search).toHaveValue("n?");
  expect(page.getByRole("dialog").elements()).toEqual([]);
  await userEvent.keyboard("{Alt>}{ArrowDown}{/Alt}");
  expect(chat.path()).toBe("/chat/matrix%3A!paul%3Aexample.org");
  await userEvent.keyboard("{Escape}{Escape}");
  await expect.element(search).not.toBeInTheDocument();
  await userEvent.keyboard("{Escape}");
  await expect.element(chat.getByRole("link", { name: /^Paul Zierau/u })).toHaveFocus();
  await userEvent.keyboard("n");
  await expect.element(dialog).toBeVisible();
});
