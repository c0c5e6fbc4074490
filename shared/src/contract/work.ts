import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { sourceOutcomeSchema } from "./source-outcome.ts";
import { intentOutcomeSchema } from "./inbox.ts";

/** A status as the tool names it. */
export const workStatusSchema = z.object({ id: z.string(), name: z.string(), isClosed: z.boolean() });
export type WorkStatus = z.output<typeof workStatusSchema>;

/** Something to be done. `id` is unique across sources: `<source>:<native id>`. */
export const workItemSchema = z.object({
  id: z.string(),
  source: z.string(),
  /** The number that people call it by, such as `4711`. */
  reference: z.string(),
  title: z.string(),
  kind: z.string(),
  project: z.string(),
  status: workStatusSchema,
  priority: z.string().nullable(),
  /** A calendar day (RFC 3339 full-date), no instant. */
  dueOn: z.iso.date().nullable(),
  startOn: z.iso.date().nullable(),
  percentDone: z.number().int().min(0).max(100).nullable(),
  changedAt: z.iso.datetime(),
  href: z.string().nullable(),
  /** Opaque; names the state that the person saw, so that a change made meanwhile is noticed. */
  version: z.string(),
  canChangeStatus: z.boolean(),
  /** The status that was acknowledged and waits to be set. */
  pendingStatus: workStatusSchema.nullable(),
});
export type WorkItem = z.output<typeof workItemSchema>;

export const workListSchema = z.object({
  /** Sorted by due day, without one last. */
  items: z.array(workItemSchema),
  counts: z.array(
    z.object({ source: z.string(), open: z.number().int().nonnegative().nullable(), isCapped: z.boolean() }),
  ),
  sources: z.array(sourceOutcomeSchema),
});
export type WorkList = z.output<typeof workListSchema>;

/** What the signed-in person has to do, over all sources. Always 200. */
export const listWork = endpoint({
  method: "GET",
  path: "/api/work",
  scope: "person",
  activity: false,
  query: z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(100) }),
  reply: workListSchema,
});

/** The states that an item may go to next, with the version that they hold for. */
export const listNextStatuses = endpoint({
  method: "GET",
  path: "/api/work/statuses",
  scope: "person",
  activity: false,
  query: z.strictObject({ item: z.string().min(1).max(300) }),
  reply: z.object({ version: z.string(), statuses: z.array(workStatusSchema) }),
});

/** Sets a status. `overtaken` comes with the item as it is now; nothing was changed then. Repeating an `id` changes nothing. */
export const setWorkStatus = endpoint({
  method: "POST",
  path: "/api/work/status",
  scope: "person",
  activity: true,
  body: z.strictObject({
    id: z.uuid(),
    item: z.string().min(1).max(300),
    status: z.string().min(1).max(100),
    version: z.string().min(1).max(100),
    /** How the page showed the status, for showing it again while it waits. */
    shown: z.strictObject({ name: z.string().max(300), isClosed: z.boolean() }).optional(),
  }),
  reply: z.object({
    outcome: intentOutcomeSchema,
    item: workItemSchema.nullable(),
    /** Who changed it meanwhile, where the tool says so. */
    overtakenBy: z.string().nullable(),
  }),
});
