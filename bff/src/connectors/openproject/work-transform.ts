import type { WorkStatus } from "@pforte/shared/contract/work";
import type { NativeWorkItem } from "#connectors/kit/work.ts";
import { plainText } from "#connectors/kit/plain-text.ts";
import { idOf, workPackageAddress } from "./links.ts";
import { titleOf } from "./notification-transform.ts";
import type { WorkPackage } from "./schema.ts";

/** A work package as the portal shows it. `isClosed` where the list says so already: it holds open ones only. */
export function workItemOf(workPackage: WorkPackage, web: string, isClosed = false): NativeWorkItem {
  const { id, subject, percentageDone, _links: links } = workPackage;
  return {
    id: String(id),
    reference: String(id),
    title: plainText(subject) || `#${id}`,
    kind: titleOf(links.type) ?? "",
    project: titleOf(links.project) ?? "",
    status: statusOf(workPackage, isClosed),
    priority: titleOf(links.priority),
    dueOn: workPackage.dueDate ?? workPackage.date ?? null,
    startOn: workPackage.startDate ?? null,
    percentDone: percentageDone == null ? null : Math.round(percentageDone),
    changedAt: new Date(workPackage.updatedAt).toISOString(),
    href: workPackageAddress(web, String(id)),
    version: String(workPackage.lockVersion),
    canChangeStatus: links.updateImmediately !== undefined && links.updateImmediately !== null,
  };
}

function statusOf({ _embedded: embedded, _links: links }: WorkPackage, isClosed: boolean): WorkStatus {
  const linked = idOf(links.status);
  const whole = embedded?.status;
  // What is embedded counts only where it is what the link means.
  const isSame = whole != null && String(whole.id) === linked;
  return {
    id: linked ?? "",
    name: titleOf(links.status) ?? (isSame ? plainText(whole.name) : ""),
    isClosed: (isSame ? whole.isClosed : null) ?? isClosed,
  };
}
