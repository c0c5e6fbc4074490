import { z } from "zod";
import { endpoint } from "./endpoint.ts";

export const announcementSeveritySchema = z.enum(["info", "success", "warning", "danger"]);
export type AnnouncementSeverity = z.output<typeof announcementSeveritySchema>;

/** An announcement as one person sees it, in one language; those that they answered are not among them. */
export const homeAnnouncementSchema = z.object({
  key: z.string(),
  revision: z.int(),
  severity: announcementSeveritySchema,
  title: z.string(),
  /** Plain text with line breaks; empty where the title says it all. */
  text: z.string(),
  isSticky: z.boolean(),
  until: z.iso.datetime({ offset: true }).nullable(),
  /** Key and name of the tile that it is about, where this person sees it. */
  tile: z.object({ key: z.string(), name: z.string(), href: z.string() }).nullable(),
  /** Whether it wants to be confirmed, and until when; `null` where putting it away is enough. */
  acknowledgement: z.object({ deadline: z.iso.datetime({ offset: true }).nullable() }).nullable(),
});
export type HomeAnnouncement = z.output<typeof homeAnnouncementSchema>;

/**
 * Puts an announcement away for good, or confirms one that asks for it; the same answer again changes nothing. 404 for
 * one that is not for this person, 409 where its revision is another one or it cannot be put away.
 */
export const answerAnnouncement = endpoint({
  method: "POST",
  path: "/api/announcements/answer",
  scope: "person",
  activity: true,
  body: z.strictObject({
    /** The key of an announcement, or `off:<source>` for the note about a source that is off. */
    key: z.string().max(64),
    revision: z.int().min(1),
    answer: z.enum(["put_away", "confirmed"]),
  }),
  reply: z.object({ answered: z.literal(true) }),
});
