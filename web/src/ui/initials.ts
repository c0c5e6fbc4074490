/** What stands in the circle of a room or a person: a number from the name, or the first letters of its first and last word. */
export function initials(name: string): string {
  const number = /\b\d{1,3}\b/u.exec(name)?.[0];
  if (number !== undefined) {
    return number;
  }
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters
    .map((word) => Array.from(word ?? "")[0] ?? "")
    .join("")
    .toUpperCase();
}
