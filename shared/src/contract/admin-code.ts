import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { configurationDifferenceSchema } from "../configuration/difference.ts";

/** The published configuration as YAML, a download: `GET /admin/configuration.yaml`. Its JSON Schema: `/schemas/configuration.json`. */
export const configurationExportPath = "/admin/configuration.yaml";
export const configurationSchemaPath = "/schemas/configuration.json";

/** One mistake of a file; line and column are 1-based, `null` where it is about the whole. */
export const fileProblemSchema = z.object({
  line: z.int().nullable(),
  column: z.int().nullable(),
  path: z.string(),
  message: z.string(),
});
export type FileProblem = z.output<typeof fileProblemSchema>;

const text = z.string().max(8_000_000);
/** Pictures come with a file; as JSON it is a little longer than its text. */
const mostBytes = 9_000_000;

/** What a file would change, or everything that is wrong in it. */
export const planFile = endpoint({
  method: "POST",
  path: "/api/admin/file/plan",
  scope: "admin",
  activity: true,
  mostBytes,
  body: z.strictObject({ text }),
  reply: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("problems"), problems: z.array(fileProblemSchema) }),
    z.object({
      kind: z.literal("plan"),
      /** The version in force that it would change; for `If-Match` of `applyFile`. */
      version: z.int(),
      origin: z.string().nullable(),
      difference: configurationDifferenceSchema,
    }),
  ]),
});

/** Publishes what the file says, in one transaction; a file that changes nothing publishes nothing. 400 with `issues` for mistakes. */
export const applyFile = endpoint({
  method: "POST",
  path: "/api/admin/file/apply",
  scope: "admin",
  activity: true,
  isFresh: true,
  ifMatch: true,
  mostBytes,
  body: z.strictObject({ text, note: z.string().trim().min(1).max(500) }),
  reply: z.object({ version: z.int(), isChanged: z.boolean() }),
});

/** What is published and differs from what the file last said, and what it keeps. `null` where no file keeps anything. */
export const readDrift = endpoint({
  method: "GET",
  path: "/api/admin/file/drift",
  scope: "admin",
  activity: false,
  reply: z.object({ origin: z.string().nullable(), drift: configurationDifferenceSchema.nullable() }),
});
