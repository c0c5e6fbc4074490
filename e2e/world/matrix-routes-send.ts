import { z } from "zod";
import { caller, type ClientApi, joined, once, type Route } from "./matrix-api.ts";
import { type EventContent, relationOf, threadOf } from "./matrix-events.ts";
import { expectBody, MatrixProblem } from "./matrix-http.ts";
import type { MatrixRoom, Receipt } from "./matrix-rooms.ts";

const contentSchema = z.record(z.string(), z.unknown());
const receiptTypes = ["m.read", "m.read.private", "m.fully_read"] as const;
const markersSchema = z.object({
  "m.fully_read": z.string().optional(),
  "m.read": z.string().optional(),
  "m.read.private": z.string().optional(),
});
const toDeviceSchema = z.object({ messages: z.record(z.string(), z.record(z.string(), contentSchema)) });

/** What an event weighs beside its content: ids, signatures, hashes. */
const envelopeBytes = 700;

function refuseTooLarge(content: EventContent): void {
  const size = Buffer.byteLength(JSON.stringify(content)) + envelopeBytes;
  if (size > 65_536) throw new MatrixProblem(413, "M_TOO_LARGE");
}

/** Relations that the homeserver does not take: to nothing, a thread in a thread, the same reaction again. */
function refuseRelation(room: MatrixRoom, user: string, type: string, content: EventContent): void {
  const relation = relationOf({ content });
  if (relation === null) return;
  const target = room.find(relation.to);
  if (target === null) throw new MatrixProblem(400, "M_UNKNOWN");
  if (relation.type === "m.thread" && relationOf(target.event) !== null) throw new MatrixProblem(400, "M_UNKNOWN");
  if (relation.type !== "m.annotation") return;
  const isThere = room
    .relations(relation.to, "m.annotation")
    .some(({ event }) => event.sender === user && event.type === type && relationOf(event)?.key === relation.key);
  if (isThere) throw new MatrixProblem(400, "M_DUPLICATE_ANNOTATION");
}

function refuseWithoutPower(room: MatrixRoom, user: string, type: string, isState: boolean): void {
  if (room.power(user) < room.needed({ type, isState })) throw new MatrixProblem(403, "M_FORBIDDEN");
}

interface Read {
  readonly user: string;
  readonly room: MatrixRoom;
  readonly type: (typeof receiptTypes)[number];
  readonly eventId: string;
  readonly thread: string | null;
}

function keepRead(api: ClientApi, { user, room, type, eventId, thread }: Read): void {
  if (type === "m.fully_read") {
    return api.server.setAccountData(user, room.id, "m.fully_read", { event_id: eventId });
  }
  const event = room.find(eventId)?.event;
  if (thread !== null && thread !== "main" && event !== undefined) {
    const isOfThread = eventId === thread || threadOf(event) === thread;
    if (!isOfThread) throw new MatrixProblem(400, "M_INVALID_PARAM");
  }
  api.server.read(room.id, user, eventId, thread, type);
}

const isReceiptType = (type: string): type is Receipt["type"] | "m.fully_read" =>
  receiptTypes.some((each) => each === type);

