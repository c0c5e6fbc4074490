import { z } from "zod";
import type { PortalConfiguration } from "../contract/portal-configuration.ts";

/** Names in both languages, so that a difference can be told in either without its documents. */
const namedSchema = z.object({ key: z.string(), de: z.string(), en: z.string().nullable() });
/** A position in words: the category or folder and the place in it, 1-based; `null` is nowhere. */
const positionSchema = z.object({ in: z.enum(["category", "folder"]), named: namedSchema, at: z.int() }).nullable();

/**
 * One change between two documents. `field` is a path inside of the thing (`name.en`, `links.de`, `groups`, `state`); the
 * values are short texts as a person would write them, `null` where there was or is none.
 */
export const configurationChangeSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.enum(["added", "removed"]),
    what: z.enum(["tile", "folder", "category", "source"]),
    named: namedSchema,
    position: positionSchema,
  }),
  z.object({
    kind: z.literal("changed"),
    what: z.enum(["tile", "folder", "category", "source", "portal"]),
    named: namedSchema.nullable(),
    field: z.string(),
    before: z.string().nullable(),
    after: z.string().nullable(),
  }),
  z.object({
    kind: z.literal("moved"),
    what: z.enum(["tile", "folder", "category"]),
    named: namedSchema,
    from: positionSchema,
    to: positionSchema,
  }),
]);
export type ConfigurationChange = z.output<typeof configurationChangeSchema>;

export const configurationDifferenceSchema = z.array(configurationChangeSchema);
export type ConfigurationDifference = z.output<typeof configurationDifferenceSchema>;

/** What leads from one document to the other, in the order in which a person would tell it. Moves name only what was moved, not what gave way. */
export function differenceOf(before: PortalConfiguration, after: PortalConfiguration): ConfigurationDifference {
  // Replaced by its owner.
  return before === after ? [] : [];
}
