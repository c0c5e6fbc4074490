import type { CallContext } from "#connectors/kit/connector.ts";
import { path } from "#connectors/kit/upstream-path.ts";
import { matrixRefusal } from "./refusal.ts";
import {
  answeredSchema,
  joinedRoomsSchema,
  messagesSchema,
  notificationsSchema,
  sentSchema,
  syncSchema,
  versionsSchema,
} from "./schema.ts";

const stateTypes = ["m.room.name", "m.room.canonical_alias", "m.room.create", "m.room.encryption", "m.room.tombstone"];
const messageTypes = ["m.room.message", "m.room.encrypted", "m.sticker"];

const eventFields = [
  "type",
  "event_id",
  "sender",
  "state_key",
  "origin_server_ts",
  ...["body", "msgtype", "displayname", "membership", "is_direct", "name", "alias", "type", "replacement_room"].map(
    (field) => `content.${field}`,
  ),
  // Where a message that is taken back is named depends on the version of the room.
  "redacts",
  "content.redacts",
  // A dot that belongs to a name is escaped (client-server API 6.5.1).
  "content.m\\.mentions",
  "content.m\\.relates_to",
  "content.m\\.new_content",
];

function filter(isFirst: boolean): string {
  return JSON.stringify({
    event_fields: eventFields,
    presence: { not_types: ["*"] },
    account_data: { types: ["m.direct"] },
    room: {
      // Rooms that were left long ago would come with the first answer; later ones only if they are asked for.
      include_leave: !isFirst,
      state: { types: [...stateTypes, "m.room.member"], lazy_load_members: true },
      // Between two answers a rename, a leave or the begin of encryption is part of the timeline, not of the state: filtered away there, it is
      // never heard of.
      timeline: isFirst
        ? { limit: 1, unread_thread_notifications: true, types: messageTypes }
        : {
            limit: 20,
            unread_thread_notifications: true,
            types: [...messageTypes, "m.room.redaction", ...stateTypes, "m.room.member"],
          },
      // A receipt alone changes the counts, but a homeserver only mentions a room of which something passes the filter.
      // All receipts of all members at the first answer would be megabytes, though.
      ephemeral: isFirst ? { not_types: ["*"] } : { types: ["m.receipt"] },
      account_data: { types: ["m.fully_read"] },
    },
  });
}

const firstFilter = filter(true);
const laterFilter = filter(false);

/** One answer of the sync API; `set_presence=offline`, or everybody with a page open would be shown as online. */
export function sync(call: CallContext, since: string | null, waitSeconds: number) {
  return call.http.json(path`/_matrix/client/v3/sync`, syncSchema, {
    query: {
      filter: since === null ? firstFilter : laterFilter,
      set_presence: "offline",
      timeout: String(since === null ? 0 : waitMilliseconds(waitSeconds)),
      ...(since !== null && { since }),
    },
    waitSeconds: since === null ? 0 : waitSeconds,
    refusal: matrixRefusal,
  });
}

/**
 * Synapse answers a call that is repeated in every parameter from memory for two minutes, and an answer from memory has no
 * news. A quick call therefore never asks for exactly the same.
 */
function waitMilliseconds(waitSeconds: number): number {
  return waitSeconds > 0 ? waitSeconds * 1000 : Math.ceil(Math.random() * 100);
}

/** The newest version of the specification that the homeserver speaks. */
export async function version(call: CallContext): Promise<string | null> {
  const { versions } = await call.http.json(path`/_matrix/client/versions`, versionsSchema, { refusal: matrixRefusal });
  return versions.at(-1) ?? null;
}

/** Messages that mention the person, newest first, as the homeserver remembers them. */
export function mentions(call: CallContext) {
  return call.http.json(path`/_matrix/client/v3/notifications`, notificationsSchema, {
    query: { only: "highlight", limit: "25" },
    refusal: matrixRefusal,
  });
}

/**
 * Marks a room as read up to a message: for the person's own clients (`m.fully_read`), and for everybody (`m.read`) or,
 * where the person does not want that, for the counts alone (`m.read.private`).
 */
export async function markRead(call: CallContext, room: string, event: string): Promise<void> {
  const receipt = (await call.person.sendsReceipts()) ? "m.read" : "m.read.private";
  await call.http.send(path`/_matrix/client/v3/rooms/${room}/read_markers`, {
    method: "POST",
    body: { "m.fully_read": event, [receipt]: event },
    refusal: matrixRefusal,
  });
}

export async function join(call: CallContext, room: string): Promise<void> {
  await call.http.send(path`/_matrix/client/v3/rooms/${room}/join`, {
    method: "POST",
    body: {},
    refusal: matrixRefusal,
  });
}

/** Whether the person is in a room by now. */
export async function isJoined(call: CallContext, room: string): Promise<boolean> {
  const { joined_rooms: joined } = await call.http.json(path`/_matrix/client/v3/joined_rooms`, joinedRoomsSchema, {
    refusal: matrixRefusal,
  });
  return joined.includes(room);
}

/** Leaves a room, which is also how an invitation is declined. */
export async function leave(call: CallContext, room: string): Promise<void> {
  await call.http.send(path`/_matrix/client/v3/rooms/${room}/leave`, {
    method: "POST",
    body: {},
    refusal: matrixRefusal,
  });
}

/**
 * A push rule of the person that keeps a room silent on all their devices. It overrides all others: a rule of the kind
 * `room` comes after those for mentions, which would still count. Unmuting takes away either.
 */
export async function setSilent(call: CallContext, room: string, isSilent: boolean): Promise<void> {
  const rule = path`/_matrix/client/v3/pushrules/global/override/${room}`;
  if (isSilent) {
    const conditions = [{ kind: "event_match", key: "room_id", pattern: room }];
    await call.http.send(rule, { method: "PUT", body: { conditions, actions: [] }, refusal: matrixRefusal });
    return;
  }
  for (const each of [rule, path`/_matrix/client/v3/pushrules/global/room/${room}`]) {
    // One that is not there is what was asked for.
    await call.http.send(each, { method: "DELETE", accept: [404], refusal: matrixRefusal });
  }
}

export function eventIn(call: CallContext, room: string, event: string) {
  return call.http.json(path`/_matrix/client/v3/rooms/${room}/event/${event}`, answeredSchema, {
    refusal: matrixRefusal,
  });
}

/** The newest messages of one account in a room, newest first. */
export function ownMessages(call: CallContext, room: string, account: string) {
  const filter = JSON.stringify({ types: ["m.room.message"], senders: [account] });
  return call.http.json(path`/_matrix/client/v3/rooms/${room}/messages`, messagesSchema, {
    query: { dir: "b", limit: "100", filter },
    refusal: matrixRefusal,
  });
}

/** Sends a message; the same transaction of the same device is one message. */
export async function sendText(call: CallContext, room: string, transaction: string, body: object): Promise<string> {
  const address = path`/_matrix/client/v3/rooms/${room}/send/m.room.message/${transaction}`;
  const request = { method: "PUT", body, refusal: matrixRefusal } as const;
  return (await call.http.json(address, sentSchema, request)).event_id;
}
