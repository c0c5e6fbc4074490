/**
 * How many typos (a letter too many, too few, wrong, or two swapped) lie between what was typed and the beginning of a
 * word; `null` beyond `limit`. Only a band of the table is filled, so that the time grows with the typed letters alone.
 */
export function typosToPrefix(typed: string, word: string, limit: number): number | null {
  const width = 2 * limit + 1;
  // Row i holds the columns j = i - limit … i + limit, that is, index k stands for j = i - limit + k.
  let before: number[] = [];
  let previous = Array.from({ length: width }, (_, k) => (k >= limit ? k - limit : Infinity));
  for (let i = 1; i <= typed.length; i += 1) {
    const row = fillRow(typed, word, { i, limit, previous, before });
    if (Math.min(...row) > limit) {
      return null;
    }
    before = previous;
    previous = row;
  }
  const least = Math.min(...previous.filter((_, k) => typed.length - limit + k <= word.length));
  return least <= limit ? least : null;
}

interface Rows {
  readonly i: number;
  readonly limit: number;
  readonly previous: readonly number[];
  readonly before: readonly number[];
}

function fillRow(typed: string, word: string, { i, limit, previous, before }: Rows): number[] {
  const row: number[] = [];
  for (let k = 0; k <= 2 * limit; k += 1) {
    const j = i - limit + k;
    if (j < 0 || j > word.length) {
      row.push(Infinity);
      continue;
    }
    const isSame = j > 0 && typed[i - 1] === word[j - 1];
    const isSwapped = j > 1 && typed[i - 1] === word[j - 2] && typed[i - 2] === word[j - 1];
    row.push(
      Math.min(
        // A letter too many, one too few, another one, or two in the other order.
        at(previous, k + 1) + 1,
        at(row, k - 1) + 1,
        j === 0 ? Infinity : at(previous, k) + (isSame ? 0 : 1),
        isSwapped ? at(before, k) + 1 : Infinity,
      ),
    );
  }
  return row;
}

function at(row: readonly number[], k: number): number {
  return row[k] ?? Infinity;
}
