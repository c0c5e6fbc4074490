import { z } from "zod";
import { caller, type ClientApi, numberOf, positionOf, readable, type Route, visible } from "./matrix-api.ts";
import { type MatrixEvent, type Placed, relationOf } from "./matrix-events.ts";
import { type EventFilter, passesEvent, roomEventFilterSchema } from "./matrix-filter.ts";
import { MatrixProblem } from "./matrix-http.ts";
import type { MatrixRoom } from "./matrix-rooms.ts";
import { parsedFilter } from "./matrix-routes-sync.ts";
import { listedStateView, roomEventView, stateView, threadsByActivity, type Viewer } from "./matrix-view.ts";

const token = (position: number) => `t${position}_0`;

function eventFilterOf(query: URLSearchParams): EventFilter | undefined {
  const text = query.get("filter");
  if (text === null) return undefined;
  const parsed = roomEventFilterSchema.safeParse(parsedFilter(text));
  if (!parsed.success) throw new MatrixProblem(400, "M_BAD_JSON");
  return parsed.data;
}

function directionOf(query: URLSearchParams, otherwise: "b" | "f"): "b" | "f" {
  const direction = query.get("dir") ?? otherwise;
  if (direction !== "b" && direction !== "f") throw new MatrixProblem(400, "M_INVALID_PARAM");
  return direction;
}

interface Page {
  readonly shown: readonly Placed[];
  readonly start: number;
  /** Where the next page begins, or null where nothing was found any more. */
  readonly next: number | null;
  readonly hasMore: boolean;
}

/** A page of events in one direction; `all` is oldest first. */
function pageOf(all: readonly Placed[], query: URLSearchParams, direction: "b" | "f", limit: number): Page {
  const [from, to] = [query.get("from"), query.get("to")];
  const isBack = direction === "b";
  const start = from === null ? (isBack ? (all.at(-1)?.position ?? 0) : 0) : positionOf(from);
  const stop = to === null ? null : positionOf(to);
  const ahead = isBack
    ? all.filter(({ position }) => position <= start && (stop === null || position > stop)).toReversed()
    : all.filter(({ position }) => position > start && (stop === null || position <= stop));
  const shown = ahead.slice(0, limit);
  const last = shown.at(-1)?.position;
  return {
    shown,
    start,
    next: last === undefined ? null : isBack ? last - 1 : last,
    hasMore: ahead.length > shown.length,
  };
}

/** Members of whom the shown events are, for clients that load members lazily. */
function memberState(room: MatrixRoom, shown: readonly Placed[], viewer: Viewer): object[] {
  const senders = new Set(shown.map(({ event }) => event.sender));
  return [...senders].flatMap((user) => {
    const own = room.memberships.get(user);
    return own === undefined ? [] : [roomState(room, own.event, viewer)];
  });
}

const roomState = (room: MatrixRoom, event: MatrixEvent, viewer: Viewer) => ({
  ...stateView(room, event, viewer),
  room_id: room.id,
});

function messages(api: ClientApi, viewer: Viewer, roomId: string, query: URLSearchParams) {
  const room = readable(api, viewer.user, roomId);
  const filter = eventFilterOf(query);
  const direction = directionOf(query, "f");
  const all = visible(room, viewer.user).filter(({ event }) => passesEvent(filter, event));
  const { shown, start, next } = pageOf(all, query, direction, Math.min(numberOf(query, "limit", 10), 1000));
  const state = filter?.lazy_load_members === true ? memberState(room, shown, viewer) : [];
  return {
    chunk: shown.map((placed) => roomEventView(room, placed, viewer)),
    start: token(start),
    // There is an end as long as something was found; the page after the first event of the room has none.
    ...(next !== null && { end: token(next) }),
    ...(state.length > 0 && { state }),
  };
}

/** An event that the person may see. */
function seenEvent(room: MatrixRoom | undefined, user: string, eventId: string): Placed {
  const placed = room?.find(eventId) ?? null;
  if (room === undefined || placed === null || !visible(room, user).includes(placed)) {
    throw new MatrixProblem(404, "M_NOT_FOUND");
  }
  return placed;
}

function context(
  api: ClientApi,
  viewer: Viewer,
  [roomId = "", eventId = ""]: readonly string[],
  query: URLSearchParams,
) {
  const room = readable(api, viewer.user, roomId);
  const placed = seenEvent(room, viewer.user, eventId);
  const filter = eventFilterOf(query);
  const limit = numberOf(query, "limit", 10);
  const others = visible(room, viewer.user).filter(({ event }) => passesEvent(filter, event));
  const half = Math.floor(limit / 2);
  const before = others.filter(({ position }) => position < placed.position).slice(half === 0 ? Infinity : -half);
  const after = others.filter(({ position }) => position > placed.position).slice(0, limit - half);
  const shown = [...before, placed, ...after];
  const last = after.at(-1) ?? placed;
  const isLazy = filter?.lazy_load_members === true;
  const state = room.state(last.position).filter((event) => !isLazy || event.type !== "m.room.member");
  return {
    event: roomEventView(room, placed, viewer),
    events_before: before.toReversed().map((each) => roomEventView(room, each, viewer)),
    events_after: after.map((each) => roomEventView(room, each, viewer)),
    start: token((before[0] ?? placed).position - 1),
    end: token(last.position),
    state: [
      ...state.map((event) => roomState(room, event, viewer)),
      ...(isLazy ? memberState(room, shown, viewer) : []),
    ],
  };
}

