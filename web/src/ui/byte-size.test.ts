import { expect, test } from "vitest";
import { byteProgress, byteSize } from "./byte-size.ts";

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [48_212, "48 KB"],
  [3_100_000, "3,1 MB"],
  [999_400, "999 KB"],
  [999_600, "1 MB"],
  [9_960_000, "10 MB"],
  [512_000_000, "512 MB"],
  [1_500_000_000_000_000, "1.500 TB"],
])("%i bytes are %s", (bytes, text) => {
  expect(byteSize(bytes, "de").replace("\u00a0", " ")).toBe(text);
});

test("what has left and the whole have one unit, in the page's language", () => {
  const of = (sent: string, size: string): string => `${sent} of ${size}`;
  expect(byteProgress(4_100_000, 6_600_000, "en", of).replace("\u00a0", " ")).toBe("4.1 of 6.6 MB");
  expect(byteProgress(300_000, 6_600_000, "de", of).replace("\u00a0", " ")).toBe("0,3 of 6,6 MB");
});
