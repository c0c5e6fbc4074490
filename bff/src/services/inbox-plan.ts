import { isDeepStrictEqual } from "node:util";
import type { InboxAct, InboxActRequest } from "@pforte/shared/contract/inbox";
import type { NativeNotification } from "#connectors/kit/notifications.ts";
import type { InboxAbilities } from "./inbox-item.ts";
import { type Mark, mostChanges, type ThreadMemory } from "./inbox-memory.ts";
import type { ToolCall, Turn } from "./inbox-payload.ts";

/** One thread as the portal remembers it, before and after an act. */
export interface ThreadState {
  readonly memory: ThreadMemory;
  readonly doneAt: Date | null;
  readonly snoozedUntil: Date | null;
  readonly isKept: boolean;
  readonly isMuted: boolean;
}

/** What an act makes of a thread, and what it asks of the tool. */
export interface Plan {
  readonly after: ThreadState;
  readonly call: ToolCall;
  /** What the call sets, for the outbox; see there. */
  readonly slot: string | null;
}

/** Where a dismissal cannot be taken back at the tool, it is not made before the undo has passed. */
export const undoWindowMilliseconds = 10_000;

const longestSnooze = 366 * 24 * 3600 * 1000;

interface Given {
  readonly request: Pick<InboxActRequest, "act" | "changes" | "until" | "action">;
  readonly before: ThreadState;
  readonly listed: readonly NativeNotification[];
  readonly abilities: InboxAbilities;
  readonly now: Date;
}

type Planner = (given: Given, ids: readonly string[]) => Plan | null;

const planners: Readonly<Record<InboxAct, Planner>> = {
  read,
  unread,
  done,
  restore,
  snooze,
  wake: ({ before }) => remembered({ ...before, memory: { ...before.memory, snoozed: [] }, snoozedUntil: null }),
  mute: (given) => mute(given, true),
  unmute: (given) => mute(given, false),
  action,
};

/** Acts that are about changes, and not about the thread as such. */
const aboutChanges: ReadonlySet<InboxAct> = new Set(["read", "unread", "done", "snooze", "action"]);

/** What becomes of a thread, or null for an act that makes no sense or that the tool cannot carry out. */
export function plan(given: Given): Plan | null {
  const { act } = given.request;
  const ids = touched(given);
  return ids.length === 0 && aboutChanges.has(act) ? null : planners[act](given, ids);
}

/**
 * The changes that the person saw. A page shows no more than so many of an object; where it shows that many, those
 * before them belong to what was seen. What came later is never among them, whatever its time says.
 */
function touched({ request, listed, before }: Given): readonly string[] {
  // What every object has by itself is the id of nothing, and would be taken for something remembered.
  const seen = [...new Set(request.changes)].filter((id) => !(id in Object.prototype));
  if (seen.length < mostChanges) return seen;
  const known = [...listed, ...before.memory.changes];
  const oldest = known.filter(({ id }) => seen.includes(id)).reduce((least, { at }) => (at < least ? at : least), "~");
  if (oldest === "~") return seen;
  return [...new Set([...seen, ...listed.filter(({ at }) => at < oldest).map(({ id }) => id)])];
}

function read({ before, abilities }: Given, ids: readonly string[]): Plan {
  const memory = marked(before.memory, ids, (mark) => ({ isDone: mark.isDone, isRead: true }));
  return { after: { ...before, memory, isKept: true }, ...readCall(abilities, ids, true) };
}

function unread({ before, abilities }: Given, ids: readonly string[]): Plan | null {
  if (abilities.isReadFinal) return null;
  const memory = marked(before.memory, ids, (mark) => ({ isDone: mark.isDone, isRead: false }));
  return { after: { ...before, memory }, ...readCall(abilities, ids, false) };
}

/** Hidden here; and at the tool taken away, or read where it can only do that. */
function done({ before, abilities, now }: Given, ids: readonly string[]): Plan {
  const isRead = abilities.setsRead && !abilities.dismisses ? true : null;
  const marks = marked(before.memory, ids, (mark) => ({ isDone: true, isRead: isRead ?? mark.isRead }));
  const memory = { ...marks, snoozed: marks.snoozed.filter((id) => !ids.includes(id)) };
  const after = {
    ...before,
    memory,
    doneAt: now,
    snoozedUntil: memory.snoozed.length === 0 ? null : before.snoozedUntil,
    isKept: before.isKept && Object.values(memory.marks).some((mark) => !mark.isDone),
  };
  return abilities.dismisses
    ? { after, call: { type: "dismiss", ids: [...ids] }, slot: `dismiss ${sorted(ids)}` }
    : { after, ...readCall(abilities, ids, true) };
}

