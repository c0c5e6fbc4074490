import { describe, expect, test } from "vitest";
import { page as viewport, userEvent } from "vitest/browser";
import { expectNoBarriers } from "#testing/accessibility.ts";
import { aMessage, aMorning, aNotice, aText, clock, tobias } from "#testing/a-talk.ts";
import { eventually } from "#testing/eventually.ts";
import { openTalk, type OpenedTalk } from "#testing/open-talk.tsx";

const message = (page: OpenedTalk, id: string): HTMLElement => {
  const found = page.container.querySelector<HTMLElement>(`[data-id="${id}"]`);
  if (found === null) {
    throw new Error(`There is no message ${id}.`);
  }
  return found;
};
const read = (element: Element): string => element.textContent.replaceAll("\u00a0", " ");

describe("the timeline", () => {
  test("is a log that shows who said what and when, by day, with follow-ups below one head", async () => {
    const page = await openTalk();
    const log = page.getByRole("log", { name: "Nachrichten in Referat 42 – Wasserrecht" });
    await expect.element(log).toHaveAttribute("tabindex", "0");
    // It would read all of its history aloud; what is new is announced instead.
    await expect.element(log).toHaveAttribute("aria-live", "off");
    expect(page.container.querySelector(".sep")?.textContent).toBe("Heute, 23. November");
    expect(read(message(page, "$1"))).toContain("Katharina Wendland09:52Guten Morgen zusammen.");
    expect(message(page, "$1").querySelector(".msg-head time")?.getAttribute("title")).toBe(
      "Montag, 23. November 2026, 09:52 Uhr",
    );
    expect(message(page, "$3").querySelector(".msg-head")).toBeNull();
    expect(read(message(page, "$5"))).toContain("Sie10:15");
    await expectNoBarriers(page.container);
  });

  test("marks where the new messages begin, and keeps it there while the room is open", async () => {
    const page = await openTalk();
    const separator = (): string | null | undefined =>
      page.container.querySelector(".sep-new + .msg")?.getAttribute("data-id");
    expect(separator()).toBe("$6");
    page.scripted.show({ readUpTo: "$7", entries: [...aMorning(), aMessage({ id: "$8", at: clock("10:40") })] });
    await expect.element(page.getByText("Guten Morgen zusammen.", { exact: true })).toBeVisible();
    expect(separator()).toBe("$6");
    expect(page.container.querySelectorAll(".sep-new")).toHaveLength(1);
  });

  test("marks nothing as new where all had been read, also when a message comes", async () => {
    const page = await openTalk({ state: { readUpTo: "$7" } });
    page.scripted.show({ entries: [...aMorning(), aMessage({ id: "$8", at: clock("10:40") })] });
    await expect.element(page.getByText("Guten Morgen zusammen.", { exact: true })).toBeVisible();
    expect(page.container.querySelector(".sep-new")).toBeNull();
  });

  test("lets a mention of the person stand out, for the eye and for the ear", async () => {
    const page = await openTalk();
    expect(message(page, "$6").classList.contains("is-mention")).toBe(true);
    expect(getComputedStyle(message(page, "$6")).boxShadow).toContain("inset");
    expect(read(message(page, "$6"))).toContain("Sie werden erwähnt.");
    expect(message(page, "$4").classList.contains("is-mention")).toBe(false);
  });

  test("says what is removed, encrypted, edited or not to be shown, and what happened to the room", async () => {
    const page = await openTalk({
      state: {
        entries: [
          aNotice({ what: "renamed", subject: "Wasserrecht" }),
          aMessage({ id: "$r", body: { kind: "redacted" } }),
          aMessage({ id: "$e", body: { kind: "encrypted" }, sender: tobias }),
          aMessage({ id: "$o", body: { kind: "other", text: null } }),
          aMessage({ id: "$p", body: { kind: "other", text: "Umfrage: Wann?" }, sender: tobias }),
          aMessage({ id: "$d", text: "Um zehn", isEdited: true }),
          aMessage({ id: "$m", body: aText("winkt", { tone: "emote" }), sender: tobias }),
        ],
      },
    });
    await expect.element(page.getByText("Ole Friis hat den Raum in „Wasserrecht“ umbenannt.")).toBeVisible();
    expect(read(message(page, "$r"))).toContain("Diese Nachricht wurde entfernt.");
    expect(message(page, "$r").querySelector(".msg-tools")).toBeNull();
    expect(read(message(page, "$e"))).toContain("Verschlüsselte Nachricht");
    expect(read(message(page, "$o"))).toContain("Diese Nachricht zeigt nur das Chat-Programm.");
    expect(read(message(page, "$p"))).toContain("Umfrage: Wann?");
    expect(read(message(page, "$d"))).toContain("Um zehn(bearbeitet)");
    expect(read(message(page, "$m"))).toContain("Tobias Kranich winkt");
    await expectNoBarriers(page.container);
  });

  test("makes addresses links that lead elsewhere and say where, and draws no foreign HTML", async () => {
    const page = await openTalk({
      state: {
        entries: [
          aMessage({ id: "$1", text: "Siehe https://example.org/vermerk. <b>nicht fett</b> javascript:alert(1)" }),
          aMessage({
            id: "$2",
            sender: tobias,
            body: aText("x", {
              html: '<a href="https://elsewhere.example/">example.org</a><img src=x onerror=alert(1)>',
            }),
          }),
        ],
      },
    });
    const link = page.getByRole("link", { name: "https://example.org/vermerk" });
    await expect.element(link).toHaveAttribute("href", "https://example.org/vermerk");
    await expect.element(link).toHaveAttribute("rel", "noopener noreferrer");
    await expect.element(link).toHaveAttribute("target", "_blank");
    expect(message(page, "$1").querySelector("b:not(.msg-head b)")).toBeNull();
    expect(message(page, "$1").querySelectorAll(".msg-body a")).toHaveLength(1);
    expect(read(message(page, "$2"))).toContain("(elsewhere.example)");
    expect(message(page, "$2").querySelector("img")).toBeNull();
  });

  test("shows people who are called by their whole name in a plain text, the person themself most of all", async () => {
    const text = "@Ines Marquardt und @Tobias Kranich: @Ines Marquardter kennt https://example.org/@Ines niemand";
    const page = await openTalk({ state: { entries: [aMessage({ id: "$1", text })] } });
    const called = [...message(page, "$1").querySelectorAll(".said-person")];
    expect(called.map(read)).toEqual(["@Ines Marquardt", "@Tobias Kranich"]);
    expect(called.map((person) => person.classList.contains("is-me"))).toEqual([true, false]);
    expect(read(message(page, "$1").querySelector(".said") ?? page.log())).toBe(text);
  });

  test("shows who has read up to where, in letters and in a sentence", async () => {
    const readers = ["Katharina Wendland", "Tobias Kranich", "Deniz Aslan", "Paul Zierau", "Ole Friis"];
    const page = await openTalk({ state: { entries: [aMessage({ id: "$1", isOwn: true, readers })] } });
    expect(read(message(page, "$1"))).toContain(`Gelesen von ${readers.join(", ")}`);
    expect([...page.container.querySelectorAll(".msg-readers .avatar")].map(read)).toEqual(["KW", "TK", "DA", "PZ"]);
    expect(read(message(page, "$1"))).toContain("+1");
  });

  test("counts the answers of a thread and opens it in the web client", async () => {
    const thread = { count: 3, href: "https://chat.example.org/#/room/r/t" };
    const page = await openTalk({
      state: { entries: [aMessage({ thread }), aMessage({ sender: tobias, thread: { count: 1, href: null } })] },
    });
    const link = page.getByRole("link", { name: "3 Antworten, öffnet den Gesprächsfaden in Element" });
    await expect.element(link).toHaveAttribute("href", thread.href);
    await expect.element(page.getByText("1 Antwort")).toBeVisible();
  });

  test("says that it is empty, that it loads, and that older messages could not be loaded", async () => {
    const page = await openTalk({ state: { entries: [], older: "loading" } });
    await expect.element(page.getByText("Nachrichten werden geladen")).toBeVisible();
    page.scripted.show({ older: "none" });
    await expect.element(page.getByText("Noch keine Nachrichten. Schreiben Sie die erste.")).toBeVisible();
    page.scripted.show({ entries: aMorning(), older: "failed" });
    await page.getByRole("button", { name: "Erneut versuchen" }).click();
    expect(page.scripted.asked).toEqual([["showOlder"]]);
    expect(document.activeElement).toBe(page.log());
  });

  test.each([
    [360, "de", "light"],
    [1280, "de", "dark"],
    [1280, "en", "contrast"],
    [320, "en", "light"],
  ] as const)("has no barrier at %i px (%s, %s), and nothing scrolls sideways", async (width, language, appearance) => {
    document.documentElement.dataset["theme"] = appearance;
    const failed = aMessage({
      isOwn: true,
      id: null,
      key: "f",
      delivery: { kind: "failed", because: "connection", retryAt: null },
    });
    const long = aMessage({ text: `https://example.org/${"a".repeat(300)} ${"Hochwasserrückhaltebecken".repeat(12)}` });
    const page = await openTalk({ width, language, state: { entries: [...aMorning(), long, failed] } });
    await expectNoBarriers(page.container);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
    expect(page.log().scrollWidth).toBeLessThanOrEqual(page.log().clientWidth);
  });
});

