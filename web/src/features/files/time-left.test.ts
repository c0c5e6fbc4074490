import { expect, test } from "vitest";
import { secondsLeft, withSample, type Sample } from "./time-left.ts";

const run = (...samples: readonly (readonly [at: number, sent: number])[]): readonly Sample[] =>
  samples.reduce<readonly Sample[]>((all, [at, sent]) => withSample(all, { at, sent }), []);

test("nothing is guessed from the first moment", () => {
  expect(secondsLeft(run([0, 0], [1000, 500]), 1000)).toBeNull();
});

test("the time left follows the speed of the last seconds", () => {
  expect(secondsLeft(run([0, 0], [2000, 200]), 1000)).toBe(8);
  // It was slow before, and is fast now: what is long ago does not count.
  expect(secondsLeft(run([0, 0], [20_000, 100], [22_000, 500]), 1000)).toBe(3);
});

test("nothing moves, and nothing is promised", () => {
  expect(secondsLeft(run([0, 100], [2000, 100]), 1000)).toBeNull();
});
