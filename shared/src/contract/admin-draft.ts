import { z } from "zod";
import { actorSchema } from "./admin-audit.ts";
import { endpoint } from "./endpoint.ts";
import { localizedTextSchema } from "./localized.ts";
import {
  configurationKeySchema,
  identifierSchema,
  portalConfigurationSchema,
  portalIdentitySchema,
  sourceSchema,
  tileSchema,
} from "./portal-configuration.ts";

const key = configurationKeySchema;
/** A folder or category by itself; what stands in it is said by `place`. */
const headingSchema = z.strictObject({ key, name: localizedTextSchema, identifier: identifierSchema.optional() });

/** Where something stands: in a category, in a folder, or nowhere (`null`), which keeps it without showing it. */
export const placeSchema = z.union([z.strictObject({ category: key }), z.strictObject({ folder: key }), z.null()]);
export type Place = z.output<typeof placeSchema>;

/** What is moved: a tile or a folder. */
export const placedSchema = z.union([z.strictObject({ tile: key }), z.strictObject({ folder: key })]);
export type Placed = z.output<typeof placedSchema>;

/**
 * One change of the draft. `put-…` creates or replaces what has that key; `place` takes it out of where it stands and puts
 * it before the entry at `index` of the new place (0-based, counted without it; beyond the end is the end). `remove-…`
 * takes it out of every place, too; a removed category or folder leaves its content nowhere.
 */
export const draftOperationSchema = z.discriminatedUnion("op", [
  z.strictObject({ op: z.literal("put-tile"), tile: tileSchema }),
  z.strictObject({ op: z.literal("remove-tile"), key }),
  z.strictObject({ op: z.literal("put-folder"), folder: headingSchema }),
  z.strictObject({ op: z.literal("remove-folder"), key }),
  z.strictObject({ op: z.literal("put-category"), category: headingSchema }),
  z.strictObject({ op: z.literal("remove-category"), key }),
  z.strictObject({ op: z.literal("place"), item: placedSchema, to: placeSchema, index: z.int().min(0).max(500) }),
  z.strictObject({ op: z.literal("place-category"), key, index: z.int().min(0).max(100) }),
  z.strictObject({ op: z.literal("put-portal"), portal: portalIdentitySchema }),
  z.strictObject({ op: z.literal("put-source"), source: sourceSchema }),
  z.strictObject({ op: z.literal("remove-source"), key }),
]);
export type DraftOperation = z.output<typeof draftOperationSchema>;

/** One saved change: who, when, what. Versions grow by one with each change of the draft and are never used again. */
export const draftChangeSchema = z.object({
  version: z.int(),
  at: z.iso.datetime(),
  actor: actorSchema,
  operations: z.array(draftOperationSchema),
  /** Why it no longer takes effect: what it is about is gone, or a newer published version forbids it; `null` while it does. */
  dropped: z.string().nullable(),
});
export type DraftChange = z.output<typeof draftChangeSchema>;

/** What a file keeps, so that it is locked in the browser: `portal`, `categories`, `tiles/mail`, `sources/chat`, … */
export const ownershipSchema = z.object({
  /** Where the file says that it comes from. */
  origin: z.string(),
  paths: z.array(z.string()),
  appliedAt: z.iso.datetime(),
});
export type Ownership = z.output<typeof ownershipSchema>;

/** The one draft that all administrators share: the published version with the changes since then. */
export const draftSchema = z.object({
  /** Of the draft; for `If-Match`. */
  version: z.int(),
  document: portalConfigurationSchema,
  published: z.object({ version: z.int(), document: portalConfigurationSchema }),
  /** Oldest first; empty where the draft is what is published. */
  changes: z.array(draftChangeSchema),
  /** `null` where nothing is kept by a file. */
  ownership: ownershipSchema.nullable(),
});
export type Draft = z.output<typeof draftSchema>;

/** The draft as it is now. */
export const readDraft = endpoint({
  method: "GET",
  path: "/api/admin/draft",
  scope: "admin",
  activity: false,
  reply: draftSchema,
});

/**
 * Saves one change of the draft (at most 200 operations, all or none). 409 `conflict` with `issues` where an operation
 * names what is not there or breaks the document; 409 `owned_by_file` where a file keeps it; 412 when somebody saved since.
 */
export const changeDraft = endpoint({
  method: "PATCH",
  path: "/api/admin/draft",
  scope: "admin",
  activity: true,
  ifMatch: true,
  body: z.strictObject({ operations: z.array(draftOperationSchema).min(1).max(200) }),
  /** As many tiles with all their texts. */
  mostBytes: 1_000_000,
  reply: draftSchema,
});

/** Takes all changes back to what is published; they stay in the audit. */
export const discardDraft = endpoint({
  method: "DELETE",
  path: "/api/admin/draft",
  scope: "admin",
  activity: true,
  ifMatch: true,
  reply: draftSchema,
});
