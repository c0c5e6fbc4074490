import { passes, type SyncFilter } from "./matrix-filter.ts";
import type { MatrixHomeserver } from "./matrix-homeserver.ts";
import { invitedRoom, joinedRoom, leftRoom, type RoomLook } from "./matrix-sync-rooms.ts";
import type { Viewer } from "./matrix-view.ts";

/** Whose members each device was told of; they are not repeated to it (lazy loading). */
export class ToldMembers {
  readonly #told = new Map<string, Set<string>>();

  /** Keeps what is new to the device; a sync from the beginning forgets what it was told. */
  of({ user, device }: Viewer, isFirst: boolean): Set<string> {
    const key = `${user} ${device}`;
    const told = isFirst ? new Set<string>() : (this.#told.get(key) ?? new Set<string>());
    this.#told.set(key, told);
    return told;
  }
}

interface Asked {
  readonly viewer: Viewer;
  /** null is everything. */
  readonly since: number | null;
  readonly filter: SyncFilter;
  readonly told: ToldMembers;
}

/** What a device sees after a position. What is empty is left out, as Synapse does. */
export function syncAnswer(server: MatrixHomeserver, { viewer, since, filter, told }: Asked) {
  const look = { server, viewer, since, filter, told: told.of(viewer, since === null) };
  const rooms = roomsOf(look);
  const account = server.account(viewer.user);
  const accountData = account.changed(null, since).filter(({ type }) => passes(filter.account_data, type));
  const toDevice = server.toDevice.take(viewer.user, viewer.device, since);
  const lists = since === null ? [] : changedDeviceLists(server, viewer.user, since);
  return {
    isEmpty: Object.keys(rooms).length + accountData.length + toDevice.length === 0,
    answer: {
      next_batch: `s${server.position}_0`,
      ...(accountData.length > 0 && { account_data: { events: accountData } }),
      ...(toDevice.length > 0 && { to_device: { events: toDevice } }),
      ...(lists.length > 0 && { device_lists: { changed: lists } }),
      device_one_time_keys_count: { signed_curve25519: 0 },
      device_unused_fallback_key_types: [],
      ...(Object.keys(rooms).length > 0 && { rooms }),
    },
  };
}

function roomsOf(look: Omit<RoomLook, "room">): Record<string, Record<string, unknown>> {
  const parts = new Map<string, Record<string, unknown>>();
  const { rooms, not_rooms: notRooms = [] } = look.filter.room ?? {};
  const { forgotten } = look.server.account(look.viewer.user);
  for (const room of look.server.rooms.values()) {
    if (rooms?.includes(room.id) === false || notRooms.includes(room.id) || forgotten.has(room.id)) continue;
    const shown = shownRoom({ ...look, room });
    if (shown === null) continue;
    parts.set(shown.part, { ...parts.get(shown.part), [room.id]: shown.entry });
  }
  return Object.fromEntries(parts);
}

function shownRoom(look: RoomLook): { readonly part: "join" | "invite" | "leave"; readonly entry: object } | null {
  const own = look.room.memberships.get(look.viewer.user);
  if (own === undefined) return null;
  const isNew = look.since === null || own.position > look.since;
  switch (own.membership) {
    case "join": {
      const entry = joinedRoom({ ...look, since: isNew ? null : look.since }, look.since === null);
      return entry === null ? null : { part: "join", entry };
    }
    case "invite":
      return isNew ? { part: "invite", entry: invitedRoom(look.room, look.viewer.user) } : null;
    case "leave":
    case "ban": {
      const entry = isNew ? leftRoom(look, own) : null;
      return entry === null ? null : { part: "leave", entry };
    }
  }
}

/** Who came into a room with this person, so that their devices would have to be looked at again. */
function changedDeviceLists(server: MatrixHomeserver, user: string, since: number): string[] {
  const joined = [...server.rooms.values()].filter((room) => room.membership(user) === "join");
  const changed = joined.flatMap((room) =>
    [...room.memberships].filter(([, own]) => own.membership === "join" && own.position > since).map(([id]) => id),
  );
  return [...new Set(changed)];
}
