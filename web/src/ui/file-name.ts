const shortestTail = 8;
const longestTail = 16;
const tailWithinWord = 12;

/** A name in two parts, of which only the first may be cut: the end is what distinguishes it from its neighbours. */
export interface NameParts {
  readonly stem: string;
  readonly tail: string;
}

/**
 * Splits a name so that its last words and its ending stay, in 8 to 16 characters; a last word that is longer is split
 * within, as the whole of it would leave nothing of the beginning.
 */
export function splitName(name: string): NameParts {
  const letters = Array.from(name);
  if (letters.length <= tailWithinWord) {
    return { stem: name, tail: "" };
  }
  const starts = letters.flatMap((letter, index) => (/[\s_]/u.test(letter) ? [index] : []));
  const start = starts.find((index) => {
    const length = letters.length - index;
    return length >= shortestTail && length <= longestTail;
  });
  const at = start ?? letters.length - tailWithinWord;
  return { stem: letters.slice(0, at).join(""), tail: letters.slice(at).join("") };
}
