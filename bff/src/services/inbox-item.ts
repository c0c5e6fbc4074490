import type { InboxAct, InboxItem } from "@pforte/shared/contract/inbox";
import type { Connector } from "#connectors/kit/connector.ts";
import type { NativeNotification } from "#connectors/kit/notifications.ts";
import type { InboxRow } from "#storage/ports/inbox-store.ts";
import { emptyMemory, type KeptChange, type Mark, mostChanges, type ThreadMemory } from "./inbox-memory.ts";

/** What a source can do, as far as an item's acts depend on it. */
export interface InboxAbilities {
  readonly setsRead: boolean;
  readonly isReadFinal: boolean;
  readonly dismisses: boolean;
  readonly mutes: boolean;
  readonly writes: boolean;
}

export const abilitiesOf = ({
  notifications,
  chat,
}: Pick<Connector, "notifications" | "chat"> = {}): InboxAbilities => ({
  setsRead: notifications?.setRead !== undefined,
  isReadFinal: notifications?.isReadFinal === true,
  dismisses: notifications?.dismiss !== undefined,
  mutes: notifications?.setMuted !== undefined,
  writes: chat?.write !== undefined,
});

/** All that is known of one thread. */
export interface KnownThread {
  readonly source: string;
  readonly thread: string;
  /** What the tool lists, newest first. */
  readonly listed: readonly NativeNotification[];
  /** When it was read; null where nothing is known from the tool. */
  readonly listedAt: Date | null;
  readonly row: Omit<InboxRow, "sealed"> | null;
  readonly memory: ThreadMemory | null;
  readonly pending: NonNullable<InboxItem["pending"]> | null;
  readonly isMuted: boolean;
  readonly abilities: InboxAbilities;
}

interface ShownChange extends KeptChange {
  readonly isRead: boolean;
  readonly actions: NativeNotification["actions"];
  readonly object: NativeNotification["object"] | null;
  readonly room: ThreadMemory["room"];
}

/** What waits of a thread now, and what was put off; the same thread may have both. */
export function itemsOf(
  known: KnownThread,
  now: Date,
): { readonly open: InboxItem | null; readonly later: InboxItem | null } {
  const snoozed = new Set(known.memory?.snoozed);
  const until = known.row?.snoozedUntil ?? null;
  const isPutOff = until !== null && until.getTime() > now.getTime();
  const changes = changesOf(known, snoozed);
  const isLater = ({ id }: ShownChange) => isPutOff && snoozed.has(id);
  const returned = until !== null && !isPutOff && changes.some(({ id }) => snoozed.has(id)) ? until : null;
  return {
    open: itemOf(
      known,
      changes.filter((change) => !isLater(change)),
      { snoozedUntil: null, returnedAt: returned },
    ),
    later: itemOf(known, changes.filter(isLater), { snoozedUntil: until, returnedAt: null }),
  };
}

/** A thread as it was when it was done. */
export function doneItem(known: KnownThread): InboxItem | null {
  const { memory, row } = known;
  const shown = (memory?.changes ?? []).flatMap((change) =>
    memory?.marks[change.id]?.isDone === true
      ? [{ ...change, isRead: true, actions: [], object: null, room: null }]
      : [],
  );
  const item = itemOf(known, shown, { snoozedUntil: null, returnedAt: null });
  return item === null ? null : { ...item, acts: ["restore"], doneAt: row?.doneAt?.toISOString() ?? null };
}

function changesOf(known: KnownThread, snoozed: ReadonlySet<string>): readonly ShownChange[] {
  const { listed, row } = known;
  const memory = known.memory ?? emptyMemory(known.thread);
  const ids = new Set(listed.map(({ id }) => id));
  const fromTool = listed.flatMap((native) => listedChange(known, native, memory.marks[native.id], snoozed));
  const kept = row?.isKept === true ? memory.changes : [];
  const fromMemory = kept.flatMap((change): ShownChange[] => {
    const mark = memory.marks[change.id];
    if (ids.has(change.id) || mark === undefined || mark.isDone) return [];
    const { object, room } = memory;
    return [{ ...change, isRead: mark.isRead ?? known.abilities.setsRead, actions: [], object, room }];
  });
  return [...fromTool, ...fromMemory].toSorted((one, other) => other.at.localeCompare(one.at));
}

