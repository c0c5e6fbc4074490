import { z } from "zod";
import { languageSchema, localizedTextSchema } from "./localized.ts";

/** A name inside the configuration: lower case, digits and dashes, at most 60 characters. */
export const configurationKeySchema = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/u);

const webAddressSchema = z.url({ protocol: /^https?$/u }).max(2000);
const localizedAddressSchema = z.strictObject({ de: webAddressSchema, en: webAddressSchema.optional() });
const keywordsSchema = z.array(z.string().trim().min(1).max(60)).max(40);
const colourSchema = z.string().regex(/^#[0-9a-f]{6}$/u);

/** How a tile opens: in this tab, in a new one, or in a tab of its own name that is used again. */
export const tileTargetSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("same-tab") }),
  z.strictObject({ kind: z.literal("new-tab") }),
  z.strictObject({ kind: z.literal("named-tab"), name: configurationKeySchema }),
]);

/** Active, in maintenance (shown, with a reason) or hidden (nowhere, for nobody). */
export const tileStateSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("active") }),
  z.strictObject({
    kind: z.literal("maintenance"),
    text: localizedTextSchema,
    until: z.iso.datetime({ offset: true }).optional(),
  }),
  z.strictObject({ kind: z.literal("hidden") }),
]);

/** One door to a tool. `groups` is any-of; a tile without groups that is not public is for everybody signed in. */
export const tileSchema = z.strictObject({
  key: configurationKeySchema,
  name: localizedTextSchema,
  description: localizedTextSchema.optional(),
  keywords: z.strictObject({ de: keywordsSchema.optional(), en: keywordsSchema.optional() }).optional(),
  icon: configurationKeySchema,
  links: localizedAddressSchema,
  target: tileTargetSchema.default({ kind: "new-tab" }),
  source: configurationKeySchema.optional(),
  groups: z.array(z.string().min(1).max(200)).max(100).default([]),
  public: z.boolean().default(false),
  state: tileStateSchema.default({ kind: "active" }),
  colour: colourSchema.optional(),
});
export type ConfiguredTile = z.output<typeof tileSchema>;

/** Tiles behind one disclosure; folders stand inside categories and hold no folders. */
export const folderSchema = z.strictObject({
  key: configurationKeySchema,
  name: localizedTextSchema,
  tiles: z.array(configurationKeySchema).min(1).max(60),
});

/** A heading with tiles and folders below it, in the order in which they are shown. */
export const categorySchema = z.strictObject({
  key: configurationKeySchema,
  name: localizedTextSchema,
  items: z
    .array(
      z.union([z.strictObject({ tile: configurationKeySchema }), z.strictObject({ folder: configurationKeySchema })]),
    )
    .max(200),
});

/** A configured instance of a tool. Secrets are named, never contained. */
export const sourceSchema = z.strictObject({
  key: configurationKeySchema,
  kind: configurationKeySchema,
  name: localizedTextSchema,
  address: webAddressSchema,
  audience: z.string().min(1).max(200).optional(),
  scope: z.string().min(1).max(400).optional(),
  /** Where a person asks for access; shown when they are not entitled. */
  requestAccess: localizedAddressSchema.optional(),
  settings: z.record(z.string(), z.unknown()).default({}),
});
export type ConfiguredSource = z.output<typeof sourceSchema>;

/** What belongs to the portal as a whole: its name, whom to ask, the footer and the pinned dock. */
export const portalIdentitySchema = z.strictObject({
  name: localizedTextSchema,
  organisation: localizedTextSchema,
  defaultLanguage: languageSchema.default("de"),
  support: z.strictObject({
    name: localizedTextSchema,
    phone: z.string().max(60).optional(),
    email: z.email().optional(),
    address: localizedAddressSchema.optional(),
  }),
  imprint: localizedAddressSchema,
  privacy: localizedAddressSchema,
  accessibility: localizedAddressSchema,
  reportBarrier: localizedAddressSchema.optional(),
  dock: z.array(configurationKeySchema).max(9).default([]),
});

/** The whole published document: versioned, immutable, and the only thing the running page reads. */
export const portalConfigurationSchema = z.strictObject({
  portal: portalIdentitySchema,
  categories: z.array(categorySchema).max(40),
  folders: z.array(folderSchema).max(100).default([]),
  tiles: z.array(tileSchema).max(500),
  sources: z.array(sourceSchema).max(40).default([]),
});
export type PortalConfiguration = z.output<typeof portalConfigurationSchema>;
