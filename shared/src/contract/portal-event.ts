import { z } from "zod";

/**
 * The path of the one event stream (text/event-stream, WHATWG HTML 9.2), read by fetch so that it can carry the portal's
 * header. `?attention=hidden` while nobody looks: tools are then asked less often. With `Last-Event-ID` it goes on where it
 * was, at whichever replica.
 */
export const eventStreamPath = "/api/events";

/** What the event stream says; it names what changed and never carries content. */
export const portalEventSchema = z.discriminatedUnion("type", [
  /** Sent first on a connection that does not go on from an id, and after a gap: read everything again. */
  z.object({ type: z.literal("resync") }),
  /** Something at a source changed, or its state; `portal` is the portal's own. Without `topics` it may be anything. */
  z.object({
    type: z.literal("source_changed"),
    source: z.string(),
    topics: z.array(z.enum(["notifications", "files", "work", "chat"])).optional(),
  }),
  /** What the portal remembers of the inbox changed: an act, an undo, a snooze that ended, a mute. */
  z.object({ type: z.literal("inbox_changed") }),
  z.object({ type: z.literal("configuration_published"), version: z.number().int() }),
  /** Announcements, maintenances or switched-off sources changed: read the start page's data again. */
  z.object({ type: z.literal("live_changed") }),
  /** Somebody saved the shared draft; for administrators only. */
  z.object({ type: z.literal("draft_changed"), version: z.int() }),
  z.object({ type: z.literal("preferences_changed") }),
  /**
   * The session is over; the page leaves or pauses at once. `signed_out` is a sign-out, `isElsewhere` if the person ended it
   * in another of their sessions, `expired` a limit.
   */
  z.object({
    type: z.literal("session_ended"),
    because: z.enum(["signed_out", "expired"]),
    isElsewhere: z.boolean().optional(),
  }),
  /** The server is about to stop; reconnect after this many milliseconds. */
  z.object({ type: z.literal("move"), afterMilliseconds: z.number().int().nonnegative() }),
]);
export type PortalEvent = z.output<typeof portalEventSchema>;
