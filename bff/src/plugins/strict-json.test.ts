import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseStrictJson, StrictJsonError } from "./strict-json.ts";

const parse = (text: string) => parseStrictJson(Buffer.from(text));

describe("strict JSON", () => {
  it("reads what JSON says, for any value without the forbidden keys", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!/"(?:__proto__|constructor|prototype)":/u.test(text));
        expect(parse(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each([
    ["a key twice", '{"a":1,"a":2}'],
    ["a key twice, once escaped", String.raw`{"a":1,"\u0061":2}`],
    ["a key twice further in", '[{"x":[{"b":1,"c":2,"b":3}]}]'],
    ["__proto__", '{"__proto__":{"x":1}}'],
    ["__proto__ in disguise", String.raw`{"\u005f_proto__":1}`],
    ["constructor", '{"a":{"constructor":1}}'],
    ["prototype", '{"prototype":null}'],
    ["nesting beyond twenty levels", `${"[".repeat(21)}${"]".repeat(21)}`],
    ["a lone brace", "{"],
    ["two values", "1 2"],
    ["a byte order mark", "\u{feff}{}"],
    ["nothing", ""],
  ])("refuses %s", (_what, text) => {
    expect(() => parse(text)).toThrow(StrictJsonError);
  });

  it("refuses what is not UTF-8", () => {
    expect(() => parseStrictJson(Uint8Array.from([0x22, 0xff, 0x22]))).toThrow(StrictJsonError);
  });

  it("takes the same key in neighbours, keys as values, and twenty levels", () => {
    const text = String.raw`[{"a":"a","b":["a","a"]},{"a":"\"a\":"},"__proto__"]`;
    expect(parse(text)).toEqual(JSON.parse(text));
    expect(parse(`${"[".repeat(20)}${"]".repeat(20)}`)).toBeInstanceOf(Array);
  });

  it("leaves the prototype of objects alone and says nothing of the body", () => {
    expect(() => parse('{"__proto__":{"leaked":"secret"}}')).toThrow(
      /^The body holds a key that is never accepted\.$/u,
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it("stays quick on a long string full of escapes", () => {
    const started = performance.now();
    parse(JSON.stringify({ a: '\\"'.repeat(15_000) }));
    expect(performance.now() - started).toBeLessThan(200);
  });
});
