import { inboxObjectSchema, inboxReasonSchema } from "@pforte/shared/contract/inbox";
import { z } from "zod";
import type { NativeNotification } from "#connectors/kit/notifications.ts";
import type { InboxRow } from "#storage/ports/inbox-store.ts";
import type { Owner } from "#storage/principal.ts";
import type { PersonVault } from "./person-vault.ts";

const keptChangeSchema = z.object({
  id: z.string(),
  reason: inboxReasonSchema,
  actor: z.string().nullable(),
  text: z.string().nullable(),
  at: z.string(),
  isMention: z.boolean(),
});
/** A change as it was when somebody acted on it. */
export type KeptChange = z.output<typeof keptChangeSchema>;

const markSchema = z.object({
  /** As set here; null where nobody said so here. */
  isRead: z.boolean().nullable(),
  isDone: z.boolean(),
});
/** What a person did with one change. Kept by its id, never by its time, which tools know by the second only. */
export type Mark = z.output<typeof markSchema>;

const roomSchema = z.object({ id: z.string(), message: z.string().nullable(), canReply: z.boolean() });

const memorySchema = z.object({
  thread: z.string(),
  object: inboxObjectSchema.nullable(),
  /** The room that it is about, in the tool's ids; what was remembered before rooms were has none. */
  room: roomSchema.nullable().default(null),
  /** Newest first. */
  changes: z.array(keptChangeSchema),
  changeCount: z.number().int().nonnegative(),
  marks: z.record(z.string(), markSchema),
  /** The changes that a snooze puts off; those that came later are not. */
  snoozed: z.array(z.string()),
});
/** What the portal remembers of a thread. */
export type ThreadMemory = z.output<typeof memorySchema>;

const muteSchema = z.object({ thread: z.string().nullable(), title: z.string().nullable() });

/** As many as a page shows of one object. */
export const mostChanges = 20;
const mostMarks = 400;

export const emptyMemory = (thread: string): ThreadMemory => ({
  thread,
  object: null,
  room: null,
  changes: [],
  changeCount: 0,
  marks: {},
  snoozed: [],
});

/** Where the memory of a thread is sealed for … */
export const rowPlace = (source: string, thread: string) => ["inbox-row", source, thread];
/** … and a mute. */
export const mutePlace = (source: string, thread: string) => ["inbox-mute", source, thread];

export function sealMemory(
  vault: PersonVault,
  owner: Owner,
  key: Pick<InboxRow, "source" | "thread">,
  memory: ThreadMemory,
) {
  const marks = Object.entries(memory.marks).slice(-mostMarks);
  return vault.seal(owner, rowPlace(key.source, key.thread), { ...memory, marks: Object.fromEntries(marks) });
}

export function openMemory(vault: PersonVault, owner: Owner, row: InboxRow): ThreadMemory | null {
  return vault.open(owner, rowPlace(row.source, row.thread), row.sealed, memorySchema);
}

export function sealMute(
  vault: PersonVault,
  owner: Owner,
  key: { readonly source: string; readonly thread: string },
  mute: z.output<typeof muteSchema>,
): string {
  return vault.seal(owner, mutePlace(key.source, key.thread), mute);
}

export function openMute(
  vault: PersonVault,
  owner: Owner,
  { source, thread, sealed }: { readonly source: string; readonly thread: string; readonly sealed: string },
) {
  return vault.open(owner, mutePlace(source, thread), sealed, muteSchema);
}

/** What is known of a thread together with what the tool lists of it now. */
export function withListed(memory: ThreadMemory, listed: readonly NativeNotification[]): ThreadMemory {
  const [newest] = listed;
  if (newest === undefined) return memory;
  const now = listed.map(({ id, reason, actor, text, at, isMention }): KeptChange => ({
    id,
    reason,
    actor,
    text,
    at,
    isMention,
  }));
  const ids = new Set(now.map(({ id }) => id));
  // Only what somebody acted on stays when the tool no longer lists it.
  const before = memory.changes.filter(({ id }) => !ids.has(id) && memory.marks[id] !== undefined);
  const all = [...now, ...before];
  return {
    ...memory,
    object: newest.object,
    room: newest.room ?? null,
    changes: all.slice(0, mostChanges),
    changeCount: all.length,
  };
}
