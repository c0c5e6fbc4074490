import { createHash } from "node:crypto";
import type { ChatFeed, ChatView } from "#connectors/kit/chat.ts";
import type { CallContext } from "#connectors/kit/connector.ts";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import type { z } from "zod";
import { mentions, sync } from "./client.ts";
import { emptyRoom, invitedRoom, joinedRoom, type RoomMemory, withMentions } from "./room-memory.ts";
import {
  directSchema,
  invitedRoomSchema,
  joinedRoomSchema,
  type MatrixEvent,
  mentionSchema,
  type syncSchema,
} from "./schema.ts";
import { visibleRooms } from "./transform.ts";
import { waitingIn } from "./waiting.ts";

type SyncReply = z.output<typeof syncSchema>;

interface Memory {
  readonly account: string;
  readonly since: string;
  readonly rooms: ReadonlyMap<string, RoomMemory>;
  readonly odd: ReadonlySet<string>;
  readonly direct: ReadonlySet<string>;
}

export interface FeedSettings {
  readonly web: string | null;
  accountOf(username: string): string;
  readonly now?: () => Date;
}

/** One person's rooms over the sync API: everything once, then only what changed. */
export function openFeed(settings: FeedSettings): ChatFeed {
  let memory: Memory | null = null;
  /** Whether `view` shows what is in memory; a first call that failed halfway fills the memory alone. */
  let isDrawn = false;
  let shown = "";
  let view: ChatView = { rooms: [], dropped: 0, isChanged: false };

  async function step(call: CallContext, waitSeconds: number, account: string): Promise<SyncReply> {
    const before = memory;
    const reply = await sync(call, before?.since ?? null, waitSeconds).catch((error: unknown) => {
      // A position that the homeserver no longer knows would fail for ever: begin anew at the next call.
      if (error instanceof UpstreamError && error.status === 400) {
        memory = null;
        isDrawn = false;
      }
      throw error;
    });
    memory = apply(before, reply, { account, call, at: (settings.now ?? (() => new Date()))() });
    return reply;
  }

  /** Where counts say that somebody was mentioned and no message in memory is the one, the homeserver is asked. */
  async function lookForMentions(call: CallContext): Promise<void> {
    if (memory === null) return;
    const { account, rooms } = memory;
    const lacking = [...rooms].filter(([, room]) => lacksMention(room, account));
    const found = lacking.length === 0 ? null : await unreadMentions(call);
    if (found === null) return;
    const next = new Map(rooms);
    for (const id of new Set([...found.keys(), ...lacking.map(([each]) => each)])) {
      const room = next.get(id);
      if (room !== undefined) next.set(id, withMentions(room, found.get(id) ?? [], account));
    }
    memory = { ...memory, rooms: next };
  }

  return {
    async advance(call, waitSeconds) {
      const account = settings.accountOf(call.person.username);
      const isFirst = memory === null;
      const reply = await step(call, waitSeconds, account);
      // The first answer may come from the homeserver's memory; what happened since comes with the next one.
      if (isFirst) await step(call, 0, account);
      else if (isDrawn && isSilent(reply)) return { ...view, isChanged: false };
      await lookForMentions(call);
      isDrawn = true;
      view = shownOf(memory, view, call.person.locale);
      return view;
    },
  };

  function shownOf(now: Memory | null, before: ChatView, locale: string): ChatView {
    if (now === null) return before;
    const looked = { account: now.account, direct: now.direct, web: settings.web };
    const rooms = visibleRooms(now.rooms, looked);
    const waiting = waitingIn(now.rooms, looked, locale);
    const next = digest(rooms, waiting, now.odd.size);
    const isChanged = next !== shown;
    shown = next;
    return { rooms, waiting, dropped: now.odd.size, isChanged };
  }
}

// A digest, because the text itself would double what each person costs in memory.
const digest = (...shown: readonly unknown[]) => createHash("sha256").update(JSON.stringify(shown)).digest("base64");

/** Whether the homeserver counts more mentions in a room than are remembered of it. */
function lacksMention(room: RoomMemory, account: string): boolean {
  if (room.membership !== "join" || room.isHidden || room.highlights === 0) return false;
  const isMention = room.messages.map((message) => message.mentions?.includes(account) === true);
  const known = isMention.filter(Boolean).length;
  // Where older mentions were read, the count says nothing of the newer ones: those may be any that do not say.
  const isUnsaid = room.messages.slice(isMention.lastIndexOf(true) + 1).some((message) => message.mentions === null);
  return isUnsaid || known < Math.min(room.highlights, room.messages.length + 1, 20);
}

const isSilent = (reply: SyncReply) => reply.rooms === undefined && reply.account_data === undefined;

/** Mentions by room. The rooms are there without them, so that a refusal costs only the messages behind a count. */
async function unreadMentions(call: CallContext): Promise<ReadonlyMap<string, readonly MatrixEvent[]> | null> {
  const found = new Map<string, MatrixEvent[]>();
  try {
    for (const entry of (await mentions(call)).notifications) {
      const parsed = mentionSchema.safeParse(entry);
      if (!parsed.success || parsed.data.read) continue;
      const { room_id: room, event } = parsed.data;
      found.set(room, [...(found.get(room) ?? []), event]);
    }
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    call.log.warn({ reason: error.reason, status: error.status }, "The mentions behind a room's count are unknown.");
    return null;
  }
  return found;
}

interface Applying {
  readonly account: string;
  readonly call: CallContext;
  readonly at: Date;
}

function apply(before: Memory | null, reply: SyncReply, { account, call, at }: Applying): Memory {
  const rooms = new Map(before?.rooms);
  const odd = new Set(before?.odd);
  for (const [id, room] of readRooms(rooms, reply, account, at)) {
    if (room !== null) {
      rooms.set(id, room);
      odd.delete(id);
      continue;
    }
    rooms.delete(id);
    if (!odd.has(id)) call.log.warn({ what: "room" }, "A room could not be read and is left out.");
    odd.add(id);
  }
  for (const id of Object.keys(reply.rooms?.leave ?? {})) {
    rooms.delete(id);
    odd.delete(id);
  }
  const direct = directRooms(reply) ?? before?.direct ?? new Set();
  return { account, since: reply.next_batch, rooms, odd, direct };
}

/** Each mentioned room after this answer, or null for one that cannot be read. */
function* readRooms(
  rooms: ReadonlyMap<string, RoomMemory>,
  reply: SyncReply,
  account: string,
  at: Date,
): Generator<[string, RoomMemory | null]> {
  for (const [id, value] of Object.entries(reply.rooms?.join ?? {})) {
    const parsed = joinedRoomSchema.safeParse(value);
    yield [id, parsed.success ? joinedRoom(rooms.get(id) ?? emptyRoom, parsed.data) : null];
  }
  for (const [id, value] of Object.entries(reply.rooms?.invite ?? {})) {
    const parsed = invitedRoomSchema.safeParse(value);
    yield [id, parsed.success ? invitedRoom(parsed.data.invite_state.events, account, at) : null];
  }
}

function directRooms(reply: SyncReply): ReadonlySet<string> | null {
  for (const event of reply.account_data?.events ?? []) {
    const parsed = directSchema.safeParse(event);
    if (parsed.success) return new Set(Object.values(parsed.data.content).flat());
  }
  return null;
}
