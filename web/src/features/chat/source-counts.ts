import type { ChatRooms } from "@pforte/shared/contract/chat";

type Counts = ChatRooms["counts"];

/** Sums what is known; `null` where nothing is, because unknown is not 0. */
export function sumOfCounts(counts: Counts): { readonly unread: number } | null {
  const known = counts.flatMap(({ unread }) => unread ?? []);
  return known.length === 0 ? null : { unread: known.reduce((sum, unread) => sum + unread, 0) };
}

/** How much is unread at one source, and how much of it mentions the person; `null` where it is not known. */
export function countsOf(
  counts: Counts,
  source: string,
): { readonly unread: number; readonly highlights: number } | null {
  const found = counts.find((one) => one.source === source);
  return found === undefined || found.unread === null
    ? null
    : { unread: found.unread, highlights: found.highlights ?? 0 };
}
