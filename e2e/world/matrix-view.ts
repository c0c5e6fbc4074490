import type { MatrixEvent, Placed } from "./matrix-events.ts";
import type { MatrixRoom } from "./matrix-rooms.ts";
import { relationOf, threadOf } from "./matrix-events.ts";

/** Who looks at an event, and with which device. */
export interface Viewer {
  readonly user: string;
  readonly device: string;
  readonly at: Date;
}

/** An event as clients get it beside the timeline: as state, as the reason of a redaction, as part of another. */
function plain(event: MatrixEvent, viewer: Viewer, more: object = {}): object {
  return {
    ...event,
    // Where it is looked for differs between room versions, so Synapse writes it in both places.
    ...(event.type === "m.room.redaction" && { redacts: event.content["redacts"] }),
    unsigned: { age: viewer.at.getTime() - event.origin_server_ts, ...more },
  };
}

/** A state event in a list of the state alone. */
export function listedStateView(room: MatrixRoom, event: MatrixEvent, viewer: Viewer): object {
  const before = room.find(event.event_id)?.replaces ?? null;
  return { ...plain(event, viewer, before === null ? {} : { replaces_state: before.event_id }), room_id: room.id };
}

/** A state event that comes with a timeline. */
export function stateView(room: MatrixRoom, event: MatrixEvent, viewer: Viewer): object {
  return plain(event, viewer, replaced(room.find(event.event_id)));
}

/** An event of a timeline, with all that is known beside it. */
export function eventView(room: MatrixRoom, placed: Placed, viewer: Viewer): object {
  const { event, position, redactedBecause: because, transaction } = placed;
  const isOwn = transaction !== null && transaction.user === viewer.user && transaction.device === viewer.device;
  const relations = bundled(room, placed, viewer);
  return plain(event, viewer, {
    ...replaced(placed),
    membership: room.membershipAt(viewer.user, position),
    ...(isOwn && { transaction_id: transaction.id }),
    ...(because !== null && { redacted_because: plain(because, viewer), redacted_by: because.event_id }),
    ...(Object.keys(relations).length > 0 && { "m.relations": relations }),
  });
}

/** As `eventView`, where the room is not said elsewhere. */
export function roomEventView(room: MatrixRoom, placed: Placed, viewer: Viewer): object {
  return { ...eventView(room, placed, viewer), room_id: room.id };
}

function replaced(placed: Placed | null): object {
  const before = placed?.replaces ?? null;
  return before === null
    ? {}
    : { replaces_state: before.event_id, prev_content: before.content, prev_sender: before.sender };
}

/** What other events add to this one: its newest edit, a summary of its thread, and what refers to it. */
function bundled(room: MatrixRoom, { event, redactedBecause }: Placed, viewer: Viewer): Record<string, unknown> {
  if (event.state_key !== undefined) return {};
  const related = room.relations(event.event_id);
  const of = (type: string) => related.filter((each) => relationOf(each.event)?.type === type);
  const edit = of("m.replace").findLast((each) => each.event.sender === event.sender);
  const answers = of("m.thread");
  const latest = answers.at(-1);
  const references = of("m.reference");
  return {
    ...(edit !== undefined && redactedBecause === null && { "m.replace": inRoom(room, edit, viewer) }),
    ...(latest !== undefined && {
      "m.thread": {
        latest_event: inRoom(room, latest, viewer),
        count: answers.length,
        current_user_participated:
          event.sender === viewer.user || answers.some((each) => each.event.sender === viewer.user),
      },
    }),
    ...(references.length > 0 && {
      "m.reference": { chunk: references.map((each) => ({ event_id: each.event.event_id })) },
    }),
  };
}

function inRoom(room: MatrixRoom, { event }: Placed, viewer: Viewer): object {
  return { ...plain(event, viewer), room_id: room.id };
}

/** Threads of a room by their newest answer, newest first. */
export function threadsByActivity(room: MatrixRoom): readonly Placed[] {
  const newest = new Map<string, number>();
  for (const { event, position } of room.events) {
    const root = threadOf(event);
    if (root !== null) newest.set(root, position);
  }
  return [...newest].sort(([, one], [, other]) => other - one).flatMap(([root]) => room.find(root) ?? []);
}
