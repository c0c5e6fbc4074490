// Characters that are not seen and change how others are read: bidirectional controls, zero-width ones, tags (S37). The
// joiner stays where it joins pictures, and the non-joiner where Arabic script needs it.
const unseen =
  /[\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}]|\u034f|[\u17b4\u17b5]|[\u180b-\u180d]|(?<!\p{Script=Arabic})\u200c|\u200c(?!\p{Script=Arabic})|(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d/gu;
const controls = /[^\P{Cc}\n\t]/gu;
const lineBreaks = /\r\n?|[\u2028\u2029\u0085\v\f]/gu;
/** Letters of all languages have a few marks; a tower of them covers the lines of others. */
const towers = /(\p{M}{4})\p{M}+/gu;
/** Pictures of several people are made of up to five; a chain without an end is one sign as wide as it is long. */
const chains =
  /((?:\p{Extended_Pictographic}[\p{Emoji_Modifier}\ufe0f]*\u200d){5}\p{Extended_Pictographic}[\p{Emoji_Modifier}\ufe0f]*)\u200d/gu;

/** A text of somebody as it is: with its lines, and without what is not seen and only deceives. */
export function honestText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(lineBreaks, "\n")
    .replaceAll(controls, "")
    .replaceAll(unseen, "")
    .replaceAll(towers, "$1")
    .replaceAll(chains, "$1");
}
