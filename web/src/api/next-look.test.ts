import type { SourceState } from "@pforte/shared/contract/source-outcome";
import { expect, test } from "vitest";
import { nextLook } from "./next-look.ts";

const now = new Date("2026-11-23T09:44:00.000Z");
const at = now.toISOString();
const look = (...outcomes: readonly SourceState[]): number | false =>
  nextLook(
    outcomes.map((outcome, index) => ({ source: `s${index}`, name: "Chat", outcome })),
    now,
  );

test("looks every 30 seconds where a source cannot say itself that it is back", () => {
  expect(look({ state: "unavailable", since: at })).toBe(30_000);
  expect(look({ state: "stale", at, because: "timeout", since: at })).toBe(30_000);
  expect(look({ state: "needs_first_login" })).toBe(30_000);
});

test("looks when a throttled source may be asked again, soon at the earliest", () => {
  expect(look({ state: "throttled", until: "2026-11-23T09:44:10.000Z" })).toBe(10_000);
  expect(look({ state: "throttled", until: "2026-11-23T09:00:00.000Z" })).toBe(2000);
  expect(look({ state: "throttled", until: "2026-11-23T12:00:00.000Z" })).toBe(30_000);
});

test("does not look where the event stream tells or nothing changes by itself", () => {
  expect(look({ state: "ok", at }, { state: "not_entitled" }, { state: "degraded", at, dropped: 1 })).toBe(false);
  expect(look({ state: "needs_sign_in", connect: "/connect/matrix" })).toBe(false);
  expect(nextLook(undefined, now)).toBe(false);
});

test("asks at once for a source that is still loading, as the next question waits for it", () => {
  expect(look({ state: "loading", since: at }, { state: "unavailable", since: at })).toBe(200);
});

test("follows the most urgent of several sources", () => {
  expect(look({ state: "unavailable", since: at }, { state: "throttled", until: "2026-11-23T09:44:05.000Z" })).toBe(
    5000,
  );
});
