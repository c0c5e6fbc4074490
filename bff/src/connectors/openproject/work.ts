import type { WorkStatus } from "@pforte/shared/contract/work";
import type { CallContext } from "#connectors/kit/connector.ts";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import type { NativeWorkList, StatusOutcome, WorkSource } from "#connectors/kit/work.ts";
import { plainText } from "#connectors/kit/plain-text.ts";
import { allStatuses, editForm, newest, openWorkPackages } from "./client.ts";
import { idOf } from "./links.ts";
import { titleOf } from "./notification-transform.ts";
import { readEach } from "./read-each.ts";
import { workPackageSchema } from "./schema.ts";
import { changeStatus, type Place } from "./status-change.ts";
import { workItemOf } from "./work-transform.ts";

/** A page of more would not fit into what one reply may weigh: descriptions come along. */
const mostListed = 100;

/** What the person, or a group of theirs, has to do. */
export function openprojectWork(place: Place): WorkSource {
  return {
    async mine(call, limit): Promise<NativeWorkList> {
      const { total, _embedded } = await openWorkPackages(call, Math.min(limit, mostListed));
      const { items, dropped } = readEach(call, _embedded.elements, workPackageSchema);
      return {
        items: items.map((item) => workItemOf(item, place.web)).toSorted(byDueDay),
        open: total,
        isCapped: total > _embedded.elements.length,
        dropped,
      };
    },
    mark: async (call) => newest(call, "work"),
    nextStatuses,
    setStatus: async (call, change): Promise<StatusOutcome> => changeStatus(call, place, change),
  };
}

function byDueDay(one: { readonly dueOn: string | null }, other: { readonly dueOn: string | null }): number {
  if (one.dueOn === other.dueOn) return 0;
  if (one.dueOn === null || other.dueOn === null) return one.dueOn === null ? 1 : -1;
  return one.dueOn < other.dueOn ? -1 : 1;
}

async function nextStatuses(call: CallContext, id: string) {
  if (!/^\d{1,18}$/u.test(id)) throw new UpstreamError("not_found", "There is no work package of this name.");
  const { payload, schema } = (await editForm(call, id))._embedded;
  const version = String(payload.lockVersion);
  if (schema.status == null || schema.status.writable === false) return { version, statuses: [] };
  const embedded = schema.status._embedded?.allowedValues;
  if (embedded !== undefined) {
    return { version, statuses: embedded.map((each) => statusOf(each.id, each.name, each.isClosed)) };
  }
  const links = schema.status._links?.allowedValues ?? [];
  const isClosed = new Map((await allStatuses(call)).map((each) => [String(each.id), each.isClosed === true]));
  const statuses = links.flatMap((link) => {
    const status = idOf(link);
    return status === null ? [] : [statusOf(status, titleOf(link) ?? `#${status}`, isClosed.get(status))];
  });
  return { version, statuses };
}

const statusOf = (id: number | string, name: string, isClosed: boolean | null | undefined): WorkStatus => ({
  id: String(id),
  name: plainText(name),
  isClosed: isClosed === true,
});
