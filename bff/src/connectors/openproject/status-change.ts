import type { CallContext } from "#connectors/kit/connector.ts";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import type { NativeWorkItem, StatusOutcome } from "#connectors/kit/work.ts";
import { allStatuses, journal, ownId, patchStatus, workPackage } from "./client.ts";
import { idOf } from "./links.ts";
import { titleOf } from "./notification-transform.ts";
import type { WorkPackage } from "./schema.ts";
import { workItemOf } from "./work-transform.ts";

/** Where this OpenProject lies: the address for people, and the path before `/api` that its links have. */
export interface Place {
  readonly web: string;
  readonly prefix: string;
}

interface StatusChange {
  readonly id: string;
  readonly status: string;
  readonly version: string;
}

/**
 * Sets a status on the version that the person saw. The tool takes it only there, which makes it safe to repeat: after a
 * lost reply the version has moved on and the status is the wanted one, so that nothing is written again.
 */
export async function changeStatus(
  call: CallContext,
  { web, prefix }: Place,
  change: StatusChange,
): Promise<StatusOutcome> {
  const lockVersion = Number(change.version);
  const isMeaningful = [change.id, change.status, change.version].every((part) => /^\d{1,15}$/u.test(part));
  if (!isMeaningful) return { state: "refused", item: null };
  const statusHref = `${prefix}/api/v3/statuses/${change.status}`;
  try {
    const changed = await patchStatus(call, change.id, { statusHref, lockVersion });
    if (changed !== null) return { state: "applied", item: await wholeItem(call, changed, web) };
    return await afterConflict(call, web, change);
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    // It is not there any more, may not be changed, or cannot go there from where it is.
    if (error.reason === "not_found" && error.code !== "needs_first_login") return { state: "refused", item: null };
    const isRefusal = error.status === 422 || (error.status === 403 && error.code === "MissingPermission");
    if (!isRefusal) throw error;
    return { state: "refused", item: await wholeItem(call, await workPackage(call, change.id), web) };
  }
}

/** Somebody was faster: the person by this very change, whose reply was lost, or another change. */
async function afterConflict(call: CallContext, web: string, change: StatusChange): Promise<StatusOutcome> {
  const now = await workPackage(call, change.id);
  const item = await wholeItem(call, now, web);
  if (idOf(now._links.status) === change.status) return { state: "applied", item };
  return { state: "overtaken", item, ...(await whoseChange(call, change.id)) };
}

/**
 * Whose the newest change is. A journal that is too long to be read, or not for this person, keeps nobody from being told
 * that they were overtaken.
 */
async function whoseChange(call: CallContext, id: string): Promise<{ by: string | null; ownAt?: string | null }> {
  try {
    const [entries, self] = await Promise.all([journal(call, id), ownId(call)]);
    // A comment takes no part in this: it changes no version.
    const last = entries.findLast((entry) => (entry.details ?? []).length > 0);
    if (last === undefined) return { by: null };
    const { user } = last._links;
    // Changes that one person makes within minutes share an entry, whose beginning says nothing of the last of them.
    const at = new Date(last.updatedAt ?? last.createdAt).toISOString();
    return { by: titleOf(user), ownAt: idOf(user) === String(self) ? at : null };
  } catch (error) {
    if (error instanceof UpstreamError && unreadable.has(error.reason)) return { by: null };
    throw error;
  }
}

const unreadable: ReadonlySet<string> = new Set(["bad_response", "forbidden", "not_found"]);

/** With the status said to be closed or not, which a link alone does not tell; nothing that is done waits for that. */
async function wholeItem(call: CallContext, of: WorkPackage, web: string): Promise<NativeWorkItem> {
  const item = workItemOf(of, web);
  if (of._embedded?.status?.isClosed != null) return item;
  try {
    const status = (await allStatuses(call)).find((each) => String(each.id) === item.status.id);
    return workItemOf(of, web, status?.isClosed === true);
  } catch (error) {
    if (error instanceof UpstreamError) return item;
    throw error;
  }
}
