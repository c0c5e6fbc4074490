import type { Inbox, InboxAct, InboxItem } from "@pforte/shared/contract/inbox";
import type { SentAct } from "./act-outbox.ts";
import type { InboxPart } from "./inbox-queries.ts";

/** An item as it is shown: as it was read, with what the person has done since. */
export interface ShownItem {
  readonly item: InboxItem;
  /** Not yet at the portal, or not yet at the tool. */
  readonly isPending: boolean;
  readonly failed: SentAct | null;
}

/** Acts after which an item is no longer in the part that is looked at. */
const leaves: Readonly<Record<InboxPart, ReadonlySet<InboxAct>>> = {
  open: new Set(["done", "snooze", "mute"]),
  later: new Set(["done", "wake", "mute"]),
  history: new Set(["restore"]),
};

/** What is shown of a part: acts show before the portal has answered, and failed ones leave things as they were. */
export function shownItems(inbox: Inbox, part: InboxPart, acts: readonly SentAct[]): readonly ShownItem[] {
  const byItem = new Map<string, SentAct[]>();
  for (const one of acts) {
    byItem.set(one.request.item, [...(byItem.get(one.request.item) ?? []), one]);
  }
  return inbox.items.flatMap((item) => {
    const own = byItem.get(item.id) ?? [];
    const living = own.filter(({ state }) => state !== "failed");
    if (living.some(({ request }) => leaves[part].has(request.act))) {
      return [];
    }
    return {
      item: living.reduce((now, { request }) => withAct(now, request.act), item),
      isPending: item.pending !== null || living.some(({ state }) => state === "queued"),
      failed: own.find(({ state }) => state === "failed") ?? null,
    };
  });
}

function withAct(item: InboxItem, act: InboxAct): InboxItem {
  if (act !== "read" && act !== "unread") {
    return item;
  }
  const isRead = act === "read";
  return {
    ...item,
    isRead,
    changes: item.changes.map((change) => ({ ...change, isRead })),
    acts: item.acts.map((one) => (one === act ? (isRead ? "unread" : "read") : one)),
  };
}

export interface Tally {
  readonly unread: number;
  readonly mentions: number;
  readonly isCapped: boolean;
}

/** How much is unread, over all sources and with what the person has just done. */
export function tallyOf(inbox: Inbox, shown: readonly ShownItem[]): Tally {
  const isUnread = ({ isRead }: InboxItem): boolean => !isRead;
  const isMention = (item: InboxItem): boolean => item.isMention && !item.isRead;
  const now = shown.map(({ item }) => item);
  const count = (is: (item: InboxItem) => boolean): number => now.filter(is).length - inbox.items.filter(is).length;
  const sum = (key: "unread" | "mentions"): number => inbox.counts.reduce((all, one) => all + (one[key] ?? 0), 0);
  return {
    unread: Math.max(0, sum("unread") + count(isUnread)),
    mentions: Math.max(0, sum("mentions") + count(isMention)),
    isCapped: inbox.counts.some(({ isCapped }) => isCapped),
  };
}

/** Which items are looked for. */
export interface InboxFilter {
  readonly only: "all" | "unread" | "mentions";
  /** Keys of sources; empty for all. */
  readonly sources: ReadonlySet<string>;
}

export function filtered(shown: readonly ShownItem[], { only, sources }: InboxFilter): readonly ShownItem[] {
  return shown.filter(
    ({ item }) =>
      (sources.size === 0 || sources.has(item.source)) &&
      (only === "all" || (only === "unread" ? !item.isRead : item.isMention)),
  );
}

export interface DayGroup {
  /** `2026-11-23` */
  readonly day: string;
  readonly at: Date;
  readonly rows: readonly ShownItem[];
}

/** Items by the day at which they stand, in their order. */
export function byDay(
  shown: readonly ShownItem[],
  part: InboxPart,
  calendarDay: (at: Date) => string,
): readonly DayGroup[] {
  const groups: { day: string; at: Date; rows: ShownItem[] }[] = [];
  for (const one of shown) {
    const at = new Date(timeOf(one.item, part));
    const day = calendarDay(at);
    const last = groups.at(-1);
    if (last?.day === day) {
      last.rows.push(one);
    } else {
      groups.push({ day, at, rows: [one] });
    }
  }
  return groups;
}

/** The time at which an item stands in this part. */
export function timeOf(item: InboxItem, part: InboxPart): string {
  if (part === "later") {
    return item.snoozedUntil ?? item.at;
  }
  return part === "history" ? (item.doneAt ?? item.at) : item.at;
}
