import { anInbox, anInboxItem, aChange, someInboxItems } from "@pforte/shared/testing/an-inbox";
import type { InboxAct } from "@pforte/shared/contract/inbox";
import { describe, expect, test } from "vitest";
import { createFormats } from "#i18n/formats.ts";
import type { SentAct, SentState } from "./act-outbox.ts";
import { byDay, filtered, shownItems, tallyOf } from "./shown-inbox.ts";

const inbox = anInbox({ items: someInboxItems() });
const [first] = inbox.items;
const id = first?.id ?? "";

function sent(act: InboxAct, state: SentState = "sending"): SentAct {
  return { request: { id: "1", act, item: id, changes: [] }, title: "", state, failure: null };
}

describe("what the person has just done", () => {
  test.each(["done", "snooze", "mute"] as const)("takes an item out of the inbox at once (%s)", (act) => {
    const shown = shownItems(inbox, "open", [sent(act)]);
    expect(shown.map(({ item }) => item.id)).toEqual(inbox.items.slice(1).map((item) => item.id));
    expect(tallyOf(inbox, shown).unread).toBe(6);
  });

  test("leaves it there where it failed, with the reason", () => {
    const [shown] = shownItems(inbox, "open", [sent("done", "failed")]);
    expect([shown?.item.id, shown?.failed?.request.act, shown?.item.isRead]).toEqual([id, "done", false]);
  });

  test("marks it read and offers the way back", () => {
    const [shown] = shownItems(inbox, "open", [sent("read")]);
    expect([shown?.item.isRead, shown?.item.acts.includes("unread"), shown?.item.acts.includes("read")]).toEqual([
      true,
      true,
      false,
    ]);
  });

  test("is pending while it has not reached the portal, or not its tool", () => {
    expect(shownItems(inbox, "open", [sent("read", "queued")])[0]?.isPending).toBe(true);
    expect(shownItems(inbox, "open", [sent("read")])[0]?.isPending).toBe(false);
    const pending = { acts: ["done" as const], since: "2026-11-23T09:00:00.000Z" };
    expect(shownItems(anInbox({ items: [anInboxItem({ pending })] }), "open", [])[0]?.isPending).toBe(true);
  });

  test("leaves another part by other acts", () => {
    expect(shownItems(inbox, "later", [sent("wake")])).toHaveLength(7);
    expect(shownItems(inbox, "later", [sent("read")])).toHaveLength(8);
    expect(shownItems(inbox, "history", [sent("restore")])).toHaveLength(7);
  });
});

test("filters leave what is unread, what mentions the person, and what is from the chosen sources", () => {
  const shown = shownItems(inbox, "open", []);
  const ids = (...filter: Parameters<typeof filtered> extends [unknown, infer F] ? [F] : never): number =>
    filtered(shown, filter[0]).length;
  expect(ids({ only: "all", sources: new Set() })).toBe(8);
  expect(ids({ only: "unread", sources: new Set() })).toBe(7);
  expect(ids({ only: "mentions", sources: new Set() })).toBe(1);
  expect(ids({ only: "unread", sources: new Set(["projects"]) })).toBe(2);
});

test("counts are those of all sources, unknown ones left out, and capped where one is", () => {
  const counts = [
    { source: "files", unread: 25, mentions: 0, isCapped: true },
    { source: "projects", unread: null, mentions: null, isCapped: false },
    { source: "matrix", unread: 3, mentions: 2, isCapped: false },
  ];
  const some = anInbox({ items: someInboxItems(), counts });
  expect(tallyOf(some, shownItems(some, "open", []))).toEqual({ unread: 28, mentions: 2, isCapped: true });
});

test("items stand under the day of their time in the portal's time zone", () => {
  const { calendarDay } = createFormats("de", "Europe/Berlin");
  const late = anInboxItem({ id: "late", changes: [aChange({ at: "2026-11-22T23:30:00.000Z" })] });
  const early = anInboxItem({ id: "early", changes: [aChange({ at: "2026-11-22T22:30:00.000Z" })] });
  const groups = byDay(shownItems(anInbox({ items: [late, early] }), "open", []), "open", calendarDay);
  expect(groups.map(({ day, rows }) => [day, rows.length])).toEqual([
    ["2026-11-23", 1],
    ["2026-11-22", 1],
  ]);
});
