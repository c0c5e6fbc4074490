import { expect, test } from "vitest";
import { type Act, drawActs } from "./acts.ts";
import { allFaults, factsOf } from "./fault-kinds.ts";
import { drawSchedule, scheduleLines } from "./schedule.ts";

function first(seed: number, person: number): readonly Act[] {
  const acts = drawActs(seed, person);
  return Array.from({ length: 500 }, () => acts.next().value);
}

test("the same seed gives the same schedule and the same acts of everybody, another seed others", () => {
  expect(drawSchedule(7, 600)).toEqual(drawSchedule(7, 600));
  expect(drawSchedule(7, 600)).not.toEqual(drawSchedule(8, 600));
  expect(scheduleLines(drawSchedule(7, 600))).toEqual(scheduleLines(drawSchedule(7, 600)));
  expect(first(7, 0)).toEqual(first(7, 0));
  expect(first(7, 0)).not.toEqual(first(7, 1));
  expect(first(7, 0)).not.toEqual(first(8, 0));
});

test("a longer run begins as a shorter one, so that what was found late is found again early", () => {
  const short = drawSchedule(3, 120);
  expect(drawSchedule(3, 1200).slice(0, short.length)).toEqual(short);
});

test("two and a half minutes break each thing at least once, whatever the seed", () => {
  for (let seed = 1; seed <= 50; seed += 1) {
    const kinds = new Set(drawSchedule(seed, 150).map(({ kind }) => kind));
    expect([seed, allFaults.filter((kind) => !kinds.has(kind))]).toEqual([seed, []]);
  }
});

test("two faults of one group never overlap", () => {
  for (let seed = 1; seed <= 10; seed += 1) {
    const faults = drawSchedule(seed, 1200);
    const overlapping = faults.filter((one) =>
      faults.some(
        (other) =>
          other !== one &&
          factsOf(other.kind).group === factsOf(one.kind).group &&
          other.at <= one.at &&
          one.at < other.at + other.seconds,
      ),
    );
    expect([seed, overlapping]).toEqual([seed, []]);
  }
});
