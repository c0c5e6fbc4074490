import { z } from "zod";
import type { GatewayRoute } from "#connectors/kit/gateway.ts";
import { messageContent, reactionContent } from "./gateway-content.ts";
import { inlineRoomFilter } from "./gateway-filter.ts";
import { eventId, limit, namedEvent, position, roomId, transactionId, userId } from "./gateway-ids.ts";
import { acting, mostBytes, nothing, orNothing, reading } from "./gateway-route.ts";

const room = { room: roomId };
const event = { ...room, event: eventId };
const membership = z.enum(["join", "invite", "knock", "leave", "ban"]).optional();
const written = { params: { ...room, transaction: transactionId }, writesInto: "room", mostBytes } as const;

const page = {
  from: position.optional(),
  to: position.optional(),
  dir: z.enum(["b", "f"]).optional(),
  limit: limit.optional(),
};

const relations = "/_matrix/client/v1/rooms/:room/relations/:event";
const relationsQuery = { ...page, recurse: z.enum(["true", "false"]).optional() };
const relation = z.enum(["m.annotation", "m.replace", "m.thread", "m.reference"]);

const receipt = z.union([namedEvent, z.literal("main")]).optional();

/** Of what a room is called, how it looks, who may do what in it, and whether it is encrypted or replaced. */
const state = z.enum([
  "m.room.name",
  "m.room.topic",
  "m.room.avatar",
  "m.room.canonical_alias",
  "m.room.encryption",
  "m.room.create",
  "m.room.tombstone",
  "m.room.power_levels",
]);

/** What a client of the page does in one room. */
export const roomRoutes: readonly GatewayRoute[] = [
  reading("/_matrix/client/v3/rooms/:room/messages", {
    params: room,
    query: { ...page, filter: inlineRoomFilter.optional() },
  }),
  reading("/_matrix/client/v3/rooms/:room/context/:event", {
    params: event,
    query: { limit: limit.optional(), filter: inlineRoomFilter.optional() },
  }),
  reading("/_matrix/client/v3/rooms/:room/event/:event", { params: event }),
  reading(relations, { params: event, query: relationsQuery }),
  reading(`${relations}/:relation`, { params: { ...event, relation }, query: relationsQuery }),
  reading(`${relations}/:relation/:type`, {
    params: { ...event, relation, type: z.enum(["m.room.message", "m.room.encrypted", "m.reaction", "m.sticker"]) },
    query: relationsQuery,
  }),
  reading("/_matrix/client/v1/rooms/:room/threads", {
    params: room,
    query: { ...page, include: z.enum(["all", "participated"]).optional(), filter: inlineRoomFilter.optional() },
  }),
  reading("/_matrix/client/v3/rooms/:room/state/:type", { params: { ...room, type: state } }),
  reading("/_matrix/client/v3/rooms/:room/state/m.room.member/:user", { params: { ...room, user: userId } }),
  reading("/_matrix/client/v3/rooms/:room/joined_members", { params: room }),
  reading("/_matrix/client/v3/rooms/:room/members", {
    params: room,
    query: { at: position.optional(), membership, not_membership: membership },
  }),
  acting("PUT", "/_matrix/client/v3/rooms/:room/send/m.room.message/:transaction", messageContent, written),
  // A reaction says something of what it is put on, and goes in plain text: nothing of that into an encrypted room.
  acting("PUT", "/_matrix/client/v3/rooms/:room/send/m.reaction/:transaction", reactionContent, written),
  acting("PUT", "/_matrix/client/v3/rooms/:room/redact/:event/:transaction", nothing, {
    params: { ...event, transaction: transactionId },
  }),
  // An open page says by itself that a message was read, and so proves nobody's presence.
  acting(
    "POST",
    "/_matrix/client/v3/rooms/:room/receipt/:receipt/:event",
    orNothing(z.strictObject({ thread_id: receipt })),
    { params: { ...event, receipt: z.enum(["m.read", "m.read.private", "m.fully_read"]) }, activity: false },
  ),
  acting(
    "POST",
    "/_matrix/client/v3/rooms/:room/read_markers",
    z.strictObject({
      "m.fully_read": namedEvent.optional(),
      "m.read": namedEvent.optional(),
      "m.read.private": namedEvent.optional(),
    }),
    { params: room, activity: false },
  ),
  acting(
    "PUT",
    "/_matrix/client/v3/rooms/:room/typing/:user",
    z.strictObject({ typing: z.boolean(), timeout: z.int().min(0).max(120_000).optional() }),
    { params: { ...room, user: userId }, ownAccount: "user" },
  ),
  acting("POST", "/_matrix/client/v3/rooms/:room/leave", nothing, { params: room }),
  acting("POST", "/_matrix/client/v3/rooms/:room/forget", nothing, { params: room }),
];
