import { expect, test } from "vitest";
import type { FaultKind } from "./fault-kinds.ts";
import type { PromiseName } from "./history.ts";
import { type FaultsPlan, runFaults } from "./run-faults.ts";
import { drawSchedule } from "./schedule.ts";

/** Until it is found; sound code would find nothing in this time. */
const seconds = 90;

async function find(defect: NonNullable<FaultsPlan["defect"]>, kinds: readonly FaultKind[], endsWith: PromiseName) {
  const schedule = drawSchedule(1, seconds, kinds);
  return runFaults({ seed: 1, seconds, schedule, people: 7, defect, endsWith });
}

test("the runner fails when nobody asks whether a session is over (P5)", { timeout: 240_000 }, async () => {
  const { violations } = await find("tombstones-off", ["provider answers held"], "P5");
  expect(violations.map(({ promise }) => promise)).toContain("P5");
});

test("the runner fails when processes refresh without the lease (S13)", { timeout: 240_000 }, async () => {
  const { violations } = await find("refresh-without-lease", ["provider far away"], "S13");
  expect(violations.map(({ promise }) => promise)).toContain("S13");
});
