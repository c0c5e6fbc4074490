import { type MatrixEvent, type Placed, stripped } from "./matrix-events.ts";
import { onlyFields, passes, passesEvent, type SyncFilter } from "./matrix-filter.ts";
import type { MatrixHomeserver } from "./matrix-homeserver.ts";
import { isHighlight } from "./matrix-push-rules.ts";
import type { MatrixRoom, Receipt } from "./matrix-rooms.ts";
import { eventView, stateView, type Viewer } from "./matrix-view.ts";

/** One room in the eyes of one device; `since` null is everything. */
export interface RoomLook {
  readonly server: MatrixHomeserver;
  readonly room: MatrixRoom;
  readonly viewer: Viewer;
  readonly since: number | null;
  readonly filter: SyncFilter;
  readonly told: Set<string>;
}

interface Timeline {
  readonly shown: readonly Placed[];
  readonly isLimited: boolean;
  readonly from: number;
}

const prejoinState = new Set([
  "m.room.create",
  "m.room.join_rules",
  "m.room.canonical_alias",
  "m.room.avatar",
  "m.room.encryption",
  "m.room.name",
  "m.room.topic",
]);

/** What somebody who is invited may know: what the room is called, who invites, and the invitation. */
export function invitedRoom(room: MatrixRoom, user: string): object {
  const invitation = room.memberships.get(user)?.event;
  const events = room
    .state()
    .filter(
      (event) =>
        prejoinState.has(event.type) || (event.type === "m.room.member" && event.state_key === invitation?.sender),
    );
  return { invite_state: { events: [...events, ...(invitation === undefined ? [] : [invitation])].map(stripped) } };
}

/** News of a joined room, or null where nothing of it passes the filter. */
export function joinedRoom(look: RoomLook, isFirstSync: boolean): object | null {
  const { server, room, viewer, since, filter } = look;
  const timeline = timelineOf(look, Number.POSITIVE_INFINITY);
  const ephemeral = ephemeralOf(look, isFirstSync);
  const accountData = server
    .account(viewer.user)
    .changed(room.id, since)
    .filter(({ type }) => passes(filter.room?.account_data, type));
  const isSilent = timeline.shown.length + ephemeral.length + accountData.length === 0;
  if (since !== null && isSilent) return null;
  return {
    timeline: timelineView(look, timeline),
    state: { events: stateOf(look, timeline, server.position) },
    account_data: { events: accountData },
    ephemeral: { events: ephemeral },
    ...countsOf(room, viewer.user, filter.room?.timeline?.unread_thread_notifications === true),
    summary: summaryOf(look, timeline),
  };
}

/** A room that was left, up to the leave; one that was left long ago only if it is asked for or was no own choice. */
export function leftRoom(
  look: RoomLook,
  own: { readonly position: number; readonly event: MatrixEvent },
): object | null {
  const isOwnLeave = own.event.content["membership"] === "leave" && own.event.sender === look.viewer.user;
  if (look.since === null && isOwnLeave && look.filter.room?.include_leave !== true) return null;
  const timeline = timelineOf(look, own.position);
  const state = stateOf(look, timeline, own.position);
  // A leave of which nothing passes the filter is not mentioned.
  if (timeline.shown.length + state.length === 0) return null;
  return { timeline: timelineView(look, timeline), state: { events: state }, account_data: { events: [] } };
}

function timelineOf({ room, viewer, since, filter }: RoomLook, upTo: number): Timeline {
  const { timeline } = filter.room ?? {};
  const isVisible = (position: number) =>
    position <= upTo && (since === null || position > since) && mayRead(room, viewer.user, position);
  const matching = room.events.filter(({ event, position }) => isVisible(position) && passesEvent(timeline, event));
  const limit = timeline?.limit ?? 10;
  const shown = limit === 0 ? [] : matching.slice(-limit);
  const first = shown[0];
  const end = Math.min(upTo, room.events.at(-1)?.position ?? 0);
  return {
    shown,
    isLimited: matching.length > shown.length,
    from: first === undefined ? end : first.position - 1,
  };
}

/** The history is shared: members may read what was said before they came, but not what is said after they left. */
export function mayRead(room: MatrixRoom, user: string, position: number): boolean {
  const own = room.memberships.get(user);
  if (own === undefined || own.membership === "invite") return false;
  return own.membership === "join" || position <= own.position;
}

function timelineView({ room, viewer, filter }: RoomLook, { shown, isLimited, from }: Timeline): object {
  const events = shown.map((placed) => onlyFields(eventView(room, placed, viewer), filter.event_fields));
  return { events, prev_batch: `s${from}_0`, limited: isLimited };
}

/** State that the timeline does not bring along: all at first, what a gap hides later, and the senders' members. */
function stateOf(look: RoomLook, timeline: Timeline, end: number): object[] {
  const { room, viewer, since, filter } = look;
  const inTimeline = new Set(timeline.shown.map(({ event }) => event.event_id));
  const isNeeded = since === null || timeline.isLimited || hasHole(look, timeline);
  const known = since === null ? new Set<string>() : new Set(room.state(since).map((event) => event.event_id));
  const atStart = room.stateMap(timeline.from);
  const candidates = isNeeded ? merged(atStart, room.stateMap(end), inTimeline) : [];
  const changed = candidates.filter((event) => !inTimeline.has(event.event_id) && !known.has(event.event_id));
  const isLazy = filter.room?.state?.lazy_load_members === true;
  const events = isLazy
    ? [
        ...changed.filter((event) => event.type !== "m.room.member"),
        ...lazyMembers(look, timeline, atStart, inTimeline),
      ]
    : changed;
  return events
    .filter((event) => passesEvent(filter.room?.state, event))
    .map((event) => onlyFields(stateView(room, event, viewer), filter.event_fields));
}

