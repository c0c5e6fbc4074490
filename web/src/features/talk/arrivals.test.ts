import { expect, test } from "vitest";
import { aMessage, aNotice } from "#testing/a-talk.ts";
import { arrivals, newFailures } from "./arrivals.ts";

const one = aMessage({ id: "$1" });
const two = aMessage({ id: "$2" });
const three = aMessage({ id: "$3" });
const sending = aMessage({ key: "echo", id: null, isOwn: true, delivery: { kind: "sending", progress: null } });

test("what others write after the last message that was there has come since", () => {
  expect(arrivals([one], [one, two, three])).toEqual([two, three]);
  expect(arrivals([one, sending], [one, two, sending])).toEqual([two]);
  expect(arrivals([one], [one, aNotice(), three])).toEqual([three]);
});

test("what was paged in, one's own, what is removed at once, and another part of the room have not", () => {
  expect(arrivals([two, three], [one, two, three])).toEqual([]);
  expect(arrivals([one], [one, sending])).toEqual([]);
  expect(arrivals([one], [one, aMessage({ body: { kind: "redacted" } })])).toEqual([]);
  expect(arrivals([one], [two, three])).toEqual([]);
  expect(arrivals([], [one, two])).toEqual([]);
});

test("a message fails once, and again after another attempt", () => {
  const failed = { ...sending, delivery: { kind: "failed", because: "connection", retryAt: null } } as const;
  expect(newFailures([sending], [failed])).toEqual([failed]);
  expect(newFailures([failed], [{ ...failed }])).toEqual([]);
  expect(newFailures([sending], [sending])).toEqual([]);
});
