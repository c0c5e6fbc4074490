/** Numbers from 0 up to 1 that a seed decides: the same seed, the same numbers. */
export type Random = () => number;

/** A generator of its own for each name, so that one more draw in one place changes nothing in another (sfc32). */
export function seeded(seed: number, name: string): Random {
  let hash = 2_166_136_261;
  for (const letter of `${seed} ${name}`) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16_777_619);
  let [a, b, c, count] = [hash, hash ^ 0x9e_37_79_b9, hash ^ 0x24_3f_6a_88, 1];
  const next = (): number => {
    const sum = (a + b + count) | 0;
    count = (count + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 4_294_967_296;
  };
  // The first numbers of similar seeds are similar.
  for (let warming = 0; warming < 15; warming += 1) next();
  return next;
}

/** A whole number from `least` to `most`. */
export function between(random: Random, least: number, most: number): number {
  return least + Math.floor(random() * (most - least + 1));
}

/** The same items in an order that the numbers decide. */
export function shuffled<Item>(random: Random, items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, at: random() }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ item }) => item);
}
