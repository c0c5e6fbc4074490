import { describe, expect, it } from "vitest";
import { acceptedLanguage } from "./request-language.ts";

describe("the language of a request", () => {
  it.each([
    ["de-DE,de;q=0.9,en;q=0.8", "de"],
    ["en-GB, de;q=0.9", "en"],
    ["fr;q=1, en;q=0.3, de;q=0.6", "de"],
    ["fr, it", null],
    ["de;q=0", null],
    ["de;q=nonsense, en;q=0.1", "en"],
    ["EN", "en"],
    ["", null],
    [undefined, null],
    [`${"x,".repeat(5000)}en`, null],
  ])("that sends %j is %s", (header, language) => {
    expect(acceptedLanguage(header)).toBe(language);
  });
});
