/** The longest list of entries that stand in both lists in the same order: what stayed, so that the rest was moved. */
export function longestCommon(before: readonly string[], after: readonly string[]): ReadonlySet<string> {
  const width = after.length + 1;
  const lengths = new Uint16Array((before.length + 1) * width);
  const at = (row: number, column: number): number => lengths[row * width + column] ?? 0;
  for (let row = before.length - 1; row >= 0; row -= 1) {
    for (let column = after.length - 1; column >= 0; column -= 1) {
      lengths[row * width + column] =
        before[row] === after[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const common = new Set<string>();
  let column = 0;
  for (const [row, entry] of before.entries()) {
    while (column < after.length && entry !== after[column] && at(row, column + 1) === at(row, column)) {
      column += 1;
    }
    if (entry === after[column]) {
      common.add(entry);
      column += 1;
    }
  }
  return common;
}
