import { z } from "zod";
import { actorSchema } from "./admin-audit.ts";
import { draftSchema } from "./admin-draft.ts";
import { endpoint } from "./endpoint.ts";
import { languageSchema } from "./localized.ts";
import { portalConfigurationSchema } from "./portal-configuration.ts";
import { appearanceSchema } from "./preferences.ts";

/** What the linter looks for. Errors stop a publication, warnings ask. */
export const lintRuleSchema = z.enum([
  "missing_language",
  "duplicate_name",
  "low_contrast",
  "plain_http",
  "unreachable_link",
  "unchecked_link",
  "invisible_tile",
  "unplaced_tile",
  "missing_alternative_text",
  "not_frameable",
  "own_origin_frame",
  "empty_folder",
  "empty_category",
  "missing_picture",
  "unknown_group",
  "broken_reference",
  "broken_source",
]);
export type LintRule = z.output<typeof lintRuleSchema>;

/** One thing to look at: where (`tiles/mail`, `portal/branding`, …), which rule, and the facts that the sentence names. */
export const lintFindingSchema = z.object({
  /** The same for the same finding, so that a warning can be accepted by it. */
  id: z.string(),
  rule: lintRuleSchema,
  severity: z.enum(["error", "warning"]),
  path: z.string(),
  /** Such as `{ language: "en", field: "name" }`, `{ ratio: "2.1" }`, `{ other: "calendar" }`, `{ address, status }`. */
  facts: z.record(z.string(), z.string()),
});
export type LintFinding = z.output<typeof lintFindingSchema>;

/** What the linter says of the draft, errors first. */
export const lintDraft = endpoint({
  method: "GET",
  path: "/api/admin/lint",
  scope: "admin",
  activity: false,
  reply: z.object({ version: z.int(), findings: z.array(lintFindingSchema) }),
});

/** As large as the database counts: a larger one is a mistake of whoever asks. */
const versionNumber = z.coerce.number().int().positive().max(2_147_483_647);

/** One published version, as the history lists it. */
export const versionSummarySchema = z.object({
  version: z.int(),
  publishedAt: z.iso.datetime(),
  actor: actorSchema,
  note: z.string(),
  /** The version whose document this one brought back, or `null`. */
  rolledBackFrom: z.int().nullable(),
  /** Where an applied file says that it comes from, or `null`. */
  origin: z.string().nullable(),
});
export type VersionSummary = z.output<typeof versionSummarySchema>;

/**
 * Makes the draft the version in force, in one transaction with its audit row. 422 `not_publishable` with `issues` (path:
 * where, message: the rule) for errors, and for warnings that are not among `accepted`; 412 when the draft changed since.
 */
export const publishDraft = endpoint({
  method: "POST",
  path: "/api/admin/publish",
  scope: "admin",
  activity: true,
  isFresh: true,
  ifMatch: true,
  body: z.strictObject({
    note: z.string().trim().min(1).max(500),
    /** Ids of findings that the administrator has seen. */
    accepted: z.array(z.string().max(300)).max(20_000),
  }),
  /** A large portal that just moved in has several warnings for each of its tiles. */
  mostBytes: 2_000_000,
  reply: draftSchema,
});

/** Versions, newest first, 30 at a time. `version` is the one in force; for `If-Match` of a roll back. */
export const readVersions = endpoint({
  method: "GET",
  path: "/api/admin/versions",
  scope: "admin",
  activity: false,
  query: z.strictObject({ before: versionNumber.optional() }),
  reply: z.object({ version: z.int(), versions: z.array(versionSummarySchema), next: z.int().nullable() }),
});

/** One version with its whole document. */
export const readVersion = endpoint({
  method: "GET",
  path: "/api/admin/versions/:version",
  scope: "admin",
  activity: false,
  params: z.strictObject({ version: versionNumber }),
  reply: versionSummarySchema.extend({ document: portalConfigurationSchema }),
});

/**
 * Publishes the document of an older version anew, with its audit row. `If-Match` is the version in force. Changes in the
 * draft are kept and stand on the new version; what no longer fits is marked as dropped. `version` of the reply is the new one.
 */
export const rollBack = endpoint({
  method: "POST",
  path: "/api/admin/versions/:version/restore",
  scope: "admin",
  activity: true,
  isFresh: true,
  ifMatch: true,
  params: z.strictObject({ version: versionNumber }),
  body: z.strictObject({ note: z.string().trim().min(1).max(500) }),
  reply: versionSummarySchema,
});

/**
 * The real start page of the draft (or of a version), drawn by the server for a set of groups or for nobody: an HTML page
 * without scripts, for a frame of the admin area alone (`sandbox="allow-same-origin"`).
 */
export const previewPath = "/admin/preview-page";
export const previewQuery = z.strictObject({
  /** `draft` or the number of a version. */
  of: z.literal("draft").or(versionNumber).default("draft"),
  group: z.array(z.string().max(200)).max(100).or(z.string().max(200)).optional(),
  /** Shown as to somebody without a session; groups are then without effect. */
  anonymous: z.enum(["yes", "no"]).default("no"),
  language: languageSchema.default("de"),
  appearance: appearanceSchema.default("light"),
});

/** Names of groups for pickers: seen in sign-ins, or used in the configuration; with how many people were seen with each, and when. */
export const readGroups = endpoint({
  method: "GET",
  path: "/api/admin/groups",
  scope: "admin",
  activity: false,
  reply: z.object({
    at: z.iso.datetime(),
    /** All people who were seen in the last 90 days. */
    people: z.int(),
    groups: z.array(z.object({ name: z.string(), people: z.int(), isConfigured: z.boolean() })),
  }),
});