function restore({ before }: Given, ids: readonly string[]): Plan {
  const wanted = ids.length > 0 ? ids : Object.keys(before.memory.marks);
  const memory = marked(before.memory, wanted, (mark) => ({ ...mark, isDone: false }));
  const isDone = Object.values(memory.marks).some((mark) => mark.isDone);
  return remembered({ ...before, memory, doneAt: isDone ? before.doneAt : null, isKept: true });
}

function snooze({ before, request, now }: Given, ids: readonly string[]): Plan | null {
  const until = request.until === undefined ? Number.NaN : Date.parse(request.until);
  if (!(until > now.getTime() && until - now.getTime() < longestSnooze)) return null;
  const marks = marked(before.memory, ids, (mark) => ({ ...mark, isDone: false }));
  const memory = { ...marks, snoozed: [...new Set([...before.memory.snoozed, ...ids])] };
  return remembered({ ...before, memory, snoozedUntil: new Date(until), isKept: true });
}

function mute({ before, abilities }: Given, isMuted: boolean): Plan {
  const after = { ...before, isMuted };
  return abilities.mutes
    ? { after, call: { type: "mute", thread: before.memory.thread, isMuted }, slot: "mute" }
    : remembered(after);
}

/** Only what the connector offered: its list of allowed acts is not for the page to extend. */
function action({ before, listed, request }: Given, ids: readonly string[]): Plan | null {
  const offered = listed.find(
    ({ id, actions }) => ids.includes(id) && actions.some((each) => each.id === request.action),
  );
  return offered === undefined || request.action === undefined
    ? null
    : { after: before, call: { type: "action", id: offered.id, action: request.action }, slot: null };
}

function readCall({ setsRead }: InboxAbilities, ids: readonly string[], isRead: boolean): Omit<Plan, "after"> {
  return setsRead
    ? { call: { type: "read", ids: [...ids], isRead }, slot: `read ${sorted(ids)}` }
    : { call: { type: "none" }, slot: null };
}

const remembered = (after: ThreadState): Plan => ({ after, call: { type: "none" }, slot: null });

const sorted = (ids: readonly string[]) => JSON.stringify(ids.toSorted());

/** The newest marks stand last, so that the oldest are given up first. */
function marked(memory: ThreadMemory, ids: readonly string[], change: (mark: Mark) => Mark): ThreadMemory {
  const marks = { ...memory.marks };
  for (const id of ids) {
    const mark = marks[id] ?? { isRead: null, isDone: false };
    delete marks[id];
    marks[id] = change(mark);
  }
  return { ...memory, marks };
}

/** What an act changes, as it is kept for taking it back. */
export function turnOf(before: ThreadState, after: ThreadState): Turn {
  const changed = Object.keys(after.memory.marks).filter((id) => after.memory.marks[id] !== before.memory.marks[id]);
  const marks = changed.map((id): [string, Turn["marks"][string]] => [
    id,
    { from: before.memory.marks[id] ?? null, to: after.memory.marks[id] ?? null },
  ]);
  const iso = (date: Date | null) => date?.toISOString() ?? null;
  return {
    marks: Object.fromEntries(marks),
    snoozed: { from: [...before.memory.snoozed], to: [...after.memory.snoozed] },
    doneAt: { from: iso(before.doneAt), to: iso(after.doneAt) },
    snoozedUntil: { from: iso(before.snoozedUntil), to: iso(after.snoozedUntil) },
    isKept: { from: before.isKept, to: after.isKept },
    isMuted: { from: before.isMuted, to: after.isMuted },
  };
}

/** Takes back what an act made of a thread; where something newer stands in its place, that stays. */
export function turnedBack(now: ThreadState, turn: Turn): ThreadState {
  const marks = { ...now.memory.marks };
  for (const [id, { from, to }] of Object.entries(turn.marks)) {
    if (!isDeepStrictEqual(marks[id] ?? null, to)) continue;
    if (from === null) delete marks[id];
    else marks[id] = from;
  }
  const date = (value: Date | null, { from, to }: Turn["doneAt"]) =>
    (value?.toISOString() ?? null) === to ? (from === null ? null : new Date(from)) : value;
  const { snoozed } = now.memory;
  return {
    memory: {
      ...now.memory,
      marks,
      snoozed: isDeepStrictEqual(snoozed, turn.snoozed.to) ? turn.snoozed.from : snoozed,
    },
    doneAt: date(now.doneAt, turn.doneAt),
    snoozedUntil: date(now.snoozedUntil, turn.snoozedUntil),
    isKept: now.isKept === turn.isKept.to ? turn.isKept.from : now.isKept,
    isMuted: now.isMuted === turn.isMuted.to ? turn.isMuted.from : now.isMuted,
  };
}
