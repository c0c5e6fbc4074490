import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { sourceOutcomeSchema } from "./source-outcome.ts";

/** What a file is, for its mark and its drawn preview. */
export const fileKindSchema = z.enum([
  "text",
  "sheet",
  "slides",
  "pdf",
  "image",
  "video",
  "audio",
  "archive",
  "folder",
  "other",
]);
export type FileKind = z.output<typeof fileKindSchema>;

/** A file as its person sees it. `id` is unique across sources: `<source>:<native id>`. */
export const fileEntrySchema = z.object({
  id: z.string(),
  source: z.string(),
  name: z.string(),
  kind: fileKindSchema,
  /** The folder that it lies in, as the person reads it; empty for the top. */
  place: z.string(),
  size: z.number().int().nonnegative().nullable(),
  changedAt: z.iso.datetime(),
  changedBy: z.string().nullable(),
  isFavourite: z.boolean(),
  sharedBy: z.string().nullable(),
  /** Opens it in the tool's editor or viewer. */
  href: z.string().nullable(),
  /** Opens the folder that it lies in. */
  folderHref: z.string().nullable(),
  /** Paths of the portal; `null` where there is none. */
  preview: z.string().nullable(),
  download: z.string().nullable(),
});
export type FileEntry = z.output<typeof fileEntrySchema>;

export const fileListSchema = z.object({
  files: z.array(fileEntrySchema),
  /** Sources that take uploads, with the folder where they go by default. */
  uploads: z.array(z.object({ source: z.string(), folder: z.string() })),
  sources: z.array(sourceOutcomeSchema),
});
export type FileList = z.output<typeof fileListSchema>;

/** The signed-in person's files: the newest, their favourites, or what others shared with them. Always 200. */
export const listFiles = endpoint({
  method: "GET",
  path: "/api/files",
  scope: "person",
  activity: false,
  query: z.strictObject({
    view: z.enum(["recent", "favourites", "shared"]).default("recent"),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  reply: fileListSchema,
});

/** Files whose name contains the term. Always 200. */
export const searchFiles = endpoint({
  method: "GET",
  path: "/api/files/search",
  scope: "person",
  activity: false,
  query: z.strictObject({
    term: z.string().trim().min(2).max(100),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  reply: fileListSchema,
});

/** What the portal asks when a file of this name is there already. */
export const existingFileSchema = z.object({
  name: z.string(),
  place: z.string(),
  size: z.number().int().nonnegative().nullable(),
  changedAt: z.iso.datetime(),
  changedBy: z.string().nullable(),
});

export type ExistingFile = z.output<typeof existingFileSchema>;

/** Why an upload cannot go on as asked. */
export const uploadProblemSchema = z.discriminatedUnion("state", [
  z.object({ state: z.literal("conflict"), existing: existingFileSchema.nullable() }),
  z.object({ state: z.literal("too_large"), limit: z.number().int().positive() }),
  z.object({ state: z.literal("quota"), free: z.number().int().nonnegative().nullable() }),
  z.object({ state: z.literal("forbidden") }),
  z.object({ state: z.literal("locked") }),
  z.object({ state: z.literal("folder_missing") }),
  z.object({ state: z.literal("name_refused") }),
]);
export type UploadProblem = z.output<typeof uploadProblemSchema>;

/**
 * Begins an upload. `upload` is an opaque name for it that only its person can use, on every replica; the bytes follow
 * in parts of `partBytes` by `PUT uploadPartPath`.
 */
export const beginUpload = endpoint({
  method: "POST",
  path: "/api/files/uploads",
  scope: "person",
  activity: true,
  body: z.strictObject({
    source: z.string().min(1).max(60),
    /** Empty for the top. */
    folder: z.string().max(1000),
    name: z.string().min(1).max(250),
    size: z.number().int().nonnegative(),
    /** When the file was changed on the person's computer. */
    changedAt: z.iso.datetime().nullable(),
    ifExists: z.enum(["ask", "replace", "keep_both"]),
  }),
  reply: z.discriminatedUnion("state", [
    z.object({ state: z.literal("ready"), upload: z.string(), partBytes: z.number().int().positive() }),
    ...uploadProblemSchema.options,
  ]),
});

/**
 * Where the bytes of a part go (`application/octet-stream`, streamed, with their Content-Length): `?upload=<name>&part=<from
 * 1>`. Answers 204, or 200 with an `UploadProblem`. An empty file has no part, or one without bytes.
 */
export const uploadPartPath = "/api/files/uploads/part";

/** Puts the parts together. Repeating it after a lost reply changes nothing. */
export const finishUpload = endpoint({
  method: "POST",
  path: "/api/files/uploads/finish",
  scope: "person",
  activity: true,
  body: z.strictObject({ upload: z.string().min(1).max(6000) }),
  reply: z.discriminatedUnion("state", [
    z.object({ state: z.literal("stored"), file: fileEntrySchema }),
    ...uploadProblemSchema.options,
  ]),
});

/** Gives an upload up; what has arrived is thrown away. */
export const abortUpload = endpoint({
  method: "POST",
  path: "/api/files/uploads/abort",
  scope: "person",
  activity: true,
  body: z.strictObject({ upload: z.string().min(1).max(6000) }),
  reply: z.object({}),
});

/** Marks a file as a favourite in its tool, or no longer. */
export const setFavourite = endpoint({
  method: "POST",
  path: "/api/files/favourite",
  scope: "person",
  activity: true,
  body: z.strictObject({ file: z.string().min(1).max(600), isFavourite: z.boolean() }),
  reply: z.object({}),
});
