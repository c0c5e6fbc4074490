import type { NativeWorkItem } from "#connectors/kit/work.ts";
import { plainText } from "#connectors/kit/plain-text.ts";
import type { Task } from "./schema.ts";

/** A task in the portal's words. */
export function workItemOf(task: Task, web: string): NativeWorkItem {
  return {
    id: String(task.id),
    reference: String(task.id),
    title: plainText(task.title),
    kind: "task",
    project: plainText(task.list),
    status: { id: "open", name: "open", isClosed: false },
    priority: null,
    dueOn: task.due,
    startOn: null,
    percentDone: null,
    changedAt: new Date(task.changed).toISOString(),
    // Built on the address of the browser, never taken from a reply.
    href: new URL(`/tasks/${task.id}`, web).href,
    version: task.changed,
    canChangeStatus: false,
  };
}
