import { z } from "zod";
import { endpoint } from "./endpoint.ts";

/** Who did it: a person by issuer and subject with the name at that time, an operator at the console, or the portal itself. */
export const actorSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("person"), issuer: z.string(), subject: z.string(), name: z.string() }),
  z.object({ kind: z.literal("operator"), name: z.string() }),
  z.object({ kind: z.literal("portal") }),
]);
export type Actor = z.output<typeof actorSchema>;

/** What can be found in the audit. */
export const auditActionSchema = z.enum([
  "draft.changed",
  "draft.discarded",
  "configuration.published",
  "configuration.rolled_back",
  "configuration.applied",
  "announcement.changed",
  "announcement.removed",
  "announcement.proof_read",
  "maintenance.changed",
  "maintenance.removed",
  "source.switched",
  "picture.uploaded",
  "person.looked_up",
  "person.sessions_ended",
  "person.exported",
  "person.erased",
  "session.signed_in",
  "session.sign_in_failed",
  "session.signed_out",
  "role.denied",
]);
export type AuditAction = z.output<typeof auditActionSchema>;

/** One row; `hash` is SHA-256 over the row and the hash of the row before it, hex, so that nothing can be taken out unseen. */
export const auditEntrySchema = z.object({
  sequence: z.int(),
  at: z.iso.datetime(),
  actor: actorSchema,
  action: auditActionSchema,
  /** What it is about, such as `tiles/mail` or `announcements/move`; `null` where it is the whole. */
  target: z.string().nullable(),
  before: z.unknown(),
  after: z.unknown(),
  requestId: z.string().nullable(),
  hash: z.string(),
});
export type AuditEntry = z.output<typeof auditEntrySchema>;

const filters = {
  action: z.array(auditActionSchema).max(20).or(auditActionSchema).optional(),
  actor: z.string().max(200).optional(),
  target: z.string().max(200).optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
};

/** Rows, newest first, 50 at a time; `before` is the `next` of the page before. `isIntact` tells whether the chain of this page holds. */
export const readAudit = endpoint({
  method: "GET",
  path: "/api/admin/audit",
  scope: "admin",
  activity: false,
  query: z.strictObject({ ...filters, before: z.coerce.number().int().positive().optional() }),
  reply: z.object({ entries: z.array(auditEntrySchema), next: z.int().nullable(), isIntact: z.boolean() }),
});

/** A download of all rows that pass the filters of `readAudit`, as JSON lines (one entry a line), oldest first. */
export const auditExportPath = "/admin/audit.jsonl";
export const auditExportQuery = z.strictObject(filters);
