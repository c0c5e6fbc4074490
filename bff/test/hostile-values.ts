import { hostileTexts } from "@pforte/shared/testing/hostile-texts";
import fc from "fast-check";

/** In every hostile text that is made here; nothing that people send belongs into a log (S67). */
export const canary = "zq7kanari";

const hostileStrings: readonly string[] = [
  "",
  "\0",
  `${canary}\r\nSet-Cookie: portal=x`,
  `${canary}\n{"level":"error"}`,
  "__proto__",
  "constructor",
  "toString",
  `'; DROP TABLE sessions; -- ${canary}`,
  `" OR "1"="1`,
  `\${7*7}{{7*7}}<%= 7*7 %>${canary}`,
  `../../../../etc/passwd`,
  "..",
  "%2e%2e%2f",
  "%00",
  "%",
  "%zz",
  "%c0%af",
  "\ud800",
  "\udfff\ud800",
  "\u202e\u2066\ufeff",
  "\ufffe\uffff",
  `javascript:alert("${canary}")`,
  "//evil.invalid",
  "/\\evil.invalid",
  "http://127.0.0.1:1/",
  "file:///etc/passwd",
  "NaN",
  "-1",
  "1e309",
  "0x10",
  "9".repeat(400),
  "null",
  "undefined",
  "[object Object]",
  "1970-01-01T00:00:00Z",
  "+275760-09-13T00:00:00.001Z",
  "0000-00-00T00:00:00Z",
  "a".repeat(401),
  "ä".repeat(5000),
  `<script>${canary}</script>`,
  "{",
  "[]",
  "a:b:c:d",
  "files:../x",
  "projects:wp:99999999999999999999",
  ":",
  " ",
  "\t",
  "\u0085\u2028",
  ...hostileTexts.slice(0, 24).map(({ text }) => text.slice(0, 2000)),
];

/** One of the texts above, two of them, or any text at all. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...hostileStrings),
  fc.tuple(fc.constantFrom(...hostileStrings), fc.constantFrom(...hostileStrings)).map(([one, two]) => one + two),
  fc.string({ unit: "binary", maxLength: 40 }),
);

const hostileNumber = fc.constantFrom(-1, 0, -0, 0.5, 1e308, -1e308, 2 ** 31, 2 ** 53, 2 ** 53 + 2, 5e-324);

/** Any JSON value that somebody may put where another belongs. */
const hostileJson: fc.Arbitrary<unknown> = fc.oneof(
  hostileText,
  hostileNumber,
  fc.constantFrom(null, true, false, [], {}, [[]], [null], { "": "" }),
  hostileText.map((key) => ({ [key]: key })),
  hostileText.map((text) => Array.from({ length: 60 }, () => text.slice(0, 50))),
);

type Path = readonly (string | number)[];

function pathsOf(value: unknown, at: Path = []): readonly Path[] {
  if (typeof value !== "object" || value === null) return [at];
  const entries: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? value.map((each, index): [number, unknown] => [index, each])
    : Object.entries(value);
  return [at, ...entries.flatMap(([key, each]) => pathsOf(each, [...at, key]))];
}

type Change = (at: unknown) => unknown;

/** The value with one place in it changed. */
function changed(value: unknown, [key, ...rest]: Path, change: Change): unknown {
  if (key === undefined) return change(value);
  if (Array.isArray(value)) return value.map((each, index) => (index === key ? changed(each, rest, change) : each));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, name === key ? changed(each, rest, change) : each]),
  );
}

/** Values of which one place was replaced, left out, doubled or grown. */
export function spoiled(values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const how = fc.constantFrom("replace", "replace", "drop", "nest", "grow");
  return fc.tuple(values, fc.nat(), how, hostileJson, hostileText).map(([value, which, way, other, key]) => {
    const paths = pathsOf(value);
    const path = paths[which % paths.length] ?? [];
    return changed(value, path, (at) => {
      if (way === "nest") return [at];
      if (way === "drop") return undefined;
      if (way === "replace" || typeof at !== "object" || at === null) return other;
      return Array.isArray(at) ? [...at, ...at, other] : { ...at, [key]: other };
    });
  });
}

/** Texts of which a piece was cut, doubled, turned or put in from elsewhere: what is left of a body on a bad line. */
export function spoiledText(texts: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const how = fc.constantFrom("cut", "double", "insert", "turn", "deepen");
  return fc.tuple(texts, fc.nat(), fc.nat(60), how, hostileText).map(([text, where, length, way, other]) => {
    const from = text.length === 0 ? 0 : where % text.length;
    const [before, piece, after] = [text.slice(0, from), text.slice(from, from + length), text.slice(from + length)];
    if (way === "cut") return before + after;
    if (way === "double") return before + piece + piece + after;
    if (way === "turn") return before + Array.from(piece).toReversed().join("") + after;
    return way === "insert" ? before + other + piece + after : `${"[".repeat(length)}${text}${"]".repeat(length)}`;
  });
}
