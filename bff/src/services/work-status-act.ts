import { workItemSchema, workStatusSchema } from "@pforte/shared/contract/work";
import { z } from "zod";
import type { StatusOutcome } from "#connectors/kit/work.ts";
import type { Outbox, OutboxResult, OutboxTask } from "./outbox.ts";

/** The kind of the act that sets a status. */
export const workStatusAct = "work.status";

/** What is kept of the act until it is carried out. */
export const statusPayloadSchema = z.object({
  /** In the tool's ids. */
  item: z.string(),
  status: workStatusSchema,
  /** The state that the person saw. */
  version: z.string(),
});
type StatusPayload = z.output<typeof statusPayloadSchema>;

/** What became of it: the item as it was then, and who was faster. */
export const statusDetailSchema = z.object({
  item: workItemSchema.omit({ source: true, pendingStatus: true }).nullable(),
  by: z.string().nullable(),
});

/** Registers who carries the act out. */
export function handleWorkStatus(outbox: Pick<Outbox, "handle">): void {
  outbox.handle(workStatusAct, statusPayloadSchema, carryOut, ["work", "notifications"]);
}

async function carryOut({
  call,
  source,
  payload,
  submittedAt,
  applied,
}: OutboxTask<StatusPayload>): Promise<OutboxResult> {
  const work = source.live.connection.connector.work;
  if (work?.setStatus === undefined) return { state: "refused" };
  const { item: id, status } = payload;
  const set = async (version: string) => work.setStatus?.(call, { id, status: status.id, version }) ?? null;
  // Two changes in a row, the second made before the first was through, do not overtake each other.
  const earlier = statusDetailSchema.safeParse(applied);
  const first = await set((earlier.success ? earlier.data.item?.version : undefined) ?? payload.version);
  const outcome = first !== null && isOwnAndOlder(first, submittedAt) ? await set(first.item.version) : first;
  if (outcome === null) return { state: "refused" };
  const by = outcome.state === "overtaken" ? outcome.by : null;
  return { state: outcome.state, detail: { item: outcome.item, by } };
}

/** Clocks of portal and tool may differ by this much; nobody changes the same thing in both within it. */
const clockMilliseconds = 1000;

/**
 * What the person changed themself before they meant this does not overtake it: an earlier act of theirs whose reply was
 * lost, or what they did in the tool while the page still showed the old state. What they did there afterwards does.
 */
function isOwnAndOlder(
  outcome: StatusOutcome,
  submittedAt: Date,
): outcome is Extract<StatusOutcome, { state: "overtaken" }> {
  if (outcome.state !== "overtaken" || outcome.ownAt == null) return false;
  return Date.parse(outcome.ownAt) <= submittedAt.getTime() + clockMilliseconds;
}
