import { aHome } from "@pforte/shared/testing/a-home";
import { expect, test } from "vitest";
import { mostPins, tilesByKey, withMovedPin, withoutPin, withPin } from "./pins.ts";

test("finds the tiles of folders as well", () => {
  expect(tilesByKey(aHome()).get("waterbook")?.name).toBe("Wasserbuch");
});

test("pins once, and no more than there is room", () => {
  expect(withPin(["a"], "b")).toEqual(["a", "b"]);
  expect(withPin(["a"], "a")).toEqual(["a"]);
  const full = Array.from({ length: mostPins }, (_, index) => String(index));
  expect(withPin(full, "one more")).toBe(full);
});

test("moves one place and stops at both ends", () => {
  expect(withMovedPin(["a", "b", "c"], "b", -1)).toEqual(["b", "a", "c"]);
  expect(withMovedPin(["a", "b", "c"], "b", 1)).toEqual(["a", "c", "b"]);
  expect(withMovedPin(["a", "b"], "a", -1)).toEqual(["a", "b"]);
  expect(withMovedPin(["a", "b"], "b", 1)).toEqual(["a", "b"]);
  expect(withMovedPin(["a", "b"], "not there", 1)).toEqual(["a", "b"]);
});

test("takes a pin out", () => {
  expect(withoutPin(["a", "b"], "a")).toEqual(["b"]);
});
