import type { ChatMessageEntry, ChatNoticeEntry, TimelineEntry } from "#matrix/model.ts";

/** What stands in the timeline, line by line. */
export type TimelineRow =
  | { readonly kind: "day"; readonly key: string; readonly at: number }
  | { readonly kind: "new"; readonly key: "new" }
  | {
      readonly kind: "message";
      readonly key: string;
      readonly entry: ChatMessageEntry;
      /** Comes so soon after one of the same person that it needs no head of its own. */
      readonly isFollowUp: boolean;
    }
  | { readonly kind: "notice"; readonly key: string; readonly entry: ChatNoticeEntry };

const followUpMilliseconds = 5 * 60_000;

/** The entries with the days and with where the new ones begin: after the message `newAfter`, where it is in the window. */
export function timelineRows(
  entries: readonly TimelineEntry[],
  { newAfter, dayOf }: { readonly newAfter: string | null; readonly dayOf: (at: Date) => string },
): readonly TimelineRow[] {
  const rows: TimelineRow[] = [];
  let day: string | null = null;
  let isNewNext = false;
  let before: ChatMessageEntry | null = null;
  for (const entry of entries) {
    const today = dayOf(new Date(entry.at));
    if (today !== day) {
      rows.push({ kind: "day", key: `day ${today}`, at: entry.at });
      day = today;
      before = null;
    }
    if (isNewNext && !(entry.kind === "message" && entry.isOwn)) {
      rows.push({ kind: "new", key: "new" });
      isNewNext = false;
      before = null;
    }
    if (entry.kind === "notice") {
      rows.push({ kind: "notice", key: entry.key, entry });
      before = null;
      isNewNext ||= newAfter !== null && entry.key === newAfter;
      continue;
    }
    rows.push({ kind: "message", key: entry.key, entry, isFollowUp: isFollowUp(entry, before) });
    before = entry;
    isNewNext ||= newAfter !== null && entry.id === newAfter;
  }
  return unique(rows);
}

function isFollowUp(entry: ChatMessageEntry, before: ChatMessageEntry | null): boolean {
  return (
    before !== null &&
    before.sender.id === entry.sender.id &&
    entry.replyTo === null &&
    entry.at - before.at <= followUpMilliseconds
  );
}

/** Clocks of homeservers differ: a day may come twice, and each line needs a name of its own. */
function unique(rows: readonly TimelineRow[]): readonly TimelineRow[] {
  const seen = new Map<string, number>();
  return rows.map((row) => {
    const count = seen.get(row.key) ?? 0;
    seen.set(row.key, count + 1);
    return row.kind === "day" && count > 0 ? { ...row, key: `${row.key} ${count}` } : row;
  });
}

/**
 * After which message the new ones begin, once the first entries of a room are there; `null` where nothing of others
 * follows the last one that had been read. Messages before the window may be new as well.
 */
export function whereNewBegins(entries: readonly TimelineEntry[], readUpTo: string | null): string | null {
  const at = entries.findIndex((entry) => (entry.kind === "message" ? entry.id : entry.key) === readUpTo);
  if (readUpTo === null || at === -1) {
    return readUpTo;
  }
  return entries.slice(at + 1).some((entry) => entry.kind === "message" && !entry.isOwn) ? readUpTo : null;
}
