import { expect, test } from "vitest";
import { snoozeTimes } from "./snooze-times.ts";

const times = (now: string, zone = "Europe/Berlin") =>
  snoozeTimes(new Date(now), zone).map(({ key, at }) => `${key} ${at.toISOString()}`);

test("in the morning: this afternoon, tomorrow, and Monday of the next week", () => {
  expect(times("2026-11-23T09:44:00.000Z")).toEqual([
    "afternoon 2026-11-23T13:00:00.000Z",
    "tomorrow 2026-11-24T07:00:00.000Z",
    "nextWeek 2026-11-30T07:00:00.000Z",
  ]);
});

test("in the afternoon: this evening; late in the day today is no longer offered", () => {
  expect(times("2026-11-23T12:30:00.000Z")[0]).toBe("evening 2026-11-23T17:00:00.000Z");
  expect(times("2026-11-23T16:30:00.000Z")[0]).toBe("tomorrow 2026-11-24T07:00:00.000Z");
});

test("on a Sunday the next week begins tomorrow", () => {
  expect(times("2026-11-22T09:00:00.000Z")[2]).toBe("nextWeek 2026-11-23T07:00:00.000Z");
});

test("the clock is that of the portal's time zone, also across the change to summer time", () => {
  expect(times("2026-03-28T09:00:00.000Z")[1]).toBe("tomorrow 2026-03-29T06:00:00.000Z");
  expect(times("2026-11-23T09:44:00.000Z", "Pacific/Auckland")[0]).toBe("tomorrow 2026-11-23T19:00:00.000Z");
});
