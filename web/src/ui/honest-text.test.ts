import { expect, test } from "vitest";
import { honestText } from "./honest-text.ts";

test("shows a text as it is: nothing turns it, nothing hides in it (S37)", () => {
  expect(honestText("Rechnung_\u202efdp.exe")).toBe("Rechnung_fdp.exe");
  expect(honestText("Pass\u200bwo\u00adrt\ufeff\u2066x\u2069\u{e0041}")).toBe("Passwortx");
  expect(honestText("a\u0000b\u001b[2Jc\u0085d\u2028e\r\nf")).toBe("ab[2Jc\nd\ne\nf");
  expect(honestText("\ud83d")).toBe("\ufffd");
});

test("lets languages and pictures be what they are", () => {
  expect(honestText("Größe\tÁ\u0301\nłódź")).toBe("Größe\tÁ\u0301\nłódź");
  expect(honestText("می\u200cخواهم")).toBe("می\u200cخواهم");
  expect(honestText("Wa\u200csser")).toBe("Wasser");
  expect(honestText("👩🏽\u200d❤️\u200d💋\u200d👨 👨\u200d👩\u200d👧\u200d👦")).toBe(
    "👩🏽\u200d❤️\u200d💋\u200d👨 👨\u200d👩\u200d👧\u200d👦",
  );
});

test("keeps towers of marks and chains of pictures within their place", () => {
  expect(honestText(`Z${"\u0300".repeat(200)}x`)).toBe(`Z${"\u0300".repeat(4)}x`);
  const chain = Array.from({ length: 60 }, () => "👨").join("\u200d");
  expect(
    Math.max(
      ...honestText(chain)
        .split(/(?<!\u200d)(?=👨)/u)
        .map((part) => part.length),
    ),
  ).toBeLessThanOrEqual(17);
});

test("takes no longer for what was made to be slow", () => {
  for (const part of ["\u200d", "\u0300", "👨\u200d", "\u202e", "\r", "\u0645\u200c"]) {
    expect(honestText(part.repeat(20_000)).length).toBeLessThanOrEqual(60_000);
  }
});
