import { expect, test } from "vitest";
import { catalogue as german } from "#i18n/de.ts";
import { catalogue as english } from "#i18n/en.ts";
import { createText } from "#i18n/text.ts";
import { dueText } from "./due-text.ts";

const de = createText("de", german, "Europe/Berlin");
const en = createText("en", english, "Europe/Berlin");
const monday = new Date("2026-11-23T09:44:00.000Z");

test.each([
  ["2026-11-20", "late", "seit Fr", "since Fri"],
  ["2026-11-12", "late", "seit 12.11.", "since 12/11"],
  ["2025-11-12", "late", "seit 12.11.2025", "since 12/11/2025"],
  ["2026-11-23", "today", "heute", "today"],
  ["2026-11-25", "later", "Mi, 25.11.", "Wed, 25/11"],
  ["2027-01-29", "later", "29.01.2027", "29/01/2027"],
  [null, "none", "ohne Frist", "no deadline"],
] as const)("what is due on %s is %s and reads %s or %s", (dueOn, state, german_, english_) => {
  expect(dueText(dueOn, monday, de)).toEqual({ state, text: german_ });
  expect(dueText(dueOn, monday, en).text).toBe(english_);
});

test("the day begins at midnight of the portal's time zone", () => {
  expect(dueText("2026-11-24", new Date("2026-11-23T23:30:00.000Z"), de).state).toBe("today");
});