/** Whether a filter hides something before the last event that is shown: what it did to the state is made up for then. */
function hasHole({ room, since }: RoomLook, { shown }: Timeline): boolean {
  const last = shown.at(-1)?.position;
  if (last === undefined || since === null) return false;
  return room.events.filter(({ position }) => position > since && position <= last).length > shown.length;
}

/** Of each piece of state the newest, or the one before where the newest is part of the timeline. */
function merged(
  start: ReadonlyMap<string, MatrixEvent>,
  end: ReadonlyMap<string, MatrixEvent>,
  inTimeline: ReadonlySet<string>,
): MatrixEvent[] {
  return [...end].flatMap(([key, event]) => {
    if (!inTimeline.has(event.event_id)) return [event];
    const before = start.get(key);
    return before === undefined ? [] : [before];
  });
}

/** Members that this device needs for what it is shown and was not told of yet. */
function lazyMembers(
  look: RoomLook,
  timeline: Timeline,
  atStart: ReadonlyMap<string, MatrixEvent>,
  inTimeline: ReadonlySet<string>,
): MatrixEvent[] {
  const { room, viewer, told, since } = look;
  const wanted = new Set(timeline.shown.map(({ event }) => event.sender));
  if (since === null) {
    wanted.add(viewer.user);
    for (const hero of heroesOf(room, viewer.user)) wanted.add(hero);
  }
  return [...wanted].flatMap((user) => {
    const event = atStart.get(`m.room.member ${user}`) ?? room.memberships.get(user)?.event;
    if (event === undefined || inTimeline.has(event.event_id)) return [];
    const key = `${room.id} ${event.event_id}`;
    if (told.has(key)) return [];
    told.add(key);
    return [event];
  });
}

/** Whose names stand for a room that has none. */
function heroesOf(room: MatrixRoom, user: string): string[] {
  const hasName = room.stateEvent("m.room.name") !== null || room.stateEvent("m.room.canonical_alias") !== null;
  if (hasName) return [];
  const others = [...room.members(), ...room.members("invite")].filter((member) => member !== user);
  return others.slice(0, 5);
}

/** Only where members are loaded lazily, and where they changed: a client with all of them counts itself. */
function summaryOf({ room, viewer, since, filter }: RoomLook, { shown, isLimited }: Timeline): object {
  if (filter.room?.state?.lazy_load_members !== true) return {};
  const isChanged = since === null || isLimited || shown.some(({ event }) => event.type === "m.room.member");
  if (!isChanged) return {};
  const heroes = heroesOf(room, viewer.user);
  return {
    ...(heroes.length > 0 && { "m.heroes": heroes }),
    "m.joined_member_count": room.members().length,
    "m.invited_member_count": room.members("invite").length,
  };
}

function ephemeralOf({ room, viewer, since, filter }: RoomLook, isFirstSync: boolean): object[] {
  const isChanged = since === null || room.typingChangedAt > since;
  const isTyping = isChanged && (!isFirstSync || room.typing.size > 0) && room.typingChangedAt > 0;
  const receipts = room.receipts.filter(
    ({ position, type, user }) => (since === null || position > since) && (type === "m.read" || user === viewer.user),
  );
  return [
    ...(isTyping ? [{ type: "m.typing", content: { user_ids: [...room.typing] } }] : []),
    ...(receipts.length > 0 ? [{ type: "m.receipt", content: receiptContent(receipts) }] : []),
  ].filter(({ type }) => passes(filter.room?.ephemeral, type));
}

function receiptContent(receipts: readonly Receipt[]): object {
  const content: Record<string, Record<string, Record<string, object>>> = {};
  for (const { eventId, type, user, ts, thread } of receipts) {
    const byType = (content[eventId] ??= {});
    const byUser = (byType[type] ??= {});
    byUser[user] = { ts, ...(thread !== null && { thread_id: thread }) };
  }
  return content;
}

/** With thread counts asked for, the room's own count leaves its threads out. */
function countsOf(room: MatrixRoom, user: string, withThreads: boolean): object {
  const count = (unread: readonly Placed[]) => ({
    notification_count: unread.length,
    highlight_count: unread.filter(({ notified }) => isHighlight(notified.get(user) ?? [])).length,
  });
  const threads = room.threads().map((thread) => [thread, room.unread(user, thread)] as const);
  const main = room.unread(user, "main");
  if (!withThreads) {
    return { unread_notifications: count([...main, ...threads.flatMap(([, unread]) => unread)]) };
  }
  const unread = threads.filter(([, each]) => each.length > 0).map(([thread, each]) => [thread, count(each)] as const);
  return {
    unread_notifications: count(main),
    ...(unread.length > 0 && { unread_thread_notifications: Object.fromEntries(unread) }),
  };
}
