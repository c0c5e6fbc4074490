import type { ChatMessageEntry, TimelineEntry } from "#matrix/model.ts";

/**
 * What others have written since: messages that are new to the window and stand after the last one that was in it and had
 * been sent. What paging brings stands before, and a window that was moved elsewhere has nothing in common with the one before.
 */
export function arrivals(
  before: readonly TimelineEntry[],
  after: readonly TimelineEntry[],
): readonly ChatMessageEntry[] {
  const known = new Set(before.map(({ key }) => key));
  const last = after.findLastIndex((entry) => known.has(entry.key) && isSettled(entry));
  if (last === -1) {
    return [];
  }
  return after
    .slice(last + 1)
    .filter((entry) => entry.kind === "message")
    .filter((entry) => !known.has(entry.key) && !entry.isOwn && entry.body.kind !== "redacted");
}

/** Own messages that have failed by now and had not before. */
export function newFailures(
  before: readonly TimelineEntry[],
  after: readonly TimelineEntry[],
): readonly ChatMessageEntry[] {
  const failed = new Set(before.filter(hasFailed).map(({ key }) => key));
  return after.filter(hasFailed).filter(({ key }) => !failed.has(key));
}

function isSettled(entry: TimelineEntry): boolean {
  return entry.kind === "notice" || entry.delivery.kind === "sent";
}

function hasFailed(entry: TimelineEntry): entry is ChatMessageEntry {
  return entry.kind === "message" && entry.delivery.kind === "failed";
}
