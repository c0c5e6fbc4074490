// Characters that are not seen and change how others are read: bidirectional controls, zero-width ones, tags (S37). The
// joiner stays where it joins pictures.
const unseen =
  /[\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d/gu;
const breaks = /[\p{Cc}\u2028\u2029\s]+/gu;
const controls = /[\p{Cc}--[\n\t]]/gv;

/** A name of a homeserver as one honest line: nothing unseen in it, white space as single spaces, of bounded length. */
export function plainLine(text: string, longest = 200): string {
  // Cut before anything is looked for, so that a megabyte costs no more than a page.
  const line = text
    .slice(0, longest * 8)
    .toWellFormed()
    .replaceAll(unseen, "")
    .replaceAll(breaks, " ")
    .trim();
  const characters = Array.from(line);
  return characters.length <= longest ? line : `${characters.slice(0, longest - 1).join("")}…`;
}

/** As much as a homeserver accepts of one event; what is longer comes from one that keeps no rules. */
const longestText = 65_536;

/** What somebody wrote, with its lines, without what only deceives the eye. */
export function plainBlock(text: string): string {
  const block = text
    .slice(0, longestText)
    .toWellFormed()
    .replaceAll(/\r\n?|[\u2028\u2029]/gu, "\n")
    .replaceAll(unseen, "")
    .replaceAll(controls, "");
  return text.length > longestText ? `${block}…` : block;
}
