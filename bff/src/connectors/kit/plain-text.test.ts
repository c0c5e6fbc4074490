import { describe, expect, it } from "vitest";
import { plainText } from "./plain-text.ts";

describe("a text of a tool", () => {
  it("shows what it is: bidirectional tricks, zero-width characters and tags are gone (S37)", () => {
    expect(plainText("bill\u202efdp.exe")).toBe("billfdp.exe");
    expect(plainText("\u2066a\u2069\u200bb\u2060c\ufeffd\u00ade\u200ef\u061c")).toBe("abcdef");
    expect(plainText("flag\u{e0067}\u{e007f}")).toBe("flag");
    expect(plainText("a\u200db")).toBe("ab");
  });

  it("is one line without control characters", () => {
    expect(plainText(" one\r\n\ttwo\u0000\u2028three\u0085 ")).toBe("one two three");
  });

  it("keeps what people write: umlauts, other scripts, pictures that are joined of several, markup as text", () => {
    for (const text of ["Größe & Maß #1.odt", "Отчёт", "שלום", "👩🏽‍💻 und ❤️‍🔥", "<b>&amp;</b>"]) {
      expect(plainText(text)).toBe(text);
    }
  });

  it("is cut by whole characters and says so", () => {
    expect(plainText("😀".repeat(5), 4)).toBe("😀😀😀…");
    expect(plainText("a".repeat(300))).toHaveLength(300);
    expect(plainText("\ud800x")).toBe("\ufffdx");
  });

  it("costs little, whatever is sent (S44)", () => {
    const started = performance.now();
    for (const text of ["\u200d", " ", "\u202e", "a\u200d"]) plainText(text.repeat(500_000));
    expect(performance.now() - started).toBeLessThan(200);
  });
});
