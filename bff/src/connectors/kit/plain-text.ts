// Characters that are not seen and change how others are read: bidirectional controls, zero-width ones, tags. A name such
// as `bill<U+202E>fdp.exe` would otherwise be shown as `billexe.pdf` (S37). The joiner stays where it joins pictures.
const unseen =
  /[\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d/gu;
const breaks = /[\p{Cc}\u2028\u2029\s]+/gu;

/** A text of a tool as one honest line of plain text: nothing unseen in it, white space as single spaces, of bounded length. */
export function plainText(text: string, longest = 300): string {
  // Cut before anything is looked for, so that a megabyte costs no more than a page.
  const line = text
    .slice(0, longest * 8)
    .toWellFormed()
    .replaceAll(unseen, "")
    .replaceAll(breaks, " ")
    .trim();
  const characters = Array.from(line);
  return characters.length <= longest
    ? line
    : `${characters
        .slice(0, longest - 1)
        .join("")
        .trimEnd()}…`;
}
