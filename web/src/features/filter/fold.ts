/** Letters that carry no accent mark and still have a plain spelling. */
const plain: Readonly<Record<string, string>> = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ł: "l", ı: "i" };
const written: Readonly<Record<string, string>> = { ä: "ae", ö: "oe", ü: "ue" };

/** A text without case, accents and soft hyphens, with the place in the original of each of its letters. */
export interface Folded {
  readonly text: string;
  readonly places: readonly number[];
}

/** Folds `Gewässer` to `gewasser`; written out, to `gewaesser`, as people type it on a keyboard without umlauts. */
export function fold(text: string, isWrittenOut = false): Folded {
  let folded = "";
  const places: number[] = [];
  let place = 0;
  for (const character of text.normalize("NFC")) {
    const lower = character.toLowerCase();
    const spelt =
      (isWrittenOut ? written[lower] : undefined) ??
      plain[lower] ??
      lower.normalize("NFKD").replaceAll(/[\p{Mark}\u{ad}\u{200b}-\u{200d}]/gu, "");
    folded += spelt;
    for (let index = 0; index < spelt.length; index += 1) {
      places.push(place);
    }
    place += character.length;
  }
  return { text: folded, places };
}

/** The words of a text in all spellings that a person may type. */
export function wordsOf(text: string): readonly string[] {
  const words = new Set<string>();
  for (const isWrittenOut of [false, true]) {
    for (const word of fold(text, isWrittenOut).text.split(/[^\p{L}\p{N}]+/u)) {
      if (word !== "") {
        words.add(word);
      }
    }
  }
  return [...words];
}
