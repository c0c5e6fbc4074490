import { z } from "zod";

// Loose on purpose: only fields that are used, and each room for itself, so that one odd room costs one room.

/** `GET /_matrix/client/v3/sync`; the rooms are parsed one by one. */
export const syncSchema = z.object({
  next_batch: z.string().min(1).max(4096),
  account_data: z.object({ events: z.array(z.unknown()) }).optional(),
  rooms: z
    .object({
      join: z.record(z.string(), z.unknown()).optional(),
      invite: z.record(z.string(), z.unknown()).optional(),
      leave: z.record(z.string(), z.unknown()).optional(),
    })
    .optional(),
});

/** A room event of the timeline or the state. Content is read by its type; without any asked field Synapse leaves it out. */
const eventSchema = z.object({
  type: z.string(),
  event_id: z.string().max(300).optional(),
  sender: z.string().optional(),
  state_key: z.string().optional(),
  origin_server_ts: z.number().int().nonnegative().max(8.64e15).optional(),
  redacts: z.string().max(300).optional(),
  content: z.record(z.string(), z.unknown()).default({}),
});
export type MatrixEvent = z.output<typeof eventSchema>;

/** `GET /_matrix/client/v3/notifications`; the entries are parsed one by one. */
export const notificationsSchema = z.object({ notifications: z.array(z.unknown()) });

export const mentionSchema = z.object({ room_id: z.string(), read: z.boolean(), event: eventSchema });

const countsSchema = z.object({
  notification_count: z.number().int().nonnegative().default(0),
  highlight_count: z.number().int().nonnegative().default(0),
});

export const joinedRoomSchema = z.object({
  summary: z.object({ "m.heroes": z.array(z.string()).optional() }).optional(),
  state: z.object({ events: z.array(eventSchema) }).optional(),
  timeline: z.object({ events: z.array(eventSchema) }).optional(),
  unread_notifications: countsSchema.optional(),
  unread_thread_notifications: z.record(z.string(), countsSchema).optional(),
});
export type JoinedRoom = z.output<typeof joinedRoomSchema>;

export const invitedRoomSchema = z.object({ invite_state: z.object({ events: z.array(eventSchema) }) });

export const directSchema = z.object({
  type: z.literal("m.direct"),
  content: z.record(z.string(), z.array(z.string())),
});

/** `GET /_matrix/client/v3/joined_rooms`. */
export const joinedRoomsSchema = z.object({ joined_rooms: z.array(z.string()) });

/** `GET /_matrix/client/v3/rooms/{id}/event/{event}`. */
export const answeredSchema = z.object({
  sender: z.string().min(1).max(255),
  content: z.record(z.string(), z.unknown()).default({}),
});
export type AnsweredEvent = z.output<typeof answeredSchema>;

/** `GET /_matrix/client/v3/rooms/{id}/messages`; the events are parsed one by one. */
export const messagesSchema = z.object({ chunk: z.array(z.unknown()) });

export const writtenSchema = answeredSchema.extend({ event_id: z.string().min(1).max(300) });

/** `PUT /_matrix/client/v3/rooms/{id}/send/{type}/{transaction}`. */
export const sentSchema = z.object({ event_id: z.string().min(1).max(300) });

/** `GET /_matrix/client/v3/login`. */
export const loginFlowsSchema = z.object({
  flows: z.array(
    z.object({
      type: z.string(),
      identity_providers: z.array(z.object({ id: z.string() })).optional(),
    }),
  ),
});

/** `POST /_matrix/client/v3/login`. */
export const loginSchema = z.object({
  user_id: z.string().min(1).max(255),
  access_token: z.string().min(1).max(8192),
  device_id: z.string().min(1).max(255),
  refresh_token: z.string().min(1).max(8192).optional(),
  expires_in_ms: z.number().positive().optional(),
});

/** `POST /_matrix/client/v3/refresh`. */
export const refreshSchema = z.object({
  access_token: z.string().min(1).max(8192),
  refresh_token: z.string().min(1).max(8192).optional(),
  expires_in_ms: z.number().positive().optional(),
});

export const versionsSchema = z.object({ versions: z.array(z.string()) });

/** The error body of every Matrix API. */
export const problemSchema = z.object({
  errcode: z.string(),
  soft_logout: z.boolean().optional(),
  retry_after_ms: z.number().nonnegative().optional(),
});
