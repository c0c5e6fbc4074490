import { describe, expect, it } from "vitest";
import { createLog } from "./pino-log.ts";

/** What a reader of the log sees after these fields were logged: all that was written. */
function written(fields: Readonly<Record<string, unknown>>, message = "A message."): string {
  let text = "";
  createLog("debug", { write: (line) => void (text += line) }).warn(fields, message);
  return text;
}

/** Anything that a terminal obeys, or a viewer breaks a line at. */
const obeyed = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

describe("a line of the log (S68)", { timeout: 60_000 }, () => {
  it.each([
    ["a line break", 'x\n{"level":"error","msg":"forged"}'],
    ["a carriage return", 'x\r{"level":"error","msg":"forged"}'],
    ["a line separator", 'x\u2028{"level":"error"}'],
    ["a next line of C1", 'x\u0085{"level":"error"}'],
    ["a colour", "\u001b[31mred\u001b[0m"],
    ["a cursor that goes up and erases", "\u001b[1A\u001b[2K"],
    ["a control sequence of one byte", "\u009b2J"],
    ["a title", "\u001b]0;owned\u0007"],
    ["a right-to-left override", "\u202etxt.exe"],
    ["an isolate", "\u2066a\u2069"],
    ["a zero-width space", "ad\u200bmin"],
    ["a tag", "a\u{e0041}b"],
    ["half a pair", "a\ud800b"],
    ["a backspace", "admin\b\b\b\b\bnobody"],
    ["the end of a string", '","level":"error","x":"'],
  ])("cannot be forged by %s, in a value, a name, a list or the message", (_what, hostile) => {
    for (const text of [
      written({ said: hostile }),
      written({ [hostile]: 1 }),
      written({ list: [{ deep: hostile }] }),
      written({}, hostile),
    ]) {
      expect(text.endsWith("\n")).toBe(true);
      expect(text.slice(0, -1)).not.toMatch(obeyed);
      expect(JSON.parse(text)).toMatchObject({ level: "warn" });
    }
  });

  it("is one line of visible characters, whatever character is logged, and means what was logged", () => {
    const step = 0x1000;
    for (let from = 0; from < 0x110000; from += step) {
      const characters = Array.from({ length: step }, (_, at) => String.fromCodePoint(from + at));
      // Halves of pairs are no text; one of them is among the cases above.
      const value = characters.join("").replaceAll(/\p{Cs}/gu, "");
      const line = written({ value }).slice(0, -1);
      expect(obeyed.test(line)).toBe(false);
      expect(JSON.parse(line).value === value).toBe(true);
    }
  });

  it("stays as it is where there is nothing to write out", () => {
    expect(written({ name: "Jörg Müller-Łukasz 北京 👍" })).toContain('"name":"Jörg Müller-Łukasz 北京 👍"');
  });
});
