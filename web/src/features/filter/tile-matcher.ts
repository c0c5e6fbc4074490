import type { HomeCategory, HomeTile } from "@pforte/shared/contract/home";
import { typosToPrefix } from "./edit-distance.ts";
import { fold, wordsOf } from "./fold.ts";

/** A tile that fits what was typed. */
export interface TileMatch {
  readonly tile: HomeTile;
  /** Where the tile stands: its category and, inside one, its folder. */
  readonly place: string;
  /** The part of the name that was typed, as start and end; `null` where something else of the tile fits. */
  readonly marked: readonly [number, number] | null;
}

/** Beyond this a query says nothing more; it also bounds the time whatever is pasted. */
const longestQuery = 120;
const mostWords = 6;

interface Entry {
  readonly tile: HomeTile;
  readonly place: string;
  readonly nameWords: readonly string[];
  readonly otherWords: readonly string[];
}

/** How well one word fits; smaller is better. */
const grades = {
  namePrefix: 0,
  nameInside: 1,
  otherPrefix: 2,
  otherInside: 3,
  nameTypo: 4,
  otherTypo: 5,
  farName: 6,
  farOther: 7,
} as const;

/** Prepares the tiles of a page for being filtered; tiles that stand in several places are found once. */
export function createTileMatcher(categories: readonly HomeCategory[]): (query: string) => readonly TileMatch[] {
  // Most visits filter nothing, so the words are taken apart when the first letter is typed.
  let entries: readonly Entry[] | null = null;
  return (query) => {
    const words = wordsTyped(query);
    if (words.length === 0) {
      return [];
    }
    entries ??= entriesOf(categories);
    const graded = entries.flatMap((entry) => {
      const grade = gradeOf(entry, words);
      return grade === null ? [] : [{ entry, grade }];
    });
    const hasOnlyGuesses = graded.every(({ grade }) => grade >= grades.farName);
    // What is two typos away is a guess, for where nothing else fits. The sort is stable: tiles that fit equally well stay in the order of the page.
    return graded
      .filter(({ grade }) => grade < grades.farName || hasOnlyGuesses)
      .toSorted((one, other) => one.grade - other.grade)
      .map(({ entry: { tile, place } }) => ({ tile, place, marked: markedIn(tile.name, words) }));
  };
}

function entriesOf(categories: readonly HomeCategory[]): readonly Entry[] {
  const entries = new Map<string, Entry>();
  const add = (tile: HomeTile, place: string, folder: readonly string[]): void => {
    if (!entries.has(tile.key)) {
      const nameWords = wordsOf(tile.name);
      const known = new Set(nameWords);
      const otherWords = [...new Set([...tile.terms, ...folder].flatMap(wordsOf))].filter((word) => !known.has(word));
      entries.set(tile.key, { tile, place, nameWords, otherWords });
    }
  };
  for (const category of categories) {
    for (const item of category.items) {
      if (item.kind === "tile") {
        add(item.tile, category.name, []);
      } else {
        for (const tile of item.tiles) {
          add(tile, `${category.name} · ${item.name}`, [item.name]);
        }
      }
    }
  }
  return [...entries.values()];
}

/** The typed words, each in all its spellings. */
function wordsTyped(query: string): readonly (readonly string[])[] {
  return query
    .slice(0, longestQuery)
    .split(/[^\p{L}\p{N}\p{Mark}\u{ad}]+/u)
    .map(wordsOf)
    .filter((spellings) => spellings.length > 0)
    .slice(0, mostWords);
}

/** Every typed word must fit somewhere; the worst of them decides. */
function gradeOf(entry: Entry, words: readonly (readonly string[])[]): number | null {
  let worst = 0;
  for (const spellings of words) {
    const best = Math.min(...spellings.map((typed) => gradeOfWord(entry, typed)));
    if (best === Infinity) {
      return null;
    }
    worst = Math.max(worst, best);
  }
  return worst;
}

function gradeOfWord({ nameWords, otherWords }: Entry, typed: string): number {
  const allowed = typosAllowed(typed);
  const isPrefix = (word: string): boolean => word.startsWith(typed);
  // German compounds carry the word that people remember in their middle or at their end.
  const isInside = (word: string): boolean => typed.length >= 3 && word.includes(typed);
  const isNear = (word: string): boolean => allowed >= 1 && typosToPrefix(typed, word, 1) !== null;
  const isFar = (word: string): boolean => allowed >= 2 && typosToPrefix(typed, word, 2) !== null;
  const tests = [
    [grades.namePrefix, nameWords, isPrefix],
    [grades.nameInside, nameWords, isInside],
    [grades.otherPrefix, otherWords, isPrefix],
    [grades.otherInside, otherWords, isInside],
    [grades.nameTypo, nameWords, isNear],
    [grades.otherTypo, otherWords, isNear],
    [grades.farName, nameWords, isFar],
    [grades.farOther, otherWords, isFar],
  ] as const;
  return tests.find(([, candidates, fits]) => candidates.some(fits))?.[0] ?? Infinity;
}

/** Short words are told apart by each of their letters. */
function typosAllowed(typed: string): number {
  if (typed.length >= 8) {
    return 2;
  }
  return typed.length >= 4 ? 1 : 0;
}

function markedIn(name: string, words: readonly (readonly string[])[]): readonly [number, number] | null {
  for (const isWrittenOut of [false, true]) {
    const { text, places } = fold(name, isWrittenOut);
    for (const typed of words.flat()) {
      const start = text.indexOf(typed);
      const from = places[start];
      if (start !== -1 && from !== undefined) {
        return [from, places[start + typed.length] ?? name.length];
      }
    }
  }
  return null;
}
