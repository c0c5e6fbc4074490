import { describe, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import type { ChatMessageEntry } from "#matrix/model.ts";
import { aMessage, clock, tobias } from "#testing/a-talk.ts";
import { eventually } from "#testing/eventually.ts";
import { openTalk, type OpenedTalk } from "#testing/open-talk.tsx";

/** Messages of changing height, one a minute, from and up to these numbers. */
function many(from: number, to: number): readonly ChatMessageEntry[] {
  return Array.from({ length: to - from }, (_, index) => {
    const number = from + index;
    return aMessage({
      id: `$${number}`,
      sender: number % 3 === 0 ? tobias : { id: "@k:example.org", name: "Katharina Wendland" },
      at: clock("06:00") + number * 60_000,
      text: `Nachricht ${number}. ${"Wort ".repeat((number % 7) * 12)}`,
    });
  });
}
const hundred = many(100, 200);

const top = (page: OpenedTalk, id: string): number =>
  (page.container.querySelector(`[data-id="${id}"]`)?.getBoundingClientRect().top ?? Number.NaN) -
  page.log().getBoundingClientRect().top;
const fromEnd = (page: OpenedTalk): number => {
  const log = page.log();
  return log.scrollHeight - log.scrollTop - log.clientHeight;
};
const scrollTo = async (page: OpenedTalk, to: number): Promise<void> => {
  const log = page.log();
  const scrolled = new Promise((resolve) => log.addEventListener("scroll", resolve, { once: true }));
  log.scrollTop = to;
  await scrolled;
};
const drawn = async (page: OpenedTalk, id: string): Promise<void> =>
  eventually(() => expect(page.container.querySelector(`[data-id="${id}"]`)).not.toBeNull());

describe("a room", () => {
  test("opens at its end where nothing is new", async () => {
    const page = await openTalk({ state: { entries: hundred, readUpTo: "$199", older: "there" } });
    expect(fromEnd(page)).toBeLessThanOrEqual(1);
  });

  test("opens where the new messages begin, with some room above, where they do not fit below", async () => {
    const page = await openTalk({ state: { entries: hundred, readUpTo: "$149", older: "there" } });
    const separator = page.container.querySelector(".sep-new")?.getBoundingClientRect().top ?? Number.NaN;
    const offset = separator - page.log().getBoundingClientRect().top;
    expect(offset).toBeGreaterThan(0);
    expect(offset).toBeLessThan(page.log().clientHeight / 4);
  });

  test("stays at its end while its reader is there: when messages come, when one grows, when the field grows", async () => {
    const page = await openTalk({ state: { entries: hundred, readUpTo: "$199" } });
    page.scripted.show({ entries: [...hundred, ...many(200, 203)] });
    await drawn(page, "$202");
    expect(fromEnd(page)).toBeLessThanOrEqual(1);
    const reactions = [{ key: "👍", count: 1, isOwn: false, names: ["Paul Zierau"] }];
    page.scripted.show(({ entries }) => ({
      entries: entries.map((entry) =>
        entry.kind === "message" && entry.id === "$202" ? { ...entry, reactions } : entry,
      ),
    }));
    await expect.element(page.getByRole("button", { name: "👍, 1: Paul Zierau" })).toBeVisible();
    expect(fromEnd(page)).toBeLessThanOrEqual(1);
    const before = page.log().clientHeight;
    await userEvent.fill(page.field(), "eins\nzwei\ndrei\nvier");
    await eventually(() => expect(page.log().clientHeight).toBeLessThan(before));
    await eventually(() => expect(fromEnd(page)).toBeLessThanOrEqual(1));
  });

  test("keeps what its reader sees to the pixel while older messages come above it", async () => {
    const page = await openTalk({ state: { entries: hundred, readUpTo: "$199", older: "there" } });
    await scrollTo(page, 300);
    expect(page.scripted.asked).toContainEqual(["showOlder"]);
    page.scripted.show({ older: "loading" });
    const seen = hundred.find(({ id }) => id !== null && top(page, id) > 0)?.id ?? "";
    const before = top(page, seen);
    page.scripted.show({ entries: [...many(40, 100), ...hundred], older: "there" });
    await drawn(page, "$40");
    expect(Math.abs(top(page, seen) - before)).toBeLessThan(1);
    // And once more while it is at the very beginning.
    await scrollTo(page, 0);
    const first = top(page, "$40");
    page.scripted.show(({ entries }) => ({ entries: [...many(0, 40), ...entries], older: "none" }));
    await drawn(page, "$0");
    expect(Math.abs(top(page, "$40") - first)).toBeLessThan(1);
  });

  test("keeps it also where the window lets go of its end, and where a message above changes its height", async () => {
    const page = await openTalk({ state: { entries: hundred, readUpTo: "$199" } });
    await scrollTo(page, 1500);
    const seen = hundred.find(({ id }) => id !== null && top(page, id) > 100)?.id ?? "";
    const before = top(page, seen);
    page.scripted.show({ entries: [...many(60, 100), ...hundred.slice(0, 80)], hasNewer: true });
    await drawn(page, "$60");
    expect(Math.abs(top(page, seen) - before)).toBeLessThan(1);
    page.scripted.show(({ entries }) => ({
      entries: entries.map((entry) =>
        entry.kind === "message" && entry.id === "$70" ? { ...entry, text: "", body: { kind: "redacted" } } : entry,
      ),
    }));
    await expect.element(page.getByText("Diese Nachricht wurde entfernt.")).toBeInTheDocument();
    expect(Math.abs(top(page, seen) - before)).toBeLessThan(1);
  });

  test("does not pull a reader down who has just scrolled up", async () => {
    const page = await openTalk({ state: { entries: hundred, readUpTo: "$199" } });
    // The event of this comes with the next frame; the message comes before.
    page.log().scrollTop -= 400;
    const to = page.log().scrollTop;
    page.scripted.show({ entries: [...hundred, ...many(200, 201)] });
    await drawn(page, "$200");
    expect(page.log().scrollTop).toBe(to);
  });

  test("counts what has come below, and leads there", async () => {
    const page = await openTalk({ state: { entries: hundred, readUpTo: "$199" } });
    await scrollTo(page, 600);
    await expect.element(page.getByRole("button", { name: "Zu den neuesten" })).toBeVisible();
    page.scripted.show({ entries: [...hundred, ...many(200, 203)] });
    await page.getByRole("button", { name: "3 neue Nachrichten" }).click();
    expect(fromEnd(page)).toBeLessThanOrEqual(1);
    expect(document.activeElement).toBe(page.field());
    await eventually(() => expect(page.container.querySelector(".log-newest")).toBeNull());
  });

  test("asks for the newest where the window has let go of them, and reads on where its reader scrolls", async () => {
    const page = await openTalk({ state: { entries: hundred, readUpTo: "$199" } });
    await scrollTo(page, 600);
    page.scripted.show({ hasNewer: true });
    await page.getByRole("button", { name: "Zu den neuesten" }).click();
    expect(page.scripted.asked).toContainEqual(["showNewest"]);
    expect(page.scripted.asked).toContainEqual(["showNewer"]);
    // The end of this window is not the end of the room.
    await expect.element(page.getByRole("button", { name: "Zu den neuesten" })).toBeVisible();
  });

  test("does not pull its reader along who reads on from an older place, and stays at the end that was asked for", async () => {
    const page = await openTalk({ state: { entries: hundred, readUpTo: "$199", hasNewer: true } });
    await eventually(() => expect(fromEnd(page)).toBeLessThanOrEqual(1));
    const before = top(page, "$199");
    page.scripted.show({ entries: [...hundred, ...many(200, 240)] });
    await drawn(page, "$239");
    expect(Math.abs(top(page, "$199") - before)).toBeLessThan(1);
    expect(fromEnd(page)).toBeGreaterThan(600);
    await page.getByRole("button", { name: "Zu den neuesten" }).click();
    page.scripted.show({ entries: many(500, 600), hasNewer: false });
    await drawn(page, "$599");
    await eventually(() => expect(fromEnd(page)).toBeLessThanOrEqual(1));
    page.scripted.show({ entries: many(500, 602) });
    await drawn(page, "$601");
    expect(fromEnd(page)).toBeLessThanOrEqual(1);
  });

  test("goes to the message that an answer belongs to, marks it and gives it the focus", async () => {
    const answer = aMessage({
      id: "$a",
      at: clock("10:40"),
      replyTo: { id: "$100", sender: "Tobias Kranich", text: "Nachricht 100" },
    });
    const page = await openTalk({ state: { entries: [...hundred.slice(50), answer], readUpTo: "$a" } });
    page.scripted.find((id) => {
      page.scripted.show({ entries: hundred, hasNewer: true });
      return id === "$100";
    });
    await page.getByRole("button", { name: "Zur Nachricht von Tobias Kranich: Nachricht 100" }).click();
    await eventually(() => expect(document.activeElement?.getAttribute("data-id")).toBe("$100"));
    expect(document.activeElement?.classList.contains("is-marked")).toBe(true);
    expect(top(page, "$100")).toBeGreaterThanOrEqual(0);
    expect(top(page, "$100")).toBeLessThan(page.log().clientHeight);
  });

  test("says where the answered message is no longer there, and stays", async () => {
    const page = await openTalk();
    page.scripted.find(() => false);
    await page.getByRole("button", { name: /^Zur Nachricht von Tobias Kranich/u }).click();
    await expect.element(page.getByText(/^Die Nachricht ist nicht mehr da/u).first()).toBeVisible();
    expect(page.said()).toContain("Die Nachricht ist nicht mehr da");
  });

  test("opens at the message that the address names", async () => {
    const page = await openTalk({
      at: "/chat/chat:room?message=$110",
      state: { entries: hundred, readUpTo: "$199" },
    });
    await eventually(() => expect(document.activeElement?.getAttribute("data-id")).toBe("$110"));
    expect(page.scripted.asked).toContainEqual(["showMessage", "$110"]);
  });

  test("scrolls by the keys of every page", async () => {
    const page = await openTalk({ state: { entries: hundred, readUpTo: "$199" } });
    page.log().focus();
    const at = page.log().scrollTop;
    await userEvent.keyboard("{PageUp}");
    await eventually(() => expect(page.log().scrollTop).toBeLessThan(at - 100));
    await userEvent.keyboard("{Home}");
    await eventually(() => expect(page.log().scrollTop).toBe(0));
    await userEvent.keyboard("{End}");
    await eventually(() => expect(fromEnd(page)).toBeLessThanOrEqual(1));
  });
});
