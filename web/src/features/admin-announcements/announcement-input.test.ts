import { announcementSchema } from "@pforte/shared/contract/admin-live";
import { describe, expect, test } from "vitest";
import { checkInput, emptyInput, inputOf, newKey } from "./announcement-input.ts";

const title = { de: "Umzug" };
const kinds = [
  { severity: "info", title, text: { de: "" } },
  { severity: "danger", title: { de: "Umzug", en: "Move" }, text: { de: "Zeile\nZeile", en: "Line" }, isSticky: true },
  { severity: "warning", title, text: { de: "" }, public: true, until: "2026-12-01T08:00:00+01:00", tile: "mail" },
  {
    severity: "success",
    title,
    text: { de: "" },
    groups: ["Referat 42"],
    from: "2026-07-01T08:00:00+02:00",
    acknowledgement: { deadline: "2026-11-30T12:00:00+01:00", remindHoursBefore: 48 },
  },
].map((one) => announcementSchema.parse({ key: "move", ...one }));

describe("the form of an announcement", () => {
  test.each(kinds)("gives back what it was given ($severity)", (announcement) => {
    expect(checkInput("move", inputOf(announcement), null)).toEqual({ kind: "fine", announcement });
  });

  test("names each field that is wrong, and how", () => {
    const now = new Date("2026-11-23T09:44:00.000Z");
    const checked = checkInput(
      "move",
      {
        ...emptyInput,
        text: { de: "x".repeat(4001), en: "" },
        audience: "groups",
        from: "2026-12-02T08:00:00+01:00",
        until: "2026-12-01T08:00:00+01:00",
        dealing: "confirm",
        deadline: "2026-11-22T08:00:00+01:00",
      },
      now,
    );
    expect(checked.kind === "wrong" ? Object.fromEntries(checked.problems) : null).toEqual({
      "title.de": "missing",
      "text.de": "tooLong",
      until: "order",
      groups: "noGroup",
      deadline: "past",
    });
  });

  test("a reminder without a deadline, and groups of another choice, are not sent", () => {
    const checked = checkInput(
      "move",
      {
        ...emptyInput,
        title: { de: "A", en: " " },
        groups: ["Referat 42"],
        dealing: "confirm",
        remindHoursBefore: 48,
      },
      null,
    );
    expect(checked).toMatchObject({
      kind: "fine",
      announcement: { title: { de: "A" }, groups: [], acknowledgement: {} },
    });
  });
});

test.each([
  ["Wartung am Abend", "wartung-am-abend-0000"],
  ["  Größe & Übermaß!  ", "grosse-ubermass-0000"],
  ["会議", "announcement-0000"],
  ["a".repeat(80), `${"a".repeat(40)}-0000`],
])("a name for “%s” is one of the configuration's", (words, key) => {
  expect(newKey(words, () => 0)).toBe(key);
  expect(announcementSchema.shape.key.safeParse(newKey(words)).success).toBe(true);
});
