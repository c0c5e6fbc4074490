import { z } from "zod";
import { caller, type ClientApi, joined, type Route } from "./matrix-api.ts";
import { expectBody, MatrixProblem } from "./matrix-http.ts";
import { openRoom } from "./matrix-room-creation.ts";
import type { MatrixRoom } from "./matrix-rooms.ts";

const stateSchema = z.object({
  type: z.string(),
  state_key: z.string().default(""),
  content: z.record(z.string(), z.unknown()),
});

const createSchema = z.object({
  name: z.string().optional(),
  topic: z.string().optional(),
  invite: z.array(z.string()).default([]),
  is_direct: z.boolean().default(false),
  preset: z.string().default("private_chat"),
  initial_state: z.array(stateSchema).default([]),
  creation_content: z.record(z.string(), z.unknown()).default({}),
});

const presets = new Set(["private_chat", "trusted_private_chat", "public_chat"]);
const userIdPattern = /^@[^:]+:.+$/u;

function createRoom(api: ClientApi, user: string, body: unknown) {
  const asked = expectBody(createSchema, body);
  if (!asked.invite.every((each) => userIdPattern.test(each))) throw new MatrixProblem(400, "M_UNKNOWN");
  if (!presets.has(asked.preset)) throw new MatrixProblem(400, "M_BAD_JSON");
  const isTrusted = asked.preset === "trusted_private_chat" && asked.invite.length > 0;
  const id = openRoom(api.server, user, {
    ...(isTrusted && { additional_creators: asked.invite }),
    ...asked.creation_content,
  });
  if (asked.preset === "public_chat") api.server.setState(id, user, "m.room.join_rules", { join_rule: "public" });
  for (const { type, state_key: key, content } of asked.initial_state) {
    api.server.setState(id, user, type, content, key);
  }
  if (asked.name !== undefined) api.server.setState(id, user, "m.room.name", { name: asked.name });
  if (asked.topic !== undefined) api.server.setState(id, user, "m.room.topic", { topic: asked.topic });
  for (const invited of asked.invite) {
    // Whoever has no account is invited without a name, and never comes.
    api.server.setMembership(id, invited, "invite", user, asked.is_direct);
  }
  return { room_id: id };
}

function knownRoom(api: ClientApi, idOrAlias: string): MatrixRoom {
  const room =
    api.server.rooms.get(idOrAlias) ??
    [...api.server.rooms.values()].find(
      (each) => each.stateEvent("m.room.canonical_alias")?.content["alias"] === idOrAlias,
    );
  if (room === undefined) throw new MatrixProblem(404, "M_UNKNOWN");
  return room;
}

function join(api: ClientApi, user: string, idOrAlias: string) {
  const room = knownRoom(api, idOrAlias);
  const own = room.membership(user);
  const isOpen = room.stateEvent("m.room.join_rules")?.content["join_rule"] === "public";
  if (own === "ban") throw new MatrixProblem(403, "M_BAD_STATE");
  const mayJoin = own === "invite" || own === "join" || isOpen;
  if (!mayJoin) throw new MatrixProblem(403, "M_FORBIDDEN");
  api.server.account(user).forgotten.delete(room.id);
  if (own !== "join") api.server.setMembership(room.id, user, "join");
  return { room_id: room.id };
}

function leave(api: ClientApi, user: string, roomId: string) {
  const room = knownRoom(api, roomId);
  const own = room.memberships.get(user);
  // Whoever left may say so again; whoever was removed or banned, or was never there, has nothing to leave.
  const hasLeft = own?.membership === "leave" && own.event.sender === user;
  if (own?.membership !== "join" && own?.membership !== "invite" && !hasLeft) {
    throw new MatrixProblem(403, "M_FORBIDDEN");
  }
  if (!hasLeft) api.server.setMembership(roomId, user, "leave");
  return {};
}

const targetSchema = z.object({ user_id: z.string(), reason: z.string().optional() });

/** What somebody does to another: takes their power, and never on somebody as powerful. */
function remove(api: ClientApi, user: string, roomId: string, body: unknown, act: "kick" | "ban") {
  const { user_id: target, reason } = targetOf(body);
  const room = joined(api, user, roomId);
  const isStronger = room.power(user) > room.power(target);
  if (!isStronger || room.power(user) < room.needed(act)) throw new MatrixProblem(403, "M_FORBIDDEN");
  const own = room.membership(target);
  if (act === "kick" && own !== "join" && own !== "invite") throw new MatrixProblem(403, "M_FORBIDDEN");
  api.server.setMembership(roomId, target, act === "kick" ? "leave" : "ban", user, false, reason);
  return {};
}

function targetOf(body: unknown): z.output<typeof targetSchema> {
  const parsed = targetSchema.safeParse(body);
  if (!parsed.success) throw new MatrixProblem(400, "M_MISSING_PARAM");
  return parsed.data;
}

function invite(api: ClientApi, user: string, roomId: string, body: unknown) {
  const { user_id: target, reason } = targetOf(body);
  const room = joined(api, user, roomId);
  if (room.power(user) < room.needed("invite")) throw new MatrixProblem(403, "M_FORBIDDEN");
  if (room.membership(target) === "ban") throw new MatrixProblem(403, "M_BAD_STATE");
  if (room.membership(target) === "join") throw new MatrixProblem(403, "M_FORBIDDEN");
  api.server.setMembership(roomId, target, "invite", user, false, reason);
  return {};
}

function forget(api: ClientApi, user: string, roomId: string) {
  const room = knownRoom(api, roomId);
  const own = room.membership(user);
  if (own === "join" || own === "invite") throw new MatrixProblem(400, "M_UNKNOWN");
  api.server.account(user).forgotten.add(roomId);
  return {};
}

export const membershipRoutes: readonly Route[] = [
  ["POST", /^v3\/createRoom$/u, (api, call) => createRoom(api, caller(api, call).user, call.seen.body)],
  [
    "POST",
    /^v3\/(?:rooms\/([^/]+)\/join|join\/([^/]+))$/u,
    (api, call, [first = "", second = ""]) => join(api, caller(api, call).user, `${first}${second}`),
  ],
  ["POST", /^v3\/rooms\/([^/]+)\/leave$/u, (api, call, [room = ""]) => leave(api, caller(api, call).user, room)],
  ["POST", /^v3\/rooms\/([^/]+)\/forget$/u, (api, call, [room = ""]) => forget(api, caller(api, call).user, room)],
  [
    "POST",
    /^v3\/rooms\/([^/]+)\/invite$/u,
    (api, call, [room = ""]) => invite(api, caller(api, call).user, room, call.seen.body),
  ],
  [
    "POST",
    /^v3\/rooms\/([^/]+)\/kick$/u,
    (api, call, [room = ""]) => remove(api, caller(api, call).user, room, call.seen.body, "kick"),
  ],
  [
    "POST",
    /^v3\/rooms\/([^/]+)\/ban$/u,
    (api, call, [room = ""]) => remove(api, caller(api, call).user, room, call.seen.body, "ban"),
  ],
];
