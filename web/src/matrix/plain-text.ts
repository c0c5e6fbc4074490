import { withoutUnseen } from "@pforte/shared/text/without-unseen";

const breaks = /[\p{Cc}\u2028\u2029\s]+/gu;
const controls = /[\p{Cc}--[\n\t]]/gv;

/** A name of a homeserver as one honest line: nothing unseen in it, white space as single spaces, of bounded length. */
export function plainLine(text: string, longest = 200): string {
  // Cut before anything is looked for, so that a megabyte costs no more than a page.
  const line = withoutUnseen(text.slice(0, longest * 8).toWellFormed())
    .replaceAll(breaks, " ")
    .trim();
  const characters = Array.from(line);
  return characters.length <= longest ? line : `${characters.slice(0, longest - 1).join("")}…`;
}

/** As much as a homeserver accepts of one event; what is longer comes from one that keeps no rules. */
const longestText = 65_536;

/** What somebody wrote, with its lines, without what only deceives the eye. */
export function plainBlock(text: string): string {
  const lines = text
    .slice(0, longestText)
    .toWellFormed()
    .replaceAll(/\r\n?|[\u2028\u2029]/gu, "\n");
  const block = withoutUnseen(lines).replaceAll(controls, "");
  return text.length > longestText ? `${block}…` : block;
}