function relations(api: ClientApi, viewer: Viewer, parts: readonly string[], query: URLSearchParams) {
  const [roomId = "", eventId = "", relType = "", eventType = ""] = parts;
  const room = readable(api, viewer.user, roomId);
  if (room.find(eventId) === null) throw new MatrixProblem(404, "M_UNKNOWN");
  const isRecursive = query.get("recurse") === "true";
  const wanted = new Set([eventId]);
  const all = visible(room, viewer.user).filter(({ event }) => {
    const relation = relationOf(event);
    if (relation === null || !wanted.has(relation.to)) return false;
    if (isRecursive) wanted.add(event.event_id);
    const isType = relType === "" || relation.type === relType;
    return isType && (eventType === "" || event.type === eventType);
  });
  const limit = Math.min(numberOf(query, "limit", 5), 100);
  const { shown, next, hasMore } = pageOf(all, query, directionOf(query, "b"), limit);
  return {
    chunk: shown.map((placed) => roomEventView(room, placed, viewer)),
    ...(hasMore && next !== null && { next_batch: token(next) }),
    ...(query.has("from") && { prev_batch: query.get("from") }),
    ...(isRecursive && { recursion_depth: 3 }),
  };
}

function threads(api: ClientApi, viewer: Viewer, roomId: string, query: URLSearchParams) {
  const room = readable(api, viewer.user, roomId);
  const isOwn = query.get("include") === "participated";
  const takesPart = ({ event }: Placed) =>
    event.sender === viewer.user ||
    room.relations(event.event_id, "m.thread").some((each) => each.event.sender === viewer.user);
  const all = threadsByActivity(room).filter((root) => !isOwn || takesPart(root));
  const from = positionOf(query.get("from") ?? token(0));
  const limit = Math.min(numberOf(query, "limit", 5), 100);
  const shown = all.slice(from, from + limit);
  return {
    chunk: shown.map((placed) => roomEventView(room, placed, viewer)),
    ...(all.length > from + limit && { next_batch: token(from + limit) }),
  };
}

function members(api: ClientApi, viewer: Viewer, roomId: string, query: URLSearchParams) {
  const room = readable(api, viewer.user, roomId);
  const [only, without] = [query.get("membership"), query.get("not_membership")];
  const all = [...room.memberships.values()].filter(
    ({ membership }) => (only === null || membership === only) && membership !== without,
  );
  return { chunk: all.map(({ event }) => listedStateView(room, event, viewer)) };
}

const memberSchema = z.object({ displayname: z.string().optional(), avatar_url: z.string().optional() });

function joinedMembers(api: ClientApi, viewer: Viewer, roomId: string) {
  const room = readable(api, viewer.user, roomId);
  const entries = room.members().map((user) => {
    const profile = memberSchema.safeParse(room.memberships.get(user)?.event.content ?? {}).data;
    return [user, { display_name: profile?.displayname ?? null, avatar_url: profile?.avatar_url ?? null }] as const;
  });
  return { joined: Object.fromEntries(entries) };
}

/** The state that somebody may see: of a room that was left, as it was then. */
function stateSeen(room: MatrixRoom, user: string): number {
  const own = room.memberships.get(user);
  return own?.membership === "join" ? Number.POSITIVE_INFINITY : (own?.position ?? 0);
}

const inRoom = String.raw`rooms\/([^/]+)`;

export const timelineRoutes: readonly Route[] = [
  [
    "GET",
    new RegExp(String.raw`^v3\/${inRoom}\/messages$`, "u"),
    (api, call, [room = ""]) => messages(api, caller(api, call), room, call.seen.query),
  ],
  [
    "GET",
    new RegExp(String.raw`^v3\/${inRoom}\/context\/([^/]+)$`, "u"),
    (api, call, parts) => context(api, caller(api, call), parts, call.seen.query),
  ],
  [
    "GET",
    new RegExp(String.raw`^v3\/${inRoom}\/event\/([^/]+)$`, "u"),
    (api, call, [roomId = "", eventId = ""]) => {
      const viewer = caller(api, call);
      const room = api.server.rooms.get(roomId);
      const placed = seenEvent(room, viewer.user, eventId);
      return room === undefined ? null : roomEventView(room, placed, viewer);
    },
  ],
  [
    "GET",
    new RegExp(String.raw`^v1\/${inRoom}\/relations\/([^/]+)(?:\/([^/]+))?(?:\/([^/]+))?$`, "u"),
    (api, call, parts) => relations(api, caller(api, call), parts, call.seen.query),
  ],
  [
    "GET",
    new RegExp(String.raw`^v1\/${inRoom}\/threads$`, "u"),
    (api, call, [room = ""]) => threads(api, caller(api, call), room, call.seen.query),
  ],
  [
    "GET",
    new RegExp(String.raw`^v3\/${inRoom}\/state$`, "u"),
    (api, call, [roomId = ""]) => {
      const viewer = caller(api, call);
      const room = readable(api, viewer.user, roomId);
      return room.state(stateSeen(room, viewer.user)).map((event) => listedStateView(room, event, viewer));
    },
  ],
  [
    "GET",
    new RegExp(String.raw`^v3\/${inRoom}\/state\/([^/]+)(?:\/([^/]*))?$`, "u"),
    (api, call, [roomId = "", type = "", key = ""]) => {
      const { user } = caller(api, call);
      const room = readable(api, user, roomId);
      const event = room.stateEvent(type, key, stateSeen(room, user));
      if (event === null) throw new MatrixProblem(404, "M_NOT_FOUND");
      return event.content;
    },
  ],
  [
    "GET",
    new RegExp(String.raw`^v3\/${inRoom}\/members$`, "u"),
    (api, call, [room = ""]) => members(api, caller(api, call), room, call.seen.query),
  ],
  [
    "GET",
    new RegExp(String.raw`^v3\/${inRoom}\/joined_members$`, "u"),
    (api, call, [room = ""]) => joinedMembers(api, caller(api, call), room),
  ],
];
