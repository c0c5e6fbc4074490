import { expect, test } from "vitest";
import { toCsv } from "./csv.ts";

test("a table is CSV by RFC 4180 with a byte order mark, whatever its cells hold", () => {
  expect(
    toCsv([
      ["name", "at"],
      ['Behn, "Ines"', "zwei\r\nZeilen"],
      ["", "ä"],
    ]),
  ).toBe('\uFEFFname,at\r\n"Behn, ""Ines""","zwei\r\nZeilen"\r\n,ä\r\n');
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("http://evil.example","x")'])(
  "a cell that begins like the formula %j is text",
  (cell) => {
    const [, written = ""] = /^\uFEFF(.*)\r\n$/su.exec(toCsv([[cell]])) ?? [];
    expect(written.replaceAll(/^"|"$/gu, "").replaceAll('""', '"')).toBe(`'${cell}`);
  },
);
