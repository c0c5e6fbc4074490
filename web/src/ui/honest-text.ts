import { withoutUnseen } from "@pforte/shared/text/without-unseen";

const controls = /[^\P{Cc}\n\t]/gu;
const lineBreaks = /\r\n?|[\u2028\u2029\u0085\v\f]/gu;
/** Letters of all languages have a few marks; a tower of them covers the lines of others. */
const towers = /(\p{M}{4})\p{M}+/gu;
/** Pictures of several people are made of up to five; a chain without an end is one sign as wide as it is long. */
const chains =
  /((?:\p{Extended_Pictographic}[\p{Emoji_Modifier}\ufe0f]*\u200d){5}\p{Extended_Pictographic}[\p{Emoji_Modifier}\ufe0f]*)\u200d/gu;

/** A text of somebody as it is: with its lines, and without what is not seen and only deceives. */
export function honestText(text: string): string {
  return withoutUnseen(text.toWellFormed().replaceAll(lineBreaks, "\n").replaceAll(controls, ""))
    .replaceAll(towers, "$1")
    .replaceAll(chains, "$1");
}
