import { z } from "zod";
import type { GatewayQuery, GatewayRoute } from "#connectors/kit/gateway.ts";
import { filter, syncFilter } from "./gateway-filter.ts";
import { namedRoom, namedUser, position, roomId, userId } from "./gateway-ids.ts";
import { acting, mostBytes, nothing, reading, removing } from "./gateway-route.ts";

const own = { params: { user: userId }, ownAccount: "user" } as const;
const ownRoom = { params: { user: userId, room: roomId }, ownAccount: "user" } as const;
const rules = "/_matrix/client/v3/pushrules/global";
const dataOf = "/_matrix/client/v3/user/:user/account_data";
const dataOfRoom = "/_matrix/client/v3/user/:user/rooms/:room";
const tags = z.enum(["m.favourite", "m.lowpriority"]);

const ofRoom = z.strictObject({ kind: z.literal("event_match"), key: z.literal("room_id"), pattern: roomId });
const silence = z.strictObject({ conditions: z.array(ofRoom).length(1), actions: z.array(z.never()).length(0) });

/** The first answer takes as long as the account is large. */
const firstAnswerSeconds = 30;

const waitOf = ({ since, timeout = "0" }: GatewayQuery) =>
  since === undefined ? firstAnswerSeconds : Number(timeout) / 1000;

/** What a client of the page does for the account as a whole. */
export const accountRoutes: readonly GatewayRoute[] = [
  reading("/_matrix/client/versions"),
  reading("/_matrix/client/v3/capabilities"),
  reading("/_matrix/client/v1/media/config"),
  reading("/_matrix/client/v3/joined_rooms"),
  reading("/_matrix/client/v3/sync", {
    query: {
      filter: syncFilter.optional(),
      since: position.optional(),
      timeout: z
        .string()
        .regex(/^(?:[12]?\d{1,4}|30000)$/u)
        .optional(),
      set_presence: z.literal("offline").optional(),
      // Keeps a homeserver from answering a first call out of its memory.
      _cacheBuster: z
        .string()
        .regex(/^\d{1,20}$/u)
        .optional(),
      "org.matrix.msc4222.use_state_after": z.enum(["true", "false"]).optional(),
    },
    // The portal sets nobody online (docs/decisions/013).
    always: { set_presence: "offline" },
    waitSeconds: waitOf,
    withoutNews: ({ since }) => (since === undefined ? undefined : { next_batch: since }),
  }),
  acting("POST", "/_matrix/client/v3/user/:user/filter", filter, { ...own, activity: false }),
  reading("/_matrix/client/v3/user/:user/filter/:filter", {
    ...own,
    params: { ...own.params, filter: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/u) },
  }),
  reading("/_matrix/client/v3/profile/:user", { params: { user: userId } }),
  reading("/_matrix/client/v3/profile/:user/:field", {
    params: { user: userId, field: z.enum(["displayname", "avatar_url"]) },
  }),
  acting(
    "POST",
    "/_matrix/client/v3/user_directory/search",
    z.strictObject({ search_term: z.string().min(1).max(200), limit: z.int().min(1).max(50).optional() }),
  ),
  reading(`${dataOf}/:type`, { ...own, params: { ...own.params, type: z.enum(["m.direct", "m.push_rules"]) } }),
  acting("PUT", `${dataOf}/m.direct`, z.record(z.string().min(1).max(255), z.array(namedRoom).max(1000)), {
    ...own,
    mostBytes,
  }),
  reading(`${dataOfRoom}/account_data/:type`, {
    ...ownRoom,
    params: { ...ownRoom.params, type: z.enum(["m.fully_read", "m.marked_unread"]) },
  }),
  acting("PUT", `${dataOfRoom}/account_data/m.marked_unread`, z.strictObject({ unread: z.boolean() }), ownRoom),
  reading(`${dataOfRoom}/tags`, ownRoom),
  acting("PUT", `${dataOfRoom}/tags/:tag`, z.strictObject({ order: z.number().min(0).max(1).optional() }), {
    ...ownRoom,
    params: { ...ownRoom.params, tag: tags },
  }),
  removing(`${dataOfRoom}/tags/:tag`, { ...ownRoom, params: { ...ownRoom.params, tag: tags } }),
  reading("/_matrix/client/v3/pushrules/"),
  // A room that stays silent, mentions included; no other rule can be written.
  acting("PUT", `${rules}/override/:room`, silence, { params: { room: roomId } }),
  removing(`${rules}/override/:room`, { params: { room: roomId } }),
  removing(`${rules}/room/:room`, { params: { room: roomId } }),
  acting(
    "POST",
    "/_matrix/client/v3/createRoom",
    z.strictObject({
      is_direct: z.literal(true),
      preset: z.literal("trusted_private_chat"),
      invite: z.array(namedUser).length(1),
    }),
  ),
  acting("POST", "/_matrix/client/v3/join/:room", nothing, { params: { room: roomId } }),
];
