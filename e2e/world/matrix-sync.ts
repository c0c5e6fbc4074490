import { z } from "zod";
import type { MatrixHomeserver } from "./matrix-homeserver.ts";
import { type MatrixEvent, type MatrixRoom, messageTypes } from "./matrix-rooms.ts";

const eventFilterSchema = z.object({
  types: z.array(z.string()).optional(),
  not_types: z.array(z.string()).optional(),
  limit: z.number().int().optional(),
  unread_thread_notifications: z.boolean().optional(),
});

/** The parts of a sync filter that change what is answered. */
export const syncFilterSchema = z.object({
  event_fields: z.array(z.string()).optional(),
  room: z
    .object({
      include_leave: z.boolean().optional(),
      state: eventFilterSchema.optional(),
      timeline: eventFilterSchema.optional(),
      ephemeral: eventFilterSchema.optional(),
    })
    .optional(),
});
export type SyncFilter = z.output<typeof syncFilterSchema>;
type EventFilter = z.output<typeof eventFilterSchema>;

const passes = (filter: EventFilter | undefined, type: string) =>
  (filter?.types === undefined || filter.types.includes(type)) &&
  !(filter?.not_types ?? []).some((pattern) => pattern === "*" || pattern === type);

interface RoomParts {
  readonly join: Record<string, unknown>;
  readonly invite: Record<string, unknown>;
  readonly leave: Record<string, unknown>;
}

/** What a person sees after a position; `since` null is everything. Rooms without news are left out, as Synapse does. */
export function syncAnswer(server: MatrixHomeserver, user: string, since: number | null, filter: SyncFilter) {
  const parts: RoomParts = { join: {}, invite: {}, leave: {} };
  for (const room of server.rooms.values()) addRoom(parts, { server, room, user, since, filter });
  const account = server.accounts.get(user);
  const isDirectNew = account !== undefined && (since === null || account.changedAt > since);
  const direct = { type: "m.direct", content: Object.fromEntries(account?.direct ?? []) };
  return {
    isEmpty: !isDirectNew && Object.values(parts).every((part) => Object.keys(part).length === 0),
    answer: {
      next_batch: `s${server.position}_0`,
      account_data: { events: isDirectNew ? [direct] : [] },
      rooms: { ...parts, knock: {} },
      to_device: { events: [] },
      device_one_time_keys_count: {},
    },
  };
}

interface Look {
  readonly server: MatrixHomeserver;
  readonly room: MatrixRoom;
  readonly user: string;
  readonly since: number | null;
  readonly filter: SyncFilter;
}

/** A leave of which nothing passes the filter is not mentioned. */
function asksForLeaves({ room }: SyncFilter): boolean {
  return room?.include_leave === true && passes(room.timeline, "m.room.member");
}

function addRoom(parts: RoomParts, look: Look): void {
  const { room, user, since, filter } = look;
  const own = room.memberships.get(user);
  if (own === undefined) return;
  const isNewHere = since === null || own.position > since;
  if (own.membership === "invite" && isNewHere) parts.invite[room.id] = inviteOf(room, user);
  if (own.membership === "leave" && isNewHere && asksForLeaves(filter)) parts.leave[room.id] = {};
  if (own.membership !== "join") return;
  const entry = joinOf({ ...look, since: isNewHere ? null : since });
  if (entry !== null) parts.join[room.id] = entry;
}

function inviteOf(room: MatrixRoom, user: string) {
  const shown = new Set(["m.room.name", "m.room.create", "m.room.canonical_alias", "m.room.encryption"]);
  const events = room
    .state()
    .filter((event) => shown.has(event.type) || (event.type === "m.room.member" && event.state_key === user))
    .map(({ type, sender, state_key, content }) => ({ type, sender, state_key, content }));
  return { invite_state: { events } };
}

