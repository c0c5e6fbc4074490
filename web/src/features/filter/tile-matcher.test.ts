import type { HomeCategory, HomeTile } from "@pforte/shared/contract/home";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { typosToPrefix } from "./edit-distance.ts";
import { fold } from "./fold.ts";
import { createTileMatcher } from "./tile-matcher.ts";

function tile(name: string, terms: readonly string[] = []): HomeTile {
  return {
    key: name,
    name,
    description: null,
    href: "https://tool.example/",
    target: { kind: "new-tab" },
    icon: "mail",
    coloured: false,
    source: null,
    maintenance: null,
    terms: [name, ...terms],
  };
}

function category(name: string, ...tiles: readonly HomeTile[]): HomeCategory {
  return { key: name, name, items: tiles.map((one) => ({ kind: "tile", tile: one })) };
}

const example: readonly HomeCategory[] = [
  category("Kommunikation", tile("Mail", ["E-Mail", "Post"]), tile("Kalender", ["Calendar", "Termine"])),
  category("Dokumente", tile("Neue Präsentation", ["Folien", "Slides"]), tile("Straßenkataster")),
  {
    key: "fach",
    name: "Fachverfahren",
    items: [
      {
        kind: "folder",
        key: "wasser",
        name: "Wasserrecht",
        tiles: [tile("Gewässerkataster"), tile("Wasserbuch"), tile("Hochwasserrückhaltebecken")],
      },
    ],
  },
];
const match = createTileMatcher(example);
const found = (query: string): readonly string[] => match(query).map(({ tile: { name } }) => name);

describe("the tile filter", () => {
  test.each([
    ["kal", ["Kalender"]],
    ["CALEND", ["Kalender"]],
    ["termine", ["Kalender"]],
    ["strasse", ["Straßenkataster"]],
    ["Gewaesser", ["Gewässerkataster"]],
    ["gewa\u{308}sser", ["Gewässerkataster"]],
    ["kalendar", ["Kalender"]],
    ["klaender", ["Kalender"]],
    ["praesentaion", ["Neue Präsentation"]],
    ["gewesserkatasta", ["Gewässerkataster"]],
    ["neue folien", ["Neue Präsentation"]],
    ["neue post", []],
    ["xyz", []],
    ["", []],
    ["  – ", []],
    ["kl", []],
    ["mial", ["Mail"]],
    ["mil", []],
    ["wasserrecht", ["Gewässerkataster", "Wasserbuch", "Hochwasserrückhaltebecken"]],
  ])("finds %j as %j", (query, names) => {
    expect(found(query)).toEqual(names);
  });

  test("puts names that begin so before names that contain it, and keeps the page's order among equals", () => {
    expect(found("wasser")).toEqual(["Wasserbuch", "Gewässerkataster", "Hochwasserrückhaltebecken"]);
  });

  test("says where a tile stands and which part of its name was typed", () => {
    const [first] = match("wässer");
    expect(first).toMatchObject({ place: "Fachverfahren · Wasserrecht", marked: [0, 6] });
    expect(match("gewaesser")).toHaveLength(1);
    expect(match("waesserkat")[0]).toMatchObject({ marked: [2, 11] });
    expect(match("termine")[0]).toMatchObject({ marked: null });
  });

  test("finds a tile that stands in two places once", () => {
    const twice = createTileMatcher([category("A", tile("Wiki")), category("B", tile("Wiki"))]);
    expect(twice("wiki")).toHaveLength(1);
  });

  test("takes a pasted text of 50 kB and terms of 50 kB without being slow", () => {
    const large = createTileMatcher([
      category("A", tile("Wiki", [Array.from({ length: 6000 }, (_, i) => `wort${i}`).join(" ")])),
    ]);
    const started = performance.now();
    large("gewasser".repeat(6400));
    large("wirt ".repeat(10_000));
    // Ten times what it takes; time that grew with the square would be minutes.
    expect(performance.now() - started).toBeLessThan(2500);
  });
});

const letters = fc.string({ unit: fc.constantFrom(...Array.from("abcdeäöüß")), minLength: 1, maxLength: 24 });

describe("typos", () => {
  test("are counted as the full table counts them", () => {
    fc.assert(
      fc.property(letters, letters, fc.integer({ min: 1, max: 2 }), (typed, word, limit) => {
        const exact = Math.min(
          ...Array.from({ length: word.length + 1 }, (_, end) => fullDistance(typed, word.slice(0, end))),
        );
        expect(typosToPrefix(typed, word, limit)).toBe(exact <= limit ? exact : null);
      }),
    );
  });

  test("one in a word of five letters or more is forgiven, two in one of ten", () => {
    const word = fc.string({ unit: fc.constantFrom(...Array.from("abcdefghij")), minLength: 5, maxLength: 20 });
    fc.assert(
      fc.property(word, fc.tuple(fc.nat(), fc.nat(3)), fc.tuple(fc.nat(), fc.nat(3)), (name, first, second) => {
        // One typo in each half: two on the same spot can amount to three.
        const half = Math.floor(name.length / 2);
        const typed =
          name.length >= 10 ? edit(name.slice(0, half), first) + edit(name.slice(half), second) : edit(name, first);
        expect(createTileMatcher([category("A", tile(name))])(typed)).toHaveLength(1);
      }),
      { numRuns: 300 },
    );
  });

  test("any text can be typed, and the result is always some of the tiles, each once", () => {
    const names = new Set(
      example.flatMap(({ items }) => items.flatMap((i) => (i.kind === "tile" ? [i.tile] : i.tiles))),
    );
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (query) => {
        const matches = match(query);
        expect(new Set(matches.map(({ tile: { key } }) => key)).size).toBe(matches.length);
        expect(matches.every((one) => names.has(one.tile))).toBe(true);
      }),
    );
  });

  test("a folded text knows the place of each of its letters", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), fc.boolean(), (text, isWrittenOut) => {
        const { text: folded, places } = fold(text, isWrittenOut);
        expect(places).toHaveLength(folded.length);
        expect(places).toEqual([...places].sort((a, b) => a - b));
      }),
    );
  });
});

function edit(text: string, [place, kind]: readonly [number, number]): string {
  const at = place % text.length;
  const before = text.slice(0, at);
  const after = text.slice(at);
  switch (kind) {
    case 0:
      return `${before}${after.slice(1)}`;
    case 1:
      return `${before}z${after}`;
    case 2:
      return `${before}z${after.slice(1)}`;
    default:
      return `${before}${after.charAt(1)}${after.charAt(0)}${after.slice(2)}`;
  }
}

function fullDistance(one: string, other: string): number {
  const table = Array.from({ length: one.length + 1 }, () => Array.from({ length: other.length + 1 }, () => 0));
  const at = (i: number, j: number): number => table[i]?.[j] ?? Infinity;
  for (let i = 0; i <= one.length; i += 1) {
    for (let j = 0; j <= other.length; j += 1) {
      const row = table[i] ?? [];
      if (i === 0 || j === 0) {
        row[j] = i + j;
        continue;
      }
      const cost = one[i - 1] === other[j - 1] ? 0 : 1;
      row[j] = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + cost);
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
        row[j] = Math.min(at(i, j), at(i - 2, j - 2) + 1);
      }
    }
  }
  return at(one.length, other.length);
}
