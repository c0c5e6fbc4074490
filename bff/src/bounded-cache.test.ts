import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { boundedCache } from "./bounded-cache.ts";

const brief = { ttl: 200, noUpdateTTL: true };

test("a cache keeps as many as it may, those that were used last", () => {
  const cache = boundedCache<string, number>(3);
  for (const [at, key] of ["a", "b", "c"].entries()) cache.set(key, at);
  expect(cache.get("a")).toBe(0);
  cache.set("d", 3);
  expect([...cache.keys()].toSorted((one, other) => one.localeCompare(other))).toEqual(["a", "c", "d"]);
  cache.set("d", 4);
  cache.delete("a");
  cache.set("e", 5);
  expect([...cache.entries()].toSorted(([one], [other]) => one.localeCompare(other))).toEqual([
    ["c", 2],
    ["d", 4],
    ["e", 5],
  ]);
});

test("what is kept for a while goes when it is over, though it was written again, where that must not count", async () => {
  const [counting, not] = [boundedCache<string, number>(9, { ttl: 200 }), boundedCache<string, number>(9, brief)];
  for (const cache of [counting, not]) cache.set("a", 1);
  await sleep(150);
  for (const cache of [counting, not]) cache.set("a", 2);
  await sleep(100);
  expect([counting.get("a"), not.get("a")]).toEqual([2, undefined]);
});
