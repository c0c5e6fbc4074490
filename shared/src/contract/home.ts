import { z } from "zod";
import { homeAnnouncementSchema } from "./announcements.ts";
import { endpoint } from "./endpoint.ts";
import { languageSchema } from "./localized.ts";
import { appearanceSchema } from "./preferences.ts";

/** A tile as one person may see it, in one language. */
export const homeTileSchema = z.object({
  key: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  href: z.string(),
  target: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("same-tab") }),
    z.object({ kind: z.literal("new-tab") }),
    z.object({ kind: z.literal("named-tab"), name: z.string() }),
    /** `href` is the portal's own `/app/<key>` then. */
    z.object({ kind: z.literal("embedded") }),
  ]),
  /** A name of the built-in family, or `/icons/…` for an uploaded picture. */
  icon: z.string(),
  /** Whether the version's stylesheet has a colour for this tile (`.tile-colour-<key>`). */
  coloured: z.boolean(),
  source: z.string().nullable(),
  maintenance: z.object({ text: z.string(), until: z.iso.datetime({ offset: true }).nullable() }).nullable(),
  /** Names, descriptions and keywords of all languages, for the filter. */
  terms: z.array(z.string()),
});
export type HomeTile = z.output<typeof homeTileSchema>;

/** An entry of a category: one tile, or a folder with its visible tiles. */
export const homeItemSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("tile"), tile: homeTileSchema }),
  z.object({ kind: z.literal("folder"), key: z.string(), name: z.string(), tiles: z.array(homeTileSchema) }),
]);
export type HomeItem = z.output<typeof homeItemSchema>;

export const homeCategorySchema = z.object({ key: z.string(), name: z.string(), items: z.array(homeItemSchema) });
export type HomeCategory = z.output<typeof homeCategorySchema>;

/** The signed-in person, as the page greets them; `null` where the page is shown without a session. */
export const homePersonSchema = z.object({ name: z.string(), initials: z.string(), isAdministrator: z.boolean() });

/** Name, contact and footer of the portal in one language. */
export const homePortalSchema = z.object({
  name: z.string(),
  organisation: z.string(),
  support: z.object({
    name: z.string(),
    phone: z.string().nullable(),
    email: z.string().nullable(),
    href: z.string().nullable(),
  }),
  imprint: z.string(),
  privacy: z.string(),
  accessibility: z.string(),
  reportBarrier: z.string().nullable(),
  help: z.string().nullable(),
  /** Addresses of the pictures under `/icons/`; `null` for the portal's own mark. */
  logo: z.object({ light: z.string(), dark: z.string(), text: z.string() }).nullable(),
  /** Whether the version's stylesheet has an accent or a background of this portal. */
  branded: z.boolean(),
  welcome: z.string().nullable(),
  release: z.string(),
});
export type HomePortal = z.output<typeof homePortalSchema>;

/** What a source can feed; derived from what its connector can do. */
export const sourceCapabilitySchema = z.enum(["notifications", "files", "work", "chat"]);
export type SourceCapability = z.output<typeof sourceCapabilitySchema>;

/** A card that the page keeps room for, because the person has a source that feeds it. */
export const homeSourceSchema = z.object({
  key: z.string(),
  name: z.string(),
  capabilities: z.array(sourceCapabilitySchema),
});

/** All that the start page needs to be drawn: what this person may see of one published version. */
export const homeSchema = z.object({
  /** Number of the published configuration; also names the stylesheet of configured colours. */
  version: z.number().int(),
  language: languageSchema,
  appearance: appearanceSchema,
  singleKeyShortcuts: z.boolean(),
  sendTyping: z.boolean(),
  sendReadReceipts: z.boolean(),
  /** The instant at which the server answered; the page shows this day, so that server and browser draw the same. */
  now: z.iso.datetime(),
  timeZone: z.string(),
  portal: homePortalSchema,
  person: homePersonSchema.nullable(),
  /** The most severe first; those that this person has answered are not among them. */
  announcements: z.array(homeAnnouncementSchema),
  categories: z.array(homeCategorySchema),
  /** Keys of the tiles in the dock, all of them among the visible ones. */
  dock: z.array(z.string()),
  /** True while the dock is the person's own and no longer the configured one. */
  dockIsOwn: z.boolean(),
  sources: z.array(homeSourceSchema),
});
export type Home = z.output<typeof homeSchema>;

/** The start page's data as JSON, the same that is in its first HTML. */
export const readHome = endpoint({
  method: "GET",
  path: "/api/home",
  scope: "person",
  activity: false,
  reply: homeSchema,
});
