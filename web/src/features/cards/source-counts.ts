interface Counted {
  readonly source: string;
  readonly unread: number | null;
  readonly isCapped?: boolean;
}

export interface Sum {
  readonly unread: number;
  /** There may be more. */
  readonly isCapped: boolean;
}

/** Sums what is known; `null` where nothing is, because unknown is not 0. */
export function sumOfCounts(counts: readonly Counted[]): Sum | null {
  const known = counts.filter(({ unread }) => unread !== null);
  return known.length === 0
    ? null
    : {
        unread: known.reduce((sum, { unread }) => sum + (unread ?? 0), 0),
        isCapped: known.some(({ isCapped }) => isCapped === true),
      };
}

/** How much is unread at one source; `null` where it is not known. */
export function countOf(counts: readonly Counted[] | undefined, source: string): Sum | null {
  const found = counts?.filter((one) => one.source === source);
  return found === undefined ? null : sumOfCounts(found);
}
