import { z } from "zod";
import type { MatrixEvent } from "./matrix-events.ts";

const eventFilterSchema = z.object({
  types: z.array(z.string()).optional(),
  not_types: z.array(z.string()).optional(),
  senders: z.array(z.string()).optional(),
  not_senders: z.array(z.string()).optional(),
  limit: z.number().int().optional(),
  lazy_load_members: z.boolean().optional(),
  unread_thread_notifications: z.boolean().optional(),
  related_by_rel_types: z.array(z.string()).optional(),
  contains_url: z.boolean().optional(),
});
export type EventFilter = z.output<typeof eventFilterSchema>;

/** The parts of a filter that change what is answered. */
export const syncFilterSchema = z.object({
  event_fields: z.array(z.string()).optional(),
  account_data: eventFilterSchema.optional(),
  room: z
    .object({
      include_leave: z.boolean().optional(),
      rooms: z.array(z.string()).optional(),
      not_rooms: z.array(z.string()).optional(),
      state: eventFilterSchema.optional(),
      timeline: eventFilterSchema.optional(),
      ephemeral: eventFilterSchema.optional(),
      account_data: eventFilterSchema.optional(),
    })
    .optional(),
});
export type SyncFilter = z.output<typeof syncFilterSchema>;

export const roomEventFilterSchema = eventFilterSchema;

const isLike = (pattern: string, value: string) =>
  pattern.endsWith("*") ? value.startsWith(pattern.slice(0, -1)) : pattern === value;

/** Whether a filter lets something of this type, and where it has one of this sender, through. */
export function passes(filter: EventFilter | undefined, type: string, sender?: string): boolean {
  if (filter === undefined) return true;
  const { types, not_types: notTypes = [], senders, not_senders: notSenders = [] } = filter;
  if (types !== undefined && !types.some((pattern) => isLike(pattern, type))) return false;
  if (notTypes.some((pattern) => isLike(pattern, type))) return false;
  if (sender === undefined) return true;
  return (senders === undefined || senders.includes(sender)) && !notSenders.includes(sender);
}

export function passesEvent(filter: EventFilter | undefined, event: MatrixEvent): boolean {
  if (!passes(filter, event.type, event.sender)) return false;
  return filter?.contains_url === undefined || "url" in event.content === filter.contains_url;
}

/** The asked fields of an event; `content` itself is missing when none of its fields was asked for or is there. */
export function onlyFields(event: object, fields: readonly string[] | undefined): object {
  if (fields === undefined) return event;
  const top = Object.entries(event).filter(([name]) => fields.includes(name));
  const inner = ["content", "unsigned"].flatMap((part) => {
    const value = new Map<string, unknown>(Object.entries(event)).get(part);
    if (fields.includes(part) || typeof value !== "object" || value === null) return [];
    const wanted = new Set(
      fields
        .filter((field) => field.startsWith(`${part}.`))
        // A dot that belongs to a name is escaped (client-server API 6.5.1).
        .map((field) => field.slice(part.length + 1).replaceAll(String.raw`\.`, ".")),
    );
    const kept = Object.entries(value).filter(([name]) => wanted.has(name));
    return kept.length > 0 ? [[part, Object.fromEntries(kept)] as const] : [];
  });
  return Object.fromEntries([...top, ...inner]);
}
