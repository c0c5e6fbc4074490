// Controls, formatting characters (bidirectional ones among them), line and paragraph separators, private and lone halves,
// and the fillers that are letters by name only.
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\u115f\u1160\u3164\uffa0]/gu;

/**
 * A text with everything unseen written out as `\u202e`, so that in a log or at a console it can neither begin a line nor
 * turn, hide or colour what stands beside it (S68). Inside of a JSON string it still means the same.
 */
export function visible(text: string): string {
  return text.replaceAll(unseen, (character) =>
    Array.from(
      { length: character.length },
      (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`,
    ).join(""),
  );
}
