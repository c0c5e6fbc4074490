import { withoutUnseen } from "@pforte/shared/text/without-unseen";

const breaks = /[\p{Cc}\u2028\u2029\s]+/gu;

/** A text of a tool as one honest line of plain text: nothing unseen in it, white space as single spaces, of bounded length. */
export function plainText(text: string, longest = 300): string {
  // Cut before anything is looked for, so that a megabyte costs no more than a page.
  const line = withoutUnseen(text.slice(0, longest * 8).toWellFormed())
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
