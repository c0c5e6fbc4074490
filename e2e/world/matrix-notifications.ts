import type { MatrixHomeserver } from "./matrix-homeserver.ts";
import { isHighlight } from "./matrix-push-rules.ts";
import { eventView, type Viewer } from "./matrix-view.ts";

/** What notified a person, newest first, as `GET /notifications` tells it: with the room beside the event, not in it. */
export function notifications(server: MatrixHomeserver, viewer: Viewer, query: URLSearchParams) {
  const onlyHighlights = query.get("only") === "highlight";
  const limit = Math.min(Number(query.get("limit") ?? "50"), 500);
  const from = Number(query.get("from") ?? Number.POSITIVE_INFINITY);
  const all = [...server.rooms.values()]
    .flatMap((room) => room.events.map((placed) => ({ room, placed })))
    .filter(({ placed }) => placed.position < from)
    .flatMap(({ room, placed }) => {
      const actions = placed.notified.get(viewer.user);
      if (actions === undefined || (onlyHighlights && !isHighlight(actions))) return [];
      const { event, position } = placed;
      const entry = {
        room_id: room.id,
        profile_tag: null,
        actions,
        ts: event.origin_server_ts,
        event: eventView(room, placed, viewer),
        read: room.isRead(viewer.user, placed),
      };
      return [{ position, entry }];
    })
    .sort((one, other) => other.position - one.position);
  const shown = all.slice(0, limit);
  const last = shown.at(-1);
  return {
    notifications: shown.map(({ entry }) => entry),
    ...(last !== undefined && all.length > shown.length && { next_token: String(last.position) }),
  };
}
