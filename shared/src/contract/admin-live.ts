import { z } from "zod";
import { actorSchema } from "./admin-audit.ts";
import { announcementSeveritySchema } from "./announcements.ts";
import { endpoint } from "./endpoint.ts";
import { localizedTextSchema } from "./localized.ts";
import { configurationKeySchema, groupsSchema } from "./portal-configuration.ts";

const instant = z.iso.datetime({ offset: true });
const key = configurationKeySchema;

/** An announcement as administrators write it. Instants carry their offset; the form shows them in the portal's time zone. */
export const announcementSchema = z
  .strictObject({
    key,
    severity: announcementSeveritySchema,
    title: localizedTextSchema,
    text: z.strictObject({ de: z.string().trim().max(4000), en: z.string().trim().max(4000).optional() }),
    groups: groupsSchema.default([]),
    /** Shown before sign-in, too; needs no groups and no acknowledgement then. */
    public: z.boolean().default(false),
    from: instant.optional(),
    until: instant.optional(),
    /** Cannot be put away while it holds. */
    isSticky: z.boolean().default(false),
    /** The tile that it is about. */
    tile: key.optional(),
    /** People confirm that they have read it, until the deadline; a reminder comes into the inbox this many hours before it. */
    acknowledgement: z
      .strictObject({ deadline: instant.optional(), remindHoursBefore: z.int().min(1).max(720).optional() })
      .optional(),
  })
  .refine(({ from, until }) => from === undefined || until === undefined || Date.parse(from) < Date.parse(until), {
    path: ["until"],
    message: "must be after `from`",
  })
  .refine((one) => !one.public || (one.groups.length === 0 && one.acknowledgement === undefined), {
    path: ["public"],
    message: "a public announcement has neither groups nor an acknowledgement",
  });
export type Announcement = z.output<typeof announcementSchema>;

/** A tile in maintenance for a while; stands beside whatever the document says and never waits for a draft. */
export const maintenanceSchema = z
  .strictObject({ tile: key, text: localizedTextSchema, from: instant.optional(), until: instant.optional() })
  .refine(({ from, until }) => from === undefined || until === undefined || Date.parse(from) < Date.parse(until), {
    path: ["until"],
    message: "must be after `from`",
  });
export type Maintenance = z.output<typeof maintenanceSchema>;

/** A source that is switched off at once, with why. */
export const sourceSwitchSchema = z.strictObject({ source: key, reason: localizedTextSchema.optional() });
export type SourceSwitch = z.output<typeof sourceSwitchSchema>;

const known = { version: z.int(), changedAt: z.iso.datetime(), changedBy: actorSchema };
const knownAnnouncement = z.object({
  ...known,
  announcement: announcementSchema,
  /** Grows when it is shown again to those who had answered it. */
  revision: z.int(),
  /** Whether it holds now, later or no more. */
  phase: z.enum(["planned", "running", "over"]),
  /** People who confirmed, and people it is for, as far as sign-ins of the last 90 days know them; `null` without an acknowledgement. */
  confirmed: z.object({ count: z.int(), of: z.int() }).nullable(),
});
export type KnownAnnouncement = z.output<typeof knownAnnouncement>;

/** All that changes at once: announcements (newest first), maintenances, sources that are off. */
export const readLive = endpoint({
  method: "GET",
  path: "/api/admin/live",
  scope: "admin",
  activity: false,
  reply: z.object({
    announcements: z.array(knownAnnouncement),
    maintenances: z.array(z.object({ ...known, maintenance: maintenanceSchema })),
    sourcesOff: z.array(z.object({ ...known, switch: sourceSwitchSchema })),
    /** Whether the caller may see who confirmed. */
    mayReadProof: z.boolean(),
  }),
});

const at = { params: z.strictObject({ key }), scope: "admin", activity: true, isFresh: true, ifMatch: true } as const;
const versioned = z.object({ version: z.int() });

/** Writes an announcement; `If-Match: "0"` creates it. `showAgain` asks those again who had answered it. */
export const putAnnouncement = endpoint({
  ...at,
  method: "PUT",
  path: "/api/admin/announcements/:key",
  body: z.strictObject({ announcement: announcementSchema, showAgain: z.boolean().default(false) }),
  reply: versioned,
});

/** Takes an announcement back at once; its proof stays as long as the retention says. */
export const removeAnnouncement = endpoint({
  ...at,
  method: "DELETE",
  path: "/api/admin/announcements/:key",
  reply: versioned,
});

/** Sets a maintenance of a tile (`:key` is the tile's); `If-Match: "0"` creates it. */
export const putMaintenance = endpoint({
  ...at,
  method: "PUT",
  path: "/api/admin/maintenances/:key",
  body: z.strictObject({ maintenance: maintenanceSchema }),
  reply: versioned,
});

export const removeMaintenance = endpoint({
  ...at,
  method: "DELETE",
  path: "/api/admin/maintenances/:key",
  reply: versioned,
});

/** Switches a source off (`:key` is the source's; `If-Match: "0"` for one that is on) … */
export const switchSourceOff = endpoint({
  ...at,
  method: "PUT",
  path: "/api/admin/sources-off/:key",
  body: z.strictObject({ switch: sourceSwitchSchema }),
  reply: versioned,
});

/** … and on again. */
export const switchSourceOn = endpoint({
  ...at,
  method: "DELETE",
  path: "/api/admin/sources-off/:key",
  reply: versioned,
});

/** Who confirmed an announcement and who is asked but did not; for the role of its own (`PFORTE_PROOF_GROUP`), and audited. */
export const readProof = endpoint({
  method: "GET",
  path: "/api/admin/announcements/:key/proof",
  scope: "admin",
  activity: true,
  params: z.strictObject({ key }),
  reply: z.object({
    confirmed: z.array(z.object({ name: z.string(), username: z.string(), at: z.iso.datetime(), revision: z.int() })),
    of: z.int(),
    /** After this instant the names are deleted. */
    keptUntil: z.iso.datetime().nullable(),
  }),
});

/** The same as CSV (RFC 4180, UTF-8 with BOM, cells that begin like a formula are defused): `/admin/announcements/<key>/proof.csv`. */
export const proofExportPath = "/admin/announcements/:key/proof.csv";
