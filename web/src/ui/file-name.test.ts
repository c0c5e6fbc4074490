import { expect, test } from "vitest";
import { splitName } from "./file-name.ts";

test.each([
  ["Stellungnahme Hochwasserrückhaltebecken Auwald Entwurf 3.odt", " Entwurf 3.odt"],
  ["Haushaltsanmeldung 2027.ods", " 2027.ods"],
  ["Pegel_Auwald_2026-11-18.jpg", "_2026-11-18.jpg"],
  ["Planfeststellungsunterlagen", "gsunterlagen"],
  ["Vermerk Randstreifen.odt", "streifen.odt"],
])("the end of %j that always stays is %j", (name, tail) => {
  const parts = splitName(name);
  expect(parts.tail).toBe(tail);
  expect(parts.stem + parts.tail).toBe(name);
});

test("a short name is never cut, and no letter is split in two", () => {
  expect(splitName("Antrag.odt")).toEqual({ stem: "Antrag.odt", tail: "" });
  // A letter outside of the first plane is two units of a string.
  const { stem, tail } = splitName("\u{1d538}".repeat(20));
  expect([stem, tail].every((part) => part.isWellFormed())).toBe(true);
});
