import { expect, test } from "vitest";
import { plainBlock, plainLine } from "./plain-text.ts";

test("a line has nothing unseen in it, and is one line of bounded length", () => {
  expect(plainLine("bill\u202efdp.exe\u200b")).toBe("billfdp.exe");
  expect(plainLine(" a\r\n\tb\u0000c\u2028d ")).toBe("a b c d");
  expect(plainLine("👩\u200d👩\u200d👧 Familie")).toBe("👩\u200d👩\u200d👧 Familie");
  expect(Array.from(plainLine("ä".repeat(1000), 50))).toHaveLength(50);
  expect(plainLine("\ud800")).toBe("\ufffd");
});

test("a block keeps its lines and indentation, and nothing that turns them around", () => {
  expect(plainBlock("eins\r\n  zwei\u202e\u2029drei\u0007")).toBe("eins\n  zwei\ndrei");
  expect(plainBlock("x".repeat(100_000)).length).toBe(65_537);
});
