import { plainText } from "#connectors/kit/plain-text.ts";

/** As much as a row of a list has room for. */
const longest = 200;

/**
 * Markdown as one line of plain text. It is only ever shown as text, so that nothing here keeps anybody safe: it takes away
 * what a reader would stumble over.
 */
export function lineOf(markdown: string): string | null {
  const text = markdown
    .slice(0, longest * 8)
    .replaceAll(/<\/?mention\b[^<>]{0,400}>/gu, "")
    .replaceAll(/!?\[([^\][]{0,300})\]\([^()\s]{0,500}\)/gu, "$1")
    .replaceAll(/^[ \t]{0,3}(?:#{1,6}|>|[-*+]|\d{1,3}\.)[ \t]+/gmu, "")
    .replaceAll(/\*{1,3}|~~|`{1,3}|(?<!\w)_{1,2}|_{1,2}(?!\w)/gu, "");
  const line = plainText(text, longest);
  return line === "" ? null : line;
}
