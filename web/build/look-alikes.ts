/**
 * Stands in for `unhomoglyph`, with which the Matrix client finds names that look the same and so tells their people
 * apart. Its table of all scripts is a third of what the chat would load; names that imitate others in Latin letters are
 * written with Greek and Cyrillic ones, which have lost their accents and hidden characters before they come here.
 */
const alike: Readonly<Record<string, string>> = {
  A: "ΑАᎪ",
  B: "ΒВᏴ",
  C: "СϹᏟ",
  D: "ԀᎠ",
  E: "ΕЕᎬ",
  F: "Ϝ",
  G: "ԌᏀ",
  H: "ΗНᎻ",
  J: "ЈͿᎫ",
  K: "ΚКᏦ",
  M: "ΜМᎷ",
  N: "Ν",
  O: "0ΟОՕ",
  P: "ΡРᏢ",
  Q: "Ԛ",
  R: "Ꭱ",
  S: "ЅᏚ",
  T: "ΤТᎢ",
  V: "ѴᏙ",
  W: "ԜᎳ",
  X: "ΧХ",
  Y: "ΥҮУ",
  Z: "ΖᏃ",
  a: "аα",
  b: "ЬƄ",
  c: "сϲ",
  d: "ԁ",
  e: "еє",
  g: "ց",
  h: "һ",
  i: "іιı",
  j: "јϳ",
  k: "кκ",
  l: "1I|ΙІӀⅼ",
  n: "п",
  o: "οоօσ",
  p: "рρ",
  q: "ԛ",
  r: "г",
  s: "ѕ",
  t: "τт",
  u: "υս",
  v: "νѵ",
  w: "ԝω",
  x: "хχ",
  y: "уγү",
  z: "ᴢ",
};

const latin = new Map(
  Object.entries(alike).flatMap(([letter, others]) => Array.from(others, (other) => [other, letter])),
);

/** The text in which letters that look like Latin ones are those. */
// oxlint-disable-next-line import/no-default-export -- it stands where the package has its one export
export default function withoutLookAlikes(text: string): string {
  return Array.from(text, (letter) => latin.get(letter) ?? letter).join("");
}
