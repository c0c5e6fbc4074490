import { expect, test } from "vitest";
import { createFormats } from "./formats.ts";

const de = createFormats("de", "Europe/Berlin");
const en = createFormats("en", "Europe/Berlin");
const monday = new Date("2026-11-23T09:44:07.000Z");

test("writes days and times in the portal's time zone and in each language", () => {
  expect(de.day(monday)).toBe("Montag, 23. November");
  expect(en.day(monday)).toBe("Monday 23 November");
  expect(de.fullTime(monday)).toBe("Montag, 23. November 2026, 10:44 Uhr");
  expect(en.fullTime(monday)).toBe("Monday 23 November 2026, 10:44");
  expect(de.timeWithSeconds(monday)).toBe("10:44:07");
  expect(createFormats("de", "Pacific/Auckland").day(monday)).toBe("Montag, 23. November");
  expect(createFormats("de", "Pacific/Auckland").time(monday)).toBe("22:44");
});

test("midnight is 00:00 and belongs to the new day", () => {
  const midnight = new Date("2026-11-22T23:00:00.000Z");
  expect(de.time(midnight)).toBe("00:00");
  expect(de.day(midnight)).toBe("Montag, 23. November");
});

test.each([
  ["2026-11-23T09:31:00.000Z", "10:31", "10:31"],
  ["2026-11-22T09:31:00.000Z", "So", "Sun"],
  ["2026-11-17T09:31:00.000Z", "Di", "Tue"],
  ["2026-11-16T09:31:00.000Z", "16.11.", "16/11"],
  ["2025-11-18T09:31:00.000Z", "18.11.2025", "18/11/2025"],
])("the short time of %s is %s or %s", (at, german, english) => {
  expect(de.shortTime(new Date(at), monday)).toBe(german);
  expect(en.shortTime(new Date(at), monday)).toBe(english);
});

test.each([
  ["2026-11-23", 48],
  ["2026-01-01", 1],
  ["2027-01-03", 53],
  ["2027-01-04", 1],
  ["2024-12-30", 1],
  ["2023-01-01", 52],
])("%s lies in calendar week %i", (day, week) => {
  expect(de.calendarWeek(new Date(`${day}T12:00:00.000Z`))).toBe(week);
});

test("a badge shows 99+ beyond 99", () => {
  expect([1, 99, 100].map((count) => de.badge(count))).toEqual(["1", "99", "99+"]);
});
