import { expect, test } from "vitest";
import { initials } from "./initials.ts";

test.each([
  ["Referat 42 – Wasserrecht", "42"],
  ["Paul Zierau", "PZ"],
  ["AG Digitale Akte", "AA"],
  ["wasser", "W"],
  ["Özlem  Ünal", "ÖÜ"],
  ["𝒜lpha Beta", "𝒜B"],
  ["Haushalt 2027", "H2"],
  ["…", ""],
])("%j has the initials %j", (name, letters) => {
  expect(initials(name)).toBe(letters);
});
