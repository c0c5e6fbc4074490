import type { CallContext } from "#connectors/kit/connector.ts";
import { path } from "#connectors/kit/upstream-path.ts";
import { matrixRefusal } from "./refusal.ts";
import { syncSchema, versionsSchema } from "./schema.ts";

const nameTypes = ["m.room.name", "m.room.canonical_alias", "m.room.create", "m.room.tombstone"];
const messageTypes = ["m.room.message", "m.room.encrypted", "m.sticker"];

const eventFields = [
  "type",
  "sender",
  "state_key",
  "origin_server_ts",
  ...["body", "msgtype", "displayname", "membership", "is_direct", "name", "alias", "type", "replacement_room"].map(
    (field) => `content.${field}`,
  ),
];

function filter(isFirst: boolean): string {
  return JSON.stringify({
    event_fields: eventFields,
    presence: { not_types: ["*"] },
    account_data: { types: ["m.direct"] },
    room: {
      // Rooms that were left long ago would come with the first answer; later ones only if they are asked for.
      include_leave: !isFirst,
      state: { types: [...nameTypes, "m.room.member"], lazy_load_members: true },
      // Between two answers a rename or a leave is part of the timeline, not of the state: filtered away there, it is
      // never heard of.
      timeline: isFirst
        ? { limit: 1, unread_thread_notifications: true, types: messageTypes }
        : { limit: 20, unread_thread_notifications: true, types: [...messageTypes, ...nameTypes, "m.room.member"] },
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
