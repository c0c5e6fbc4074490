import type { z } from "zod";
import type { CallContext } from "#connectors/kit/connector.ts";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import { path, type UpstreamPath } from "#connectors/kit/upstream-path.ts";
import type { UpstreamRequest } from "#connectors/kit/upstream-http.ts";
import { openprojectRefusal } from "./refusal.ts";
import {
  collectionSchema,
  formSchema,
  type JournalEntry,
  journalEntrySchema,
  journalSchema,
  newestSchema,
  rootSchema,
  statusesSchema,
  userSchema,
  type WorkPackage,
  workPackageSchema,
} from "./schema.ts";

/** A filter of the API: name, operator, values. */
type Filter = readonly [name: string, operator: string, values: readonly string[]];

const filters = (...conditions: readonly Filter[]) =>
  JSON.stringify(conditions.map(([name, operator, values]) => ({ [name]: { operator, values } })));

async function ask<S extends z.ZodType>(
  call: CallContext,
  to: UpstreamPath,
  schema: S,
  request: UpstreamRequest = {},
): Promise<z.output<S>> {
  return call.http.json(to, schema, {
    ...request,
    // What happened is told in words, in the language that is asked for.
    headers: { ...request.headers, accept: "application/hal+json", "accept-language": call.person.locale },
    refusal: openprojectRefusal,
  });
}

const unread = filters(["readIAN", "=", ["f"]]);
const newestFirst = JSON.stringify([["id", "desc"]]);

/** The newest unread notifications and how many there are in all. */
export async function unreadNotifications(call: CallContext, pageSize: number) {
  const query = { filters: unread, sortBy: newestFirst, pageSize: String(pageSize) };
  return ask(call, path`/api/v3/notifications`, collectionSchema, { query });
}

/** Marks notifications as read or unread in one call; those that are not there any more do not matter. */
export async function markNotifications(call: CallContext, ids: readonly string[], isRead: boolean): Promise<void> {
  const to = isRead ? path`/api/v3/notifications/read_ian` : path`/api/v3/notifications/unread_ian`;
  await call.http.send(to, {
    method: "POST",
    query: { filters: filters(["id", "=", ids]) },
    // Without a body there is no content type, and without a content type the answer is 406.
    body: {},
    refusal: openprojectRefusal,
  });
}

// Without filters of its own a list shows open ones only; named, it says what it means.
const mine = filters(["assigneeOrGroup", "=", ["me"]], ["status", "o", []]);

/** The person's open work packages, also those of their groups, by due day. */
export async function openWorkPackages(call: CallContext, pageSize: number) {
  const query = { filters: mine, sortBy: JSON.stringify([["dueDate", "asc"]]), pageSize: String(pageSize) };
  return ask(call, path`/api/v3/work_packages`, collectionSchema, { query });
}

/**
 * How many there are and which is the newest: what differs when anything was added, changed or taken away. The count alone
 * (`pageSize=0`) would miss one that was read while another came.
 */
export async function newest(call: CallContext, of: "notifications" | "work"): Promise<string> {
  const isWork = of === "work";
  const { total, _embedded } = await ask(
    call,
    isWork ? path`/api/v3/work_packages` : path`/api/v3/notifications`,
    collectionSchema,
    {
      query: {
        filters: isWork ? mine : unread,
        sortBy: isWork ? JSON.stringify([["updatedAt", "desc"]]) : newestFirst,
        pageSize: "1",
      },
    },
  );
  const first = newestSchema.safeParse(_embedded.elements[0]);
  return first.success ? `${total}:${first.data.id}:${first.data.updatedAt ?? ""}` : String(total);
}

export async function workPackage(call: CallContext, id: string): Promise<WorkPackage> {
  return ask(call, path`/api/v3/work_packages/${id}`, workPackageSchema);
}

/** Which statuses may follow. Changes nothing, although it is a POST. */
export async function editForm(call: CallContext, id: string) {
  const request: UpstreamRequest = { method: "POST", body: {}, isRead: true };
  return ask(call, path`/api/v3/work_packages/${id}/form`, formSchema, request);
}

/** Sets a status on exactly this version; null where it has another one by now. */
export async function patchStatus(
  call: CallContext,
  id: string,
  change: { readonly statusHref: string; readonly lockVersion: number },
): Promise<WorkPackage | null> {
  const body = { lockVersion: change.lockVersion, _links: { status: { href: change.statusHref } } };
  try {
    return await ask(call, path`/api/v3/work_packages/${id}`, workPackageSchema, { method: "PATCH", body });
  } catch (error) {
    if (error instanceof UpstreamError && error.status === 409) return null;
    throw error;
  }
}

/** Every status that there is. */
export async function allStatuses(call: CallContext) {
  return (await ask(call, path`/api/v3/statuses`, statusesSchema))._embedded.elements;
}

/** The journal, oldest first; what cannot be read of it is left out. */
export async function journal(call: CallContext, id: string): Promise<readonly JournalEntry[]> {
  const { _embedded } = await ask(call, path`/api/v3/work_packages/${id}/activities`, journalSchema);
  return _embedded.elements.flatMap((entry) => {
    const parsed = journalEntrySchema.safeParse(entry);
    return parsed.success ? [parsed.data] : [];
  });
}

/** The person's own number. */
export async function ownId(call: CallContext): Promise<number> {
  return (await ask(call, path`/api/v3/users/me`, userSchema)).id;
}

/** The release, where the account may know it. */
export async function version(call: CallContext): Promise<string | null> {
  return (await ask(call, path`/api/v3`, rootSchema)).coreVersion ?? null;
}
