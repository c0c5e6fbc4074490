import { z } from "zod";

/** What a room event says, whatever its type. */
export type EventContent = Readonly<Record<string, unknown>>;

/** A room event as the homeserver keeps it. */
export interface MatrixEvent {
  readonly type: string;
  readonly event_id: string;
  readonly sender: string;
  readonly origin_server_ts: number;
  readonly content: EventContent;
  readonly state_key?: string;
}

/** Which device sent an event, and under which transaction: only that device is told. */
export interface Transaction {
  readonly user: string;
  readonly device: string;
  readonly id: string;
}

/** An event with its place in the stream and what the homeserver knows beside it. */
export interface Placed {
  readonly position: number;
  /** Without its content once it was redacted. */
  event: MatrixEvent;
  redactedBecause: MatrixEvent | null;
  readonly transaction: Transaction | null;
  /** The first message of the thread that it belongs to, also after it was redacted. */
  readonly thread: string | null;
  /** The state event of the same type and key before it. */
  readonly replaces: MatrixEvent | null;
  /** Whom it notified, by the push rules of the moment in which it came. */
  readonly notified: ReadonlyMap<string, readonly unknown[]>;
}

const relationSchema = z.object({
  "m.relates_to": z.object({ rel_type: z.string(), event_id: z.string(), key: z.string().optional() }),
});

/** The relation of an event to another; an answer alone is none. */
export interface Relation {
  readonly type: string;
  readonly to: string;
  readonly key: string | null;
}

export function relationOf({ content }: { readonly content: EventContent }): Relation | null {
  const parsed = relationSchema.safeParse(content);
  if (!parsed.success) return null;
  const { rel_type: type, event_id: to, key } = parsed.data["m.relates_to"];
  return { type, to, key: key ?? null };
}

/** The first message of the thread that an event belongs to. */
export function threadOf(event: { readonly content: EventContent }): string | null {
  const relation = relationOf(event);
  return relation?.type === "m.thread" ? relation.to : null;
}

const keptContent: Readonly<Record<string, readonly string[]>> = {
  "m.room.member": ["membership"],
  "m.room.join_rules": ["join_rule", "allow"],
  "m.room.history_visibility": ["history_visibility"],
  "m.room.redaction": ["redacts"],
};

/** What is left of an event that was redacted (client-server API, "Redactions"). */
export function pruned(event: MatrixEvent): MatrixEvent {
  if (event.type === "m.room.create") return event;
  const kept = keptContent[event.type] ?? [];
  const content = Object.fromEntries(Object.entries(event.content).filter(([key]) => kept.includes(key)));
  return { ...event, content };
}

/** The parts of an event that somebody outside the room may know. */
export function stripped({ type, sender, state_key, content }: MatrixEvent) {
  return { type, sender, state_key, content };
}
