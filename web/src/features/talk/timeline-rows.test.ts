import { expect, test } from "vitest";
import type { TimelineEntry } from "#matrix/model.ts";
import { aMessage, aNotice, clock, tobias } from "#testing/a-talk.ts";
import { timelineRows, whereNewBegins } from "./timeline-rows.ts";

const dayOf = (at: Date): string => at.toISOString().slice(0, 10);
const drawn = (entries: readonly TimelineEntry[], newAfter: string | null = null): readonly string[] =>
  timelineRows(entries, { newAfter, dayOf }).map((row) =>
    row.kind === "message" && row.isFollowUp ? `${row.key} follows` : row.key,
  );

test("each day begins with its date, and each line has a name of its own, even where clocks disagree", () => {
  const entries = [
    aMessage({ id: "$1", at: clock("09:00", "2026-11-22") }),
    aMessage({ id: "$2", at: clock("09:00") }),
    aMessage({ id: "$3", at: clock("09:01", "2026-11-22") }),
  ];
  expect(drawn(entries)).toEqual(["day 2026-11-22", "$1", "day 2026-11-23", "$2", "day 2026-11-22 1", "$3"]);
});

test("what follows within five minutes needs no head, unless somebody else, an answer, a notice or the new ones come between", () => {
  const at = (minutes: number): number => clock("09:00") + minutes * 60_000;
  const entries = [
    aMessage({ id: "$1", at: at(0) }),
    aMessage({ id: "$2", at: at(5) }),
    aMessage({ id: "$3", at: at(11) }),
    aMessage({ id: "$4", at: at(11), sender: tobias }),
    aMessage({ id: "$5", at: at(12) }),
    aMessage({ id: "$6", at: at(12), replyTo: { id: "$4", sender: null, text: null } }),
    aNotice({ key: "$n", at: at(13) }),
    aMessage({ id: "$7", at: at(13) }),
    aMessage({ id: "$8", at: at(14) }),
    aMessage({ id: "$9", at: at(15) }),
  ];
  expect(drawn(entries, "$8")).toEqual([
    "day 2026-11-23",
    "$1",
    "$2 follows",
    "$3",
    "$4",
    "$5",
    "$6",
    "$n",
    "$7",
    "$8 follows",
    "new",
    "$9",
  ]);
});

test("the new ones begin at the first line of somebody else, not at one's own", () => {
  const entries = [
    aMessage({ id: "$1" }),
    aMessage({ id: "$2", isOwn: true }),
    aMessage({ id: "$3", at: clock("10:30") }),
  ];
  expect(drawn(entries, "$1")).toEqual(["day 2026-11-23", "$1", "$2", "new", "$3"]);
});

test("the last that had been read may be a line about the room", () => {
  const entries = [aMessage({ id: "$1" }), aNotice({ key: "$n" }), aMessage({ id: "$2" })];
  expect(whereNewBegins(entries, "$n")).toBe("$n");
  expect(drawn(entries, "$n")).toEqual(["day 2026-11-23", "$1", "$n", "new", "$2"]);
});

test("nothing is new where all of others had been read, and all may be where the last that was read is not in the window", () => {
  const read = [aMessage({ id: "$1" }), aMessage({ id: "$2", isOwn: true })];
  expect(whereNewBegins(read, "$1")).toBeNull();
  expect(whereNewBegins(read, null)).toBeNull();
  expect(whereNewBegins([...read, aMessage({ id: "$3" })], "$1")).toBe("$1");
  expect(whereNewBegins(read, "$0")).toBe("$0");
});
