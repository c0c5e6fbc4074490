import { z } from "zod";
import {
  categorySchema,
  folderSchema,
  portalIdentitySchema,
  sourceSchema,
  tileSchema,
  uploadedPictureSchema,
} from "./portal-configuration.ts";

/**
 * The configuration as a YAML file. Sections that are missing stay as they are. With `manages: all` a section that is there
 * is the whole truth of that section; with `listed` it adds and replaces what it names by key and leaves the rest alone.
 * Where `origin` is given, what the file says is locked in the browser from then on, with this as where it comes from.
 */
export const configurationFileSchema = z.strictObject({
  format: z.literal("pforte/1"),
  origin: z.string().trim().min(1).max(300).optional(),
  manages: z.enum(["all", "listed"]).default("all"),
  portal: portalIdentitySchema.partial().optional(),
  categories: z.array(categorySchema).max(40).optional(),
  folders: z.array(folderSchema).max(100).optional(),
  tiles: z.array(tileSchema).max(500).optional(),
  sources: z.array(sourceSchema).max(40).optional(),
  /** Uploaded pictures that the document uses, as base64, by their name. */
  pictures: z.record(uploadedPictureSchema, z.base64().max(400_000)).optional(),
});
export type ConfigurationFile = z.output<typeof configurationFileSchema>;