test("is read and written in at 400 % zoom: 320 by 225 pixels", async () => {
  const page = await openTalk();
  await viewport.viewport(320, 225);
  await eventually(() => expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(320));
  expect(page.log().clientHeight).toBeGreaterThanOrEqual(140);
  expect(page.log().clientHeight).toBeLessThanOrEqual(225);
  expect(page.log().scrollHeight).toBeGreaterThan(page.log().clientHeight);
  page.field().scrollIntoView();
  await userEvent.fill(page.field(), "Guten Tag");
  await userEvent.keyboard("{Enter}");
  expect(page.scripted.sent).toHaveLength(1);
});

describe("by the keyboard", () => {
  test("arrow keys go from message to message, the tab key into its acts, and Escape back to the field", async () => {
    const page = await openTalk();
    page.log().focus();
    await userEvent.keyboard("{ArrowUp}");
    expect(document.activeElement).toBe(message(page, "$7"));
    expect(document.activeElement?.getAttribute("aria-label")).toBe(
      "Deniz Aslan, 10:32: Danach geht er an die Abteilungsleitung.",
    );
    await userEvent.keyboard("{ArrowUp}");
    expect(document.activeElement).toBe(message(page, "$6"));
    await userEvent.keyboard("{ArrowDown}");
    expect(document.activeElement).toBe(message(page, "$7"));
    const names: (string | null | undefined)[] = [];
    for (let index = 0; index < 3; index += 1) {
      await userEvent.tab();
      names.push(document.activeElement?.getAttribute("aria-label"));
    }
    expect(names).toEqual(["Antworten", "Reagieren", "Weitere Aktionen"].map((act) => `${act}: Deniz Aslan, 10:32`));
    expect(getComputedStyle(message(page, "$7").querySelector(".msg-tools") ?? page.log()).opacity).toBe("1");
    await userEvent.keyboard("{Escape}");
    expect(document.activeElement).toBe(page.field());
  });

  test("only the acts of the message that has the focus are stops of the tab key", async () => {
    const page = await openTalk();
    const stops = (): number => page.container.querySelectorAll('.msg-tools button[tabindex="0"]').length;
    expect(stops()).toBe(0);
    page.log().focus();
    await userEvent.keyboard("{ArrowUp}");
    expect(stops()).toBe(3);
    await userEvent.keyboard("{ArrowUp}");
    expect(stops()).toBe(3);
  });

  test("past the last message comes the field, and the focus stays where it is when messages come", async () => {
    const page = await openTalk();
    page.log().focus();
    await userEvent.keyboard("{ArrowUp}");
    page.scripted.show({ entries: [...aMorning(), aMessage({ id: "$8", at: clock("10:40") })] });
    await expect.element(page.getByText("Guten Morgen zusammen.", { exact: true })).toBeVisible();
    expect(document.activeElement).toBe(message(page, "$7"));
    await userEvent.keyboard("{ArrowDown}{ArrowDown}");
    expect(document.activeElement).toBe(page.field());
  });
});