function joinOf({ server, room, user, since, filter }: Look) {
  const { state, timeline, ephemeral } = filter.room ?? {};
  const after = room.events.filter(({ position }) => since === null || position > since);
  const matching = after.filter(({ event }) => passes(timeline, event.type)).map(({ event }) => event);
  const shown = matching.slice(-(timeline?.limit ?? 10));
  const isLimited = matching.length > shown.length;
  const receipts = receiptsAfter(room, since, ephemeral);
  if (since !== null && shown.length === 0 && receipts.length === 0) return null;
  const heroes = room.members().filter((member) => member !== user);
  const only = (event: MatrixEvent) => onlyFields(event, filter.event_fields);
  return {
    summary: {
      "m.heroes": heroes.slice(0, 5),
      "m.joined_member_count": heroes.length + 1,
      "m.invited_member_count": 0,
    },
    // A rename that the timeline filter hides is not made up for by the state, unless the timeline has a gap.
    state: { events: since === null || isLimited ? lazily(room, shown, state).map(only) : [] },
    timeline: { events: shown.map(only), limited: isLimited, prev_batch: "t0" },
    account_data: { events: [] },
    ephemeral: { events: receipts },
    ...countsOf(server, room, user, timeline?.unread_thread_notifications === true),
  };
}

/** The asked fields of an event; `content` itself is missing when none of its fields was asked for or is there. */
function onlyFields(event: MatrixEvent, fields: readonly string[] | undefined): object {
  if (fields === undefined) return event;
  const content = Object.entries(event.content).filter(([name]) => fields.includes(`content.${name}`));
  const top = Object.entries(event).filter(([name]) => fields.includes(name));
  return Object.fromEntries([...top, ...(content.length > 0 ? [["content", Object.fromEntries(content)]] : [])]);
}

function receiptsAfter(room: MatrixRoom, since: number | null, filter: EventFilter | undefined) {
  const hasNew = since !== null && room.receipts.some(({ position }) => position > since);
  return hasNew && passes(filter, "m.receipt") ? [{ type: "m.receipt", content: {} }] : [];
}

/** With thread counts asked for, the room's own count leaves its threads out. */
function countsOf(server: MatrixHomeserver, room: MatrixRoom, user: string, withThreads: boolean) {
  // A push rule without actions keeps the room from notifying, and so from counting.
  if (server.isSilent(user, room.id)) return { unread_notifications: { notification_count: 0, highlight_count: 0 } };
  const mentions = (event: MatrixEvent) => isMention(server, user, event);
  const threads = room.threads().map((thread) => [thread, room.counts(user, thread, mentions)] as const);
  const main = room.counts(user, "main", mentions);
  if (withThreads) {
    const unread = threads.filter(([, count]) => count.notification_count > 0);
    return { unread_notifications: main, unread_thread_notifications: Object.fromEntries(unread) };
  }
  const counts = [main, ...threads.map(([, count]) => count)];
  return {
    unread_notifications: {
      notification_count: counts.reduce((sum, count) => sum + count.notification_count, 0),
      highlight_count: counts.reduce((sum, count) => sum + count.highlight_count, 0),
    },
  };
}

/** State without the members that nobody asked about: heroes and senders only. */
function lazily(room: MatrixRoom, shown: readonly MatrixEvent[], filter: EventFilter | undefined): MatrixEvent[] {
  const wanted = new Set([...shown.map((event) => event.sender), ...room.members().slice(0, 6)]);
  return room
    .state()
    .filter(
      (event) => passes(filter, event.type) && (event.type !== "m.room.member" || wanted.has(event.state_key ?? "")),
    );
}

/** What the server can see of a mention: nothing in an encrypted event. */
export function isMention(server: MatrixHomeserver, user: string, event: MatrixEvent): boolean {
  if (event.type !== "m.room.message" || !messageTypes.has(event.type)) return false;
  const parsed = z.object({ "m.mentions": z.object({ user_ids: z.array(z.string()) }) }).safeParse(event.content);
  if (parsed.success) return parsed.data["m.mentions"].user_ids.includes(user);
  const name = server.accounts.get(user)?.displayName;
  return name !== undefined && typeof event.content["body"] === "string" && event.content["body"].includes(name);
}
