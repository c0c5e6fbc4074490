import { collectionOf, filtersOf, invalidFilter, type OpFilter, sorted, sortOf } from "./openproject-collection.ts";
import { bodyOf, hal, noContent, OpProblem } from "./openproject-http.ts";
import type { OpNotification } from "./openproject-model.ts";
import {
  activityOf,
  link,
  type OpViewer,
  principalLink,
  projectLink,
  projectOf,
  userOf,
  workPackageOf,
  workPackagePath,
} from "./openproject-represent.ts";
import type { SeenCall, StandInReply } from "./stand-in-http.ts";

const base = "/api/v3/notifications";
const knownReasons = new Set([
  "mentioned",
  "assigned",
  "responsible",
  "watched",
  "subscribed",
  "commented",
  "created",
  "processed",
  "prioritized",
  "scheduled",
  "shared",
  "reminder",
]);

/** Answers what lies below `/api/v3/notifications`; null where it is something else. */
export function answerNotifications(seen: SeenCall, viewer: OpViewer, hasDateAlerts: boolean): StandInReply | null {
  if (seen.path === base && seen.method === "GET") return hal(list(seen, viewer, hasDateAlerts));
  const bulk = /^\/api\/v3\/notifications\/(read_ian|unread_ian)$/u.exec(seen.path)?.[1];
  if (bulk !== undefined && seen.method === "POST") {
    bodyOf(seen);
    const filters = filtersOf(seen) ?? [];
    const chosen = filtered(ownOf(viewer), filters, hasDateAlerts);
    for (const notification of chosen) viewer.world.setRead(notification, bulk === "read_ian");
    return noContent;
  }
  const [, id, rest] = /^\/api\/v3\/notifications\/(\d+)(?:\/([a-z_]+(?:\/\d+)?))?$/u.exec(seen.path) ?? [];
  if (id === undefined) return null;
  const own = ownOf(viewer).find((notification) => notification.id === Number(id));
  if (own === undefined) throw missing();
  return answerOne(seen, viewer, own, rest);
}

const missing = () => new OpProblem("NotFound", "The requested resource could not be found.");

function answerOne(
  seen: SeenCall,
  viewer: OpViewer,
  own: OpNotification,
  rest: string | undefined,
): StandInReply | null {
  if (seen.method === "GET") {
    if (rest === undefined) return hal(notificationOf(own, viewer));
    const detail = /^details\/(\d+)$/u.exec(rest)?.[1];
    const found = detail === undefined ? undefined : detailsOf(own)[Number(detail)];
    if (found === undefined) throw missing();
    return hal(found);
  }
  if (seen.method !== "POST" || (rest !== "read_ian" && rest !== "unread_ian")) return null;
  bodyOf(seen);
  viewer.world.setRead(own, rest === "read_ian");
  return noContent;
}

function list(seen: SeenCall, viewer: OpViewer, hasDateAlerts: boolean): Record<string, unknown> {
  const chosen = filtered(ownOf(viewer), filtersOf(seen) ?? [], hasDateAlerts);
  const order = sortOf(seen);
  const items = sorted(chosen, order.length > 0 ? order : [["id", "desc"]], {
    id: ({ id }) => id,
    reason: ({ reason }) => reason,
    readIAN: ({ isRead }) => Number(isRead),
    project: ({ workPackage }) => workPackage.project.name,
  });
  const groupBy = seen.query.get("groupBy");
  return collectionOf(seen, items, (notification) => notificationOf(notification, viewer), {
    ...(groupBy !== null && { groups: groupsOf(items, groupBy) }),
    embedded: { detailsSchemas: ["startDate", "dueDate", "date"].map(detailSchema) },
  });
}

/** A person's own, as far as they may still see what it is about. */
function ownOf({ account, world }: OpViewer): OpNotification[] {
  return [...world.notifications.values()].filter(
    ({ recipient, workPackage }) => recipient === account && world.isVisible(workPackage, account),
  );
}

