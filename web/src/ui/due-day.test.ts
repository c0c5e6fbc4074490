import { describe, expect, test } from "vitest";
import { dayIn, dueDay, dueGroupOf } from "./due-day.ts";

const monday = "2026-11-23";

describe("a due day", () => {
  test.each([
    ["2026-11-22", "overdue"],
    [monday, "today"],
    ["2026-11-24", "week"],
    ["2026-11-29", "week"],
    ["2026-11-30", "later"],
    [null, "none"],
  ] as const)("%s, seen from a Monday, is %s", (dueOn, group) => {
    expect(dueGroupOf(dueOn, monday)).toBe(group);
  });

  test("of the day after a Sunday is next week", () => {
    expect(dueGroupOf("2026-11-30", "2026-11-29")).toBe("later");
  });

  test("is written in the page's language, with its year where that is another one", () => {
    expect(dueDay("2026-11-25", monday, "de")).toMatchObject({ weekday: "Mi", date: "25.11.", inDays: 2 });
    expect(dueDay("2026-11-25", monday, "de").full).toBe("Mittwoch, 25. November 2026");
    expect(dueDay("2027-01-04", monday, "de").date).toBe("04.01.2027");
    expect(dueDay("2026-11-25", monday, "en")).toMatchObject({ weekday: "Wed", date: "25/11" });
    expect(dueDay("2026-11-25", monday, "en").full).toBe("Wednesday 25 November 2026");
  });

  test("counts whole days, also over the change of the clocks", () => {
    expect(dueDay("2026-10-26", "2026-10-24", "de").inDays).toBe(2);
  });
});

test("today is the day of the portal's time zone, not of the browser's", () => {
  const at = new Date("2026-11-23T23:30:00.000Z");
  expect([dayIn("UTC", at), dayIn("Europe/Berlin", at), dayIn("America/New_York", at)]).toEqual([
    "2026-11-23",
    "2026-11-24",
    "2026-11-23",
  ]);
});
