import { z } from "zod";

// The filters of the client-server API (section 6.5). Bounded, because a homeserver pays for each of them.
const names = z.array(z.string().min(1).max(255)).max(50);
const number = z.int().min(0).max(100);

const eventFilter = z.strictObject({
  limit: number.optional(),
  types: names.optional(),
  not_types: names.optional(),
  senders: names.optional(),
  not_senders: names.optional(),
});

const roomEventFilter = z.strictObject({
  ...eventFilter.shape,
  rooms: names.optional(),
  not_rooms: names.optional(),
  contains_url: z.boolean().optional(),
  lazy_load_members: z.boolean().optional(),
  include_redundant_members: z.boolean().optional(),
  unread_thread_notifications: z.boolean().optional(),
  related_by_senders: names.optional(),
  related_by_rel_types: names.optional(),
});

/** `POST /user/{userId}/filter`, and the same inline in a query. */
export const filter = z.strictObject({
  event_fields: names.optional(),
  event_format: z.literal("client").optional(),
  presence: eventFilter.optional(),
  account_data: eventFilter.optional(),
  room: z
    .strictObject({
      rooms: names.optional(),
      not_rooms: names.optional(),
      include_leave: z.boolean().optional(),
      state: roomEventFilter.optional(),
      timeline: roomEventFilter.optional(),
      ephemeral: roomEventFilter.optional(),
      account_data: roomEventFilter.optional(),
    })
    .optional(),
});

/** JSON in a query. It is written anew: what is sent is what was looked at, also where a key came twice. */
function inline(schema: z.ZodType) {
  return z
    .string()
    .max(4096)
    .transform((text, context) => {
      const parsed = schema.safeParse(jsonOf(text));
      if (parsed.success) return JSON.stringify(parsed.data);
      context.addIssue({ code: "custom", message: "This is not a filter." });
      return z.NEVER;
    });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON is no filter either; the caller says so.
    return undefined;
  }
}

/** Of one room's events. */
export const inlineRoomFilter = inline(roomEventFilter);
/** Of a sync: in so many words, or as the id of one that was stored before. */
export const syncFilter = z.union([z.string().regex(/^[A-Za-z0-9_-]{1,64}$/u), inline(filter)]);
