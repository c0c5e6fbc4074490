import { z } from "zod";
import { languageSchema, localizedTextSchema } from "./localized.ts";

/** A name inside the configuration: lower case, digits and dashes, at most 60 characters. */
export const configurationKeySchema = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/u);

/** An absolute address on the web (WHATWG URL); clear text is refused elsewhere, except on this very machine. */
export const webAddressSchema = z.url({ protocol: /^https?$/u }).max(2000);
/** An address per language; the German one is required, what is missing falls back to it. */
export const localizedAddressSchema = z.strictObject({ de: webAddressSchema, en: webAddressSchema.optional() });
const keywordsSchema = z.array(z.string().trim().min(1).max(60)).max(40);
/** A colour as `#rrggbb` in lower case. */
export const colourSchema = z.string().regex(/^#[0-9a-f]{6}$/u);

/** Whose members something is for, by the names of groups as sign-in tells them; any of them is enough, none is everybody. */
export const groupsSchema = z.array(z.string().trim().min(1).max(200)).max(100);

/** A picture that was uploaded, by the SHA-256 of its bytes in hex and its type; served at `/icons/<hash>.<type>`. */
export const uploadedPictureSchema = z.string().regex(/^upload:[0-9a-f]{64}\.(?:svg|png|webp)$/u);

/** A picture of the built-in family by its name, or an uploaded one. */
export const pictureSchema = z.union([configurationKeySchema, uploadedPictureSchema]);

/** The name of a tab, as other tools know it too: `tab_groupware`. */
const tabNameSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$/u);

/**
 * How a tile opens: in this tab, in a new one, in a tab of its own name that is used again, or inside of the portal under
 * `/app/<key>`, in a sandboxed frame.
 */
export const tileTargetSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("same-tab") }),
  z.strictObject({ kind: z.literal("new-tab") }),
  z.strictObject({ kind: z.literal("named-tab"), name: tabNameSchema }),
  z.strictObject({ kind: z.literal("embedded") }),
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

/** A name in systems that read the configuration: letters, digits, dot, dash, underscore. */
export const identifierSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/u);

/** One door to a tool. `groups` is any-of; a tile without groups that is not public is for everybody signed in. */
export const tileSchema = z.strictObject({
  key: configurationKeySchema,
  name: localizedTextSchema,
  description: localizedTextSchema.optional(),
  keywords: z.strictObject({ de: keywordsSchema.optional(), en: keywordsSchema.optional() }).optional(),
  icon: pictureSchema,
  links: localizedAddressSchema,
  target: tileTargetSchema.default({ kind: "new-tab" }),
  source: configurationKeySchema.optional(),
  groups: groupsSchema.default([]),
  public: z.boolean().default(false),
  state: tileStateSchema.default({ kind: "active" }),
  colour: colourSchema.optional(),
  /** The name of this entry in other systems, such as `swp.groupware_mail`; what central navigation calls it. */
  identifier: identifierSchema.optional(),
});
export type ConfiguredTile = z.output<typeof tileSchema>;

/** Tiles behind one disclosure; folders stand inside categories and hold no folders. */
export const folderSchema = z.strictObject({
  key: configurationKeySchema,
  name: localizedTextSchema,
  tiles: z.array(configurationKeySchema).max(60),
  identifier: identifierSchema.optional(),
});
export type ConfiguredFolder = z.output<typeof folderSchema>;

/** A heading with tiles and folders below it, in the order in which they are shown. */
export const categorySchema = z.strictObject({
  key: configurationKeySchema,
  name: localizedTextSchema,
  items: z
    .array(
      z.union([z.strictObject({ tile: configurationKeySchema }), z.strictObject({ folder: configurationKeySchema })]),
    )
    .max(200),
  identifier: identifierSchema.optional(),
});
export type ConfiguredCategory = z.output<typeof categorySchema>;

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

/**
 * How the portal looks beyond its defaults. Logos are uploaded pictures with a text for who cannot see them; the accent
 * must have a contrast of 4.5 : 1 to white (WCAG 2.2, 1.4.3), which the linter checks; for dark appearances a lighter
 * shade is made of it.
 */
export const brandingSchema = z.strictObject({
  logo: z
    .strictObject({ light: uploadedPictureSchema, dark: uploadedPictureSchema.optional(), text: localizedTextSchema })
    .optional(),
  accent: colourSchema.optional(),
  /** Behind header and dock, instead of the neutral shade. */
  background: z.strictObject({ light: colourSchema, dark: colourSchema.optional() }).optional(),
  welcome: localizedTextSchema.optional(),
});
export type Branding = z.output<typeof brandingSchema>;

/** What central navigation tells other tools: all tiles, or only these, and for whom nothing is known the public ones. */
export const navigationSchema = z.strictObject({
  tiles: z.array(configurationKeySchema).max(200).optional(),
});

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
  help: localizedAddressSchema.optional(),
  branding: brandingSchema.optional(),
  navigation: navigationSchema.optional(),
});
export type ConfiguredPortal = z.output<typeof portalIdentitySchema>;

/** The whole published document: versioned, immutable, and the only thing the running page reads. */
export const portalConfigurationSchema = z.strictObject({
  portal: portalIdentitySchema,
  categories: z.array(categorySchema).max(40),
  folders: z.array(folderSchema).max(100).default([]),
  tiles: z.array(tileSchema).max(500),
  sources: z.array(sourceSchema).max(40).default([]),
});
export type PortalConfiguration = z.output<typeof portalConfigurationSchema>;
