import { randomBytes } from "node:crypto";
import type { EventContent } from "./matrix-events.ts";
import type { MatrixHomeserver } from "./matrix-homeserver.ts";
import { MatrixRoom } from "./matrix-rooms.ts";

/** A room as tests and the demo want it; the first member is who made it. */
export interface RoomOptions {
  readonly id?: string;
  readonly name?: string;
  readonly alias?: string;
  readonly topic?: string;
  readonly type?: string;
  readonly members: readonly string[];
  readonly direct?: boolean;
  readonly encrypted?: boolean;
}

/** What a new room allows whom, as Synapse sets it. */
const powerLevels: EventContent = {
  users: {},
  users_default: 0,
  events: {
    "m.room.name": 50,
    "m.room.power_levels": 100,
    "m.room.history_visibility": 100,
    "m.room.canonical_alias": 50,
    "m.room.avatar": 50,
    "m.room.tombstone": 150,
    "m.room.server_acl": 100,
    "m.room.encryption": 100,
  },
  events_default: 0,
  state_default: 50,
  ban: 50,
  kick: 50,
  redact: 50,
  invite: 0,
  historical: 100,
};

/** Opens an empty room with the state that every room has; ids of room version 12 have no server part. */
export function openRoom(
  server: MatrixHomeserver,
  creator: string,
  creation: EventContent = {},
  id = `!${randomBytes(32).toString("base64url")}`,
): string {
  server.rooms.set(id, new MatrixRoom(id));
  server.setState(id, creator, "m.room.create", { room_version: "12", ...creation });
  server.setMembership(id, creator, "join");
  server.setState(id, creator, "m.room.power_levels", powerLevels);
  server.setState(id, creator, "m.room.join_rules", { join_rule: "invite" });
  server.setState(id, creator, "m.room.history_visibility", { history_visibility: "shared" });
  server.setState(id, creator, "m.room.guest_access", { guest_access: "can_join" });
  return id;
}

export function createRoom(server: MatrixHomeserver, options: RoomOptions): string {
  const [creator = "system", ...others] = options.members;
  const id = openRoom(server, creator, options.type === undefined ? {} : { type: options.type }, options.id);
  for (const member of others) server.setMembership(id, member, "join");
  const set = (type: string, content: EventContent) => server.setState(id, creator, type, content);
  if (options.name !== undefined) set("m.room.name", { name: options.name });
  if (options.topic !== undefined) set("m.room.topic", { topic: options.topic });
  if (options.alias !== undefined) set("m.room.canonical_alias", { alias: options.alias });
  if (options.encrypted === true) set("m.room.encryption", { algorithm: "m.megolm.v1.aes-sha2" });
  if (options.direct === true) markDirect(server, id, options.members);
  return id;
}

/** Lets each of them find the others' direct room (`m.direct`). */
function markDirect(server: MatrixHomeserver, roomId: string, members: readonly string[]): void {
  for (const member of members) {
    const direct = new Map<string, unknown>(Object.entries(server.account(member).get(null, "m.direct") ?? {}));
    for (const other of members.filter((each) => each !== member)) {
      const known = direct.get(server.userId(other));
      direct.set(server.userId(other), [...(Array.isArray(known) ? known : []), roomId]);
    }
    server.setAccountData(member, null, "m.direct", Object.fromEntries(direct));
  }
}
