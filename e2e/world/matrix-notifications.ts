import type { MatrixHomeserver } from "./matrix-homeserver.ts";
import { messageTypes } from "./matrix-rooms.ts";
import { isMention } from "./matrix-sync.ts";

/** What notified a person, newest first, as `GET /notifications` tells it: with the room beside the event, not in it. */
export function notifications(server: MatrixHomeserver, user: string, query: URLSearchParams) {
  const onlyHighlights = query.get("only") === "highlight";
  const limit = Math.min(Number(query.get("limit") ?? "50"), 500);
  const all = [...server.rooms.values()]
    .filter((room) => room.membership(user) === "join" && !server.isSilent(user, room.id))
    .flatMap((room) =>
      room.events
        .filter(({ event }) => event.sender !== user && messageTypes.has(event.type))
        .filter(({ event }) => !onlyHighlights || isMention(server, user, event))
        .map(({ position, event }) => ({
          position,
          entry: {
            room_id: room.id,
            ts: event.origin_server_ts,
            read: room.isRead(user, event, position),
            actions: isMention(server, user, event) ? ["notify", { set_tweak: "highlight" }] : ["notify"],
            event,
          },
        })),
    )
    .sort((one, other) => other.position - one.position);
  return { notifications: all.slice(0, limit).map(({ entry }) => entry) };
}

/** The rules of a person, as far as they can change them here: rooms that stay silent. */
export function pushRules(server: MatrixHomeserver, user: string) {
  const room = server.silentRooms(user).map((id) => ({ rule_id: id, default: false, enabled: true, actions: [] }));
  return { global: { override: [], content: [], room, sender: [], underride: [] } };
}