function listedChange(
  known: KnownThread,
  { isRead: toolSays, thread: _thread, room, ...change }: NativeNotification,
  mark: Mark | undefined,
  snoozed: ReadonlySet<string>,
): ShownChange[] {
  if (mark?.isDone === true) return [];
  const saidHere = mark?.isRead ?? null;
  const isRead = toolSays === null ? saidHere === true : isReadNow(known, toolSays, saidHere);
  // Read in the tool itself: it has left the inbox, unless it was put off or read from here.
  const hasLeft = toolSays === true && isRead && saidHere !== true && !snoozed.has(change.id);
  return hasLeft ? [] : [{ ...change, room: room ?? null, isRead }];
}

/** What was said here holds until the tool was asked after it was told. */
function isReadNow({ pending, row, listedAt }: KnownThread, toolSays: boolean, saidHere: boolean | null): boolean {
  if (saidHere === null) return toolSays;
  const settledAt = row?.settledAt ?? null;
  const isNewer = settledAt !== null && listedAt !== null && listedAt.getTime() > settledAt.getTime();
  return pending === null && isNewer ? toolSays : saidHere;
}

function itemOf(
  known: KnownThread,
  changes: readonly ShownChange[],
  { snoozedUntil, returnedAt }: { readonly snoozedUntil: Date | null; readonly returnedAt: Date | null },
): InboxItem | null {
  const [newest] = changes;
  if (newest === undefined) return null;
  const object = newest.object ?? known.memory?.object;
  if (object == null) return null;
  const isRead = changes.every((change) => change.isRead);
  const actions = changes.find((change) => change.actions.length > 0)?.actions ?? [];
  const returned = returnedAt?.toISOString() ?? null;
  return {
    id: `${known.source}:${known.thread}`,
    source: known.source,
    object,
    changes: changes
      .slice(0, mostChanges)
      .map(({ id, reason, actor, text, at, isRead: read }) => ({ id, reason, actor, text, at, isRead: read })),
    changeCount: changes.length,
    at: laterOf(newest.at, returned),
    isRead,
    isMention: changes.some((change) => change.isMention),
    acts: actsOf(known, { isRead, isSnoozed: snoozedUntil !== null, hasActions: actions.length > 0 }),
    actions: [...actions],
    room: roomOf(known, newest),
    snoozedUntil: snoozedUntil?.toISOString() ?? null,
    returnedAt: returned,
    doneAt: null,
    isMuted: known.isMuted,
    pending: known.pending,
  };
}

/** A connector speaks native ids; across sources they must differ. */
function roomOf({ source, memory, abilities }: KnownThread, newest: ShownChange): InboxItem["room"] {
  const room = newest.room ?? memory?.room ?? null;
  return room === null ? null : { ...room, id: `${source}:${room.id}`, canReply: room.canReply && abilities.writes };
}

const laterOf = (one: string, other: string | null) => (other !== null && other > one ? other : one);

function actsOf(
  { abilities, isMuted }: KnownThread,
  {
    isRead,
    isSnoozed,
    hasActions,
  }: { readonly isRead: boolean; readonly isSnoozed: boolean; readonly hasActions: boolean },
): InboxAct[] {
  const unread: InboxAct[] = abilities.isReadFinal ? [] : ["unread"];
  return [
    ...(isRead ? unread : (["read"] as const)),
    "done",
    ...(isSnoozed ? (["wake", "snooze"] as const) : (["snooze"] as const)),
    isMuted ? "unmute" : "mute",
    ...(hasActions ? (["action"] as const) : []),
  ];
}