export const sendRoutes: readonly Route[] = [
  [
    "PUT",
    /^v3\/rooms\/([^/]+)\/send\/([^/]+)\/([^/]+)$/u,
    (api, call, [roomId = "", type = "", id = ""]) => {
      const viewer = caller(api, call);
      return once(api, viewer, `${roomId} ${id}`, () => {
        const { user, device } = viewer;
        const room = joined(api, user, roomId);
        const content = expectBody(contentSchema, call.seen.body);
        refuseWithoutPower(room, user, type, false);
        refuseRelation(room, user, type, content);
        refuseTooLarge(content);
        const event = { type, sender: user, content };
        return { event_id: api.server.add(roomId, event, { transaction: { user, device, id } }) };
      });
    },
  ],
  [
    "PUT",
    /^v3\/rooms\/([^/]+)\/redact\/([^/]+)\/([^/]+)$/u,
    (api, call, [roomId = "", eventId = "", id = ""]) => {
      const viewer = caller(api, call);
      return once(api, viewer, `${roomId} ${id}`, () => {
        const { user, device } = viewer;
        const room = joined(api, user, roomId);
        const { reason } = expectBody(z.object({ reason: z.string().optional() }), call.seen.body);
        const sender = room.find(eventId)?.event.sender;
        if (sender !== undefined && sender !== user && room.power(user) < room.needed("redact")) {
          throw new MatrixProblem(403, "M_FORBIDDEN");
        }
        const transaction = { user, device, id };
        const more = { transaction, ...(reason !== undefined && { reason }) };
        return { event_id: api.server.redact(roomId, user, eventId, more) };
      });
    },
  ],
  [
    "PUT",
    /^v3\/rooms\/([^/]+)\/state\/([^/]+)(?:\/([^/]*))?$/u,
    (api, call, [roomId = "", type = "", key = ""]) => {
      const { user } = caller(api, call);
      const room = joined(api, user, roomId);
      const content = expectBody(contentSchema, call.seen.body);
      refuseWithoutPower(room, user, type, true);
      refuseTooLarge(content);
      const before = room.stateEvent(type, key);
      const isSame = before !== null && JSON.stringify(before.content) === JSON.stringify(content);
      return { event_id: isSame ? before.event_id : api.server.setState(roomId, user, type, content, key) };
    },
  ],
  [
    "POST",
    /^v3\/rooms\/([^/]+)\/receipt\/([^/]+)\/([^/]+)$/u,
    (api, call, [roomId = "", type = "", eventId = ""]) => {
      const { user } = caller(api, call);
      if (!isReceiptType(type)) throw new MatrixProblem(400, "M_UNKNOWN");
      const body = expectBody(z.object({ thread_id: z.string().min(1).optional() }), call.seen.body);
      const room = joined(api, user, roomId);
      keepRead(api, { user, room, type, eventId, thread: body.thread_id ?? null });
      return {};
    },
  ],
  [
    "POST",
    /^v3\/rooms\/([^/]+)\/read_markers$/u,
    (api, call, [roomId = ""]) => {
      const { user } = caller(api, call);
      const room = joined(api, user, roomId);
      const body = expectBody(markersSchema, call.seen.body);
      for (const type of receiptTypes) {
        const eventId = body[type];
        if (eventId !== undefined) keepRead(api, { user, room, type, eventId, thread: null });
      }
      return {};
    },
  ],
  [
    "PUT",
    /^v3\/rooms\/([^/]+)\/typing\/([^/]+)$/u,
    (api, call, [roomId = "", user = ""]) => {
      if (caller(api, call).user !== user) throw new MatrixProblem(400, "M_FORBIDDEN");
      joined(api, user, roomId);
      const body = expectBody(z.object({ typing: z.boolean(), timeout: z.number().optional() }), call.seen.body);
      api.server.setTyping(roomId, user, body.typing ? Math.min(body.timeout ?? 30_000, 120_000) : null);
      return {};
    },
  ],
  [
    "PUT",
    /^v3\/sendToDevice\/([^/]+)\/([^/]+)$/u,
    (api, call, [type = "", id = ""]) => {
      const viewer = caller(api, call);
      return once(api, viewer, `sendToDevice ${type} ${id}`, () => {
        const { messages } = expectBody(toDeviceSchema, call.seen.body);
        for (const [user, byDevice] of Object.entries(messages)) {
          for (const [device, content] of Object.entries(byDevice)) {
            const devices = device === "*" ? api.devices.of(user).map(({ id }) => id) : [device];
            for (const each of devices) api.server.sendToDevice(user, each, { type, sender: viewer.user, content });
          }
        }
        return {};
      });
    },
  ],
];