function filtered(
  items: readonly OpNotification[],
  filters: readonly OpFilter[],
  hasDateAlerts: boolean,
): OpNotification[] {
  return filters.reduce<OpNotification[]>(
    (left, filter) => {
      if (filter.operator !== "=" && filter.operator !== "!")
        throw invalidFilter(filter.name, "has an invalid operator");
      const value = valueFor(filter, hasDateAlerts);
      const isWanted = (item: OpNotification) => filter.values.includes(value(item)) === (filter.operator === "=");
      return left.filter(isWanted);
    },
    [...items],
  );
}

function valueFor({ name, values }: OpFilter, hasDateAlerts: boolean): (item: OpNotification) => string {
  switch (name) {
    case "id":
      return ({ id }) => String(id);
    case "readIAN":
      if (values.some((value) => value !== "t" && value !== "f")) throw invalidFilter(name, "has invalid values");
      return ({ isRead }) => (isRead ? "t" : "f");
    case "reason":
      // Without the licence a date alert is no value that may be asked for.
      if (values.some((value) => !knownReasons.has(value) && !(hasDateAlerts && value === "dateAlert"))) {
        throw invalidFilter(name, "has invalid values");
      }
      return ({ reason }) => reason;
    case "project":
      return ({ workPackage }) => String(workPackage.project.id);
    case "resourceId":
      return ({ workPackage }) => String(workPackage.id);
    case "resourceType":
      return () => "WorkPackage";
    default:
      throw invalidFilter(name, "does not exist.");
  }
}

function groupsOf(items: readonly OpNotification[], by: string): unknown[] {
  if (by !== "reason" && by !== "project") throw new OpProblem("InvalidQuery", `Groupby ${by} is not supported.`);
  const groups = new Map<string, OpNotification[]>();
  for (const item of items) {
    const value = by === "reason" ? item.reason : item.workPackage.project.name;
    groups.set(value, [...(groups.get(value) ?? []), item]);
  }
  return [...groups].map(([value, members]) => ({
    value,
    count: members.length,
    _links: {
      valueLink: by === "project" && members[0] !== undefined ? [projectLink(members[0].workPackage.project)] : [],
    },
  }));
}

function notificationOf(notification: OpNotification, viewer: OpViewer): Record<string, unknown> {
  const { id, actor, activity, workPackage, isRead } = notification;
  const act = isRead ? "unread_ian" : "read_ian";
  const details = detailsOf(notification);
  return {
    _type: "Notification",
    id,
    reason: notification.reason,
    readIAN: isRead,
    createdAt: notification.createdAt.toISOString(),
    updatedAt: notification.updatedAt.toISOString(),
    _embedded: {
      project: projectOf(workPackage.project),
      ...(actor !== null && { actor: userOf(actor, viewer) }),
      ...(activity !== null && { activity: activityOf(activity, viewer) }),
      resource: workPackageOf(workPackage, viewer),
      details,
    },
    _links: {
      self: link(`${base}/${id}`),
      // Only the act that would change something is offered.
      [isRead ? "unreadIAN" : "readIAN"]: { href: `${base}/${id}/${act}`, method: "post" },
      actor: principalLink(actor),
      project: projectLink(workPackage.project),
      activity: link(activity === null ? null : `/api/v3/activities/${activity.id}`),
      resource: link(workPackagePath(workPackage), workPackage.subject),
      details: details.map((_detail, index) => link(`${base}/${id}/details/${index}`)),
    },
  };
}

function detailsOf({ id, dateAlert }: OpNotification): Record<string, unknown>[] {
  if (dateAlert === null) return [];
  return [
    {
      _type: "Values::Property",
      property: dateAlert.property,
      value: dateAlert.value,
      _links: {
        self: link(`${base}/${id}/details/0`),
        schema: link(`/api/v3/values/schemas/${dateAlert.property}`),
      },
    },
  ];
}

function detailSchema(property: string): Record<string, unknown> {
  return {
    _type: "Schema",
    property: { name: "Property", type: "String" },
    value: { name: property, type: "Date" },
    _links: { self: link(`/api/v3/values/schemas/${property}`) },
  };
}
