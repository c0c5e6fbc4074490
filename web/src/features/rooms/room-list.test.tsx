import { expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { expectNoBarriers, expectNoBarriersInAppearances } from "#testing/accessibility.ts";
import { eventually } from "#testing/eventually.ts";
import { openChat } from "#testing/open-chat.tsx";
import { aLast, anInvitation, aRoom, createScriptedHub, someRooms } from "#testing/some-rooms.ts";

const rowOf = (container: Element, name: string): HTMLElement => {
  const found = [...container.querySelectorAll<HTMLElement>("a.room")].find(
    (row) => row.querySelector(".room-name")?.textContent === name,
  );
  if (found === undefined) {
    throw new Error(`There is no row of ${name}.`);
  }
  return found;
};
const namesOf = (container: Element): (string | null)[] =>
  [...container.querySelectorAll(".room-name")].map(({ textContent }) => textContent);

test("invitations come first, then favourites, then all other rooms, newest first, each under its heading", async () => {
  const { container, getByRole } = await openChat();
  const names = (list: string): (string | null)[] => namesOf(getByRole("list", { name: list }).element());
  expect(names("Einladungen")).toEqual(["AG Digitale Akte"]);
  expect(names("Favoriten")).toEqual(["Referat 42 – Wasserrecht", "Paul Zierau"]);
  expect(names("Räume")).toEqual([
    "Personalrat Sprechstunde",
    "Helga Brandstetter",
    "Hochwasserschutz",
    "IT-Service",
    "Katharina Wendland",
    "Abteilung 4",
  ]);
  await expectNoBarriers(container);
});

test("a list without favourites and invitations has no empty headings", async () => {
  const { getByRole } = await openChat({ hubs: [createScriptedHub({ rooms: [aRoom()] })] });
  expect(
    getByRole("heading", { level: 3 })
      .elements()
      .map(({ textContent }) => textContent),
  ).toEqual(["Räume"]);
});

test.each([
  ["AG Digitale Akte", "von Ole Friis"],
  ["Referat 42 – Wasserrecht", "Deniz: Können Sie den Vermerk bis 14 Uhr freigeben?"],
  ["Paul Zierau", "Danke, dann nehme ich den Punkt mit"],
  ["Personalrat Sprechstunde", "Verschlüsselt · 3 neue Nachrichten"],
  ["Helga Brandstetter", "Sie: Passt, bis morgen."],
  ["IT-Service", "Neues Kennwort erst ab Dezember nötig"],
  ["Katharina Wendland", "Datei „Anlage 3.odt“"],
])("the row of %s says %j", async (name, line) => {
  const { container } = await openChat();
  expect(rowOf(container, name).querySelector(".row-sub")?.textContent).toBe(line);
});

test.each([
  ["a removed message", aLast("Deniz Aslan", null, { kind: "redacted" }), "Deniz: Nachricht entfernt"],
  ["a picture", aLast("Aslan, Deniz", null, { kind: "image" }), "Deniz: Bild"],
  ["a file whose name is not known", aLast("Deniz Aslan", null, { kind: "file" }), "Deniz: Datei"],
  ["nothing yet", null, "Noch keine Nachricht"],
])("the last line of a room says %s", async (_, last, line) => {
  const { container } = await openChat({ hubs: [createScriptedHub({ rooms: [aRoom({ last })] })] });
  expect(container.querySelector(".row-sub")?.textContent).toBe(line);
});

test("names and lines of others are honest letters in one line, whatever they are made of", async () => {
  const evil = aRoom({
    name: "Personal\u202etar\u200b\nSprech\u2067stunde",
    last: aLast("Deniz\u202e Aslan", "Zeile\n\u200eeins <img src=x onerror=alert(1)>"),
  });
  const nameless = aRoom({ id: "!leer:example.org", name: "\u200b\u2067", last: null });
  const invited = anInvitation({ inviter: { id: "@ole:example.org", name: "\u202eOle" } });
  const { container } = await openChat({ hubs: [createScriptedHub({ rooms: [evil, nameless, invited] })] });
  expect(new Set(namesOf(container))).toEqual(
    new Set(["!leer:example.org", "AG Digitale Akte", "Personaltar Sprechstunde"]),
  );
  expect([...container.querySelectorAll(".row-sub")].map(({ textContent }) => textContent)).toContain(
    "Deniz: Zeile eins <img src=x onerror=alert(1)>",
  );
  expect(container.textContent).not.toMatch(/[\u200b\u200e\u202e\u2066-\u2069]/u);
  expect(container.querySelector("img")).toBeNull();
});

test("what is new is counted, solid only for a mention, and said; an encrypted room counts in its line", async () => {
  const { container } = await openChat();
  const badge = (name: string): (string | null | undefined)[] => {
    const count = rowOf(container, name).querySelector(".count");
    return [count?.textContent, count?.classList.contains("count-strong") === true ? "solid" : "soft"];
  };
  expect(badge("Referat 42 – Wasserrecht")).toEqual(["2", "solid"]);
  expect(badge("Paul Zierau")).toEqual(["1", "soft"]);
  expect(badge("IT-Service")).toEqual(["4", "soft"]);
  expect(rowOf(container, "Personalrat Sprechstunde").querySelector(".count")).toBeNull();
  const said = page.getByRole("link", { name: /Referat 42.*, 2 ungelesen, davon 1 Erwähnung/u });
  await expect.element(said).toBeInTheDocument();
});

test("a muted room says so and is not among what is new", async () => {
  const { container } = await openChat({
    hubs: [
      createScriptedHub({
        rooms: [
          aRoom({ isMuted: true, unread: 3, highlights: 1 }),
          aRoom({ id: "!b", unread: 1, isMuted: true, name: "Kantine" }),
        ],
      }),
    ],
  });
  const row = rowOf(container, "Kantine");
  expect(row.textContent).toContain(", stumm");
  expect(row.classList.contains("is-unread")).toBe(false);
  expect(container.querySelector(".count-strong")).toBeNull();
  // A mention calls for the person even there.
  expect(rowOf(container, "Hochwasserschutz").classList.contains("is-unread")).toBe(true);
});

test("times are those of the house: today the hour, this week the day, before that the date", async () => {
  const { container } = await openChat();
  const timeOf = (name: string) => rowOf(container, name).querySelector("time");
  expect(timeOf("Referat 42 – Wasserrecht")?.textContent).toBe("10:31");
  expect(timeOf("Helga Brandstetter")?.textContent).toBe("Fr");
  expect(timeOf("Abteilung 4")?.textContent).toBe("16.11.");
  expect(timeOf("Abteilung 4")?.title).toBe("Montag, 16. November 2026, 09:00 Uhr");
});

test("the open room is marked, and a click opens another", async () => {
  const chat = await openChat({ at: "/chat/matrix%3A!paul%3Aexample.org" });
  const current = chat.getByRole("region", { name: "Räume" }).getByRole("link", { name: /^Paul Zierau/u });
  await expect.element(current).toHaveAttribute("aria-current", "page");
  await chat.getByRole("link", { name: /^Hochwasserschutz/u }).click();
  await eventually(() => expect(chat.path()).toBe("/chat/matrix%3A!hochwasser%3Aexample.org"));
  await expect.element(chat.getByText("Nachrichten in Hochwasserschutz")).toBeVisible();
  await expect.element(current).not.toHaveAttribute("aria-current");
});

test("Tab stops once in the list, at the open room; arrows, Home and End lead on", async () => {
  const { container, getByRole } = await openChat({ at: "/chat/matrix%3A!paul%3Aexample.org" });
  expect(container.querySelectorAll("a.room[tabindex='0']")).toHaveLength(1);
  getByRole("button", { name: "Neues Gespräch" }).element().focus();
  await userEvent.keyboard("{Tab}");
  const focused = (): string | null | undefined => document.activeElement?.querySelector(".room-name")?.textContent;
  expect(focused()).toBe("Paul Zierau");
  await userEvent.keyboard("{ArrowDown}");
  expect(focused()).toBe("Personalrat Sprechstunde");
  await userEvent.keyboard("{Home}");
  expect(focused()).toBe("AG Digitale Akte");
  await userEvent.keyboard("{ArrowUp}");
  expect(focused()).toBe("AG Digitale Akte");
  await userEvent.keyboard("{End}");
  expect(focused()).toBe("Abteilung 4");
  await userEvent.keyboard("{Enter}");
  await expect.element(page.getByText("Nachrichten in Abteilung 4")).toBeVisible();
});

test("rows keep their places while the pointer is at them, say what is new, and come in order when it leaves", async () => {
  const server = createScriptedHub();
  const { container, getByRole } = await openChat({ hubs: [server] });
  const before = namesOf(container);
  // From elsewhere, so that the pointer enters whatever the test before has left it at.
  await userEvent.hover(getByRole("heading", { name: "Chat", level: 2 }));
  await userEvent.hover(getByRole("link", { name: /^Hochwasserschutz/u }));
  const rooms = someRooms().map((room) => room);
  const newest = aRoom({
    id: "!it:example.org",
    name: "IT-Service",
    unread: 9,
    at: Date.parse("2026-11-23T09:43:00Z"),
  });
  server.rooms.set([
    ...rooms.filter(({ id }) => id !== newest.id),
    newest,
    anInvitation({ id: "!neu", name: "Neue Runde" }),
  ]);
  await eventually(() => expect(rowOf(container, "IT-Service").textContent).toContain("10:43"));
  expect(namesOf(container)).toEqual(before);
  await expect.element(getByRole("button", { name: "1 neuer Raum" })).toBeVisible();
  await userEvent.hover(getByRole("heading", { name: "Chat", level: 2 }));
  await eventually(() => expect(namesOf(getByRole("list", { name: "Räume" }).element())[0]).toBe("IT-Service"));
  expect(namesOf(container)).toContain("Neue Runde");
});

test("the search finds rooms by parts of their names without marks, says when there is none, and goes with Escape", async () => {
  const hub = createScriptedHub({ rooms: [...someRooms(), aRoom({ id: "!g", name: "Gewässerkataster Süd" })] });
  const { container, getByRole, getByText } = await openChat({ hubs: [hub] });
  await getByRole("button", { name: "Raum suchen" }).click();
  const field = getByRole("searchbox", { name: "Räume nach Namen filtern" });
  await expect.element(field).toHaveFocus();
  await field.fill("sud gewa");
  expect(namesOf(container)).toEqual(["Gewässerkataster Süd"]);
  await field.fill("xyz");
  await expect.element(getByText("Kein Raum heißt „xyz“.")).toBeVisible();
  await userEvent.keyboard("{Escape}");
  await expect.element(field).toHaveValue("");
  await userEvent.keyboard("{Escape}");
  await expect.element(field).not.toBeInTheDocument();
  await expect.element(getByRole("button", { name: "Raum suchen" })).toHaveFocus();
});

test("of 500 rooms only those in sight are laid out, and a change of one draws one row", async () => {
  const many = Array.from({ length: 500 }, (_, index) =>
    aRoom({ id: `!${index}:example.org`, name: `Raum ${index}`, at: 1_700_000_000_000 - index }),
  );
  const server = createScriptedHub({ rooms: many });
  const { container } = await openChat({ hubs: [server] });
  const rows = [...container.querySelectorAll(".room-item")];
  expect(rows).toHaveLength(500);
  const isLaidOut = (row: Element | undefined): boolean | undefined =>
    row?.querySelector(".room-name")?.checkVisibility({ contentVisibilityAuto: true });
  await eventually(() => expect([isLaidOut(rows[0]), isLaidOut(rows[499])]).toEqual([true, false]));
  const changed: Node[] = [];
  const watch = new MutationObserver((records) => changed.push(...records.map(({ target }) => target)));
  watch.observe(container, { subtree: true, childList: true, characterData: true, attributes: true });
  server.rooms.set(many.with(250, aRoom({ ...many[250], unread: 1 })));
  await eventually(() => expect(rows[250]?.querySelector(".count")?.textContent).toBe("1"));
  watch.disconnect();
  expect(changed.every((node) => rows[250]?.contains(node))).toBe(true);
});

test.each(["de", "en"] as const)(
  "the list and its search stand without barriers in %s, at every width and appearance",
  async (language) => {
    for (const width of [320, 360, 1280]) {
      const chat = await openChat({ language, width });
      await expectNoBarriersInAppearances(chat.container);
      expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
      await chat.unmount();
    }
  },
);
