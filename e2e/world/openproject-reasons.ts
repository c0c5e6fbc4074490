import type { OpActivity } from "./openproject-model.ts";

const byProperty = {
  status: "processed",
  priority: "prioritized",
  dueDate: "scheduled",
  assignee: "subscribed",
  responsible: "subscribed",
  subject: "subscribed",
  description: "subscribed",
} as const;

/**
 * Why an account is told of a journal entry; the closest relation wins, and a person is told once per entry. Somebody who
 * only follows hears of what happened itself, not of every field.
 */
export function reasonFor(activity: OpActivity, self: ReadonlySet<number>, isMentioned: boolean): string | null {
  const { workPackage } = activity;
  if (isMentioned) return "mentioned";
  if (workPackage.assignee !== null && self.has(workPackage.assignee.id)) return "assigned";
  if (workPackage.responsible !== null && self.has(workPackage.responsible.id)) return "responsible";
  if ([...workPackage.watchers].some((id) => self.has(id))) return "watched";
  const isAuthor = self.has(workPackage.author.id);
  if (!isAuthor) return null;
  if (activity.comment !== "") return "commented";
  const first = activity.details[0];
  return first === undefined ? "created" : byProperty[first.property];
}
