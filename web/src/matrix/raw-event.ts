/** Unknown JSON as an object; empty where it is something else. */
export type Json = Readonly<Record<string, unknown>>;

const nothing: Json = {};

export function record(value: unknown): Json {
  // An object that is no array has nothing but named values.
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : nothing;
}

export function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

/** A finite number that is not negative; what a homeserver says of sizes and times is not to be trusted. */
export function amount(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : null;
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** An event of a room as the homeserver sends it (client-server API, "Room event format"). */
export interface RawEvent {
  readonly id: string;
  readonly type: string;
  readonly sender: string;
  readonly at: number;
  readonly content: Json;
  readonly stateKey: string | null;
  readonly unsigned: Json;
  /** Of a redaction: what it removes. */
  readonly redacts: string | null;
}

/** The event, or `null` where it lacks what every event has. */
export function rawEvent(value: unknown): RawEvent | null {
  const json = record(value);
  const id = text(json["event_id"]);
  const type = text(json["type"]);
  const sender = text(json["sender"]);
  if (id === null || type === null || sender === null) {
    return null;
  }
  const content = record(json["content"]);
  return {
    id,
    type,
    sender,
    at: moment(json["origin_server_ts"]),
    content,
    stateKey: text(json["state_key"]),
    unsigned: record(json["unsigned"]),
    redacts: type === "m.room.redaction" ? redactedBy(text(content["redacts"]), text(json["redacts"])) : null,
  };
}

/** The end of the year 9999; what a sender says lies behind it is no time that could be shown. */
const lastMoment = 253_402_300_799_999;

function moment(value: unknown): number {
  const at = amount(value) ?? 0;
  return at > lastMoment ? 0 : at;
}

/**
 * Room version 11 has moved the name of what is removed into the content, and homeservers repeat it in the other place. They
 * judge one of the two alone, by the version of the room: where the other names something else, its sender wants to deceive.
 */
function redactedBy(inner: string | null, outer: string | null): string | null {
  return inner !== null && outer !== null && inner !== outer ? null : (inner ?? outer);
}

export function rawEvents(value: unknown): RawEvent[] {
  return list(value).flatMap((each) => rawEvent(each) ?? []);
}

/** How an event belongs to another. */
export interface Relation {
  readonly kind: "replace" | "annotation" | "thread";
  readonly target: string;
}

/** The relation of an event; an answer alone is none. */
export function relationOf({ content }: Pick<RawEvent, "content">): Relation | null {
  const relates = record(content["m.relates_to"]);
  const target = text(relates["event_id"]);
  const kind = kinds.get(text(relates["rel_type"]) ?? "");
  return target === null || kind === undefined ? null : { kind, target };
}

const kinds: ReadonlyMap<string, Relation["kind"]> = new Map([
  ["m.replace", "replace"],
  ["m.annotation", "annotation"],
  ["m.thread", "thread"],
]);

/**
 * What a message says after this edit; `null` where the edit is none (client-server API, "Validity of replacement events"). An
 * edit without words would look like a removal, and whoever may remove messages would be kept from it.
 */
export function editedTo(edit: RawEvent, message: RawEvent): Json | null {
  const content = record(edit.content["m.new_content"]);
  const isTheirs = edit.sender === message.sender && edit.type === "m.room.message" && edit.stateKey === null;
  return isTheirs && text(content["body"]) !== null && text(content["msgtype"]) !== null ? content : null;
}

/** The message that this one answers; the fallback of a thread is no answer. */
export function answeredBy({ content }: Pick<RawEvent, "content">): string | null {
  const relates = record(content["m.relates_to"]);
  return relates["is_falling_back"] === true ? null : text(record(relates["m.in_reply_to"])["event_id"]);
}

const messages = new Set([
  "m.room.message",
  "m.room.encrypted",
  "m.sticker",
  "m.poll.start",
  "org.matrix.msc3381.poll.start",
]);

/** Whether it is a message of its own: no edit of another, no state. */
export function isMessage(event: RawEvent): boolean {
  return messages.has(event.type) && event.stateKey === null && relationOf(event)?.kind !== "replace";
}

export function isRedacted(event: RawEvent): boolean {
  return event.unsigned["redacted_because"] !== undefined;
}

/** The event as the homeserver keeps it after it was removed. */
export function redactedCopy(event: RawEvent): RawEvent {
  return { ...event, content: nothing, unsigned: { redacted_because: nothing } };
}
