import type { InboxObject, InboxReason } from "@pforte/shared/contract/inbox";
import type { NativeNotification } from "#connectors/kit/notifications.ts";
import { plainText } from "#connectors/kit/plain-text.ts";
import { centreAddress, idOf, workPackageAddress } from "./links.ts";
import { lineOf } from "./markdown.ts";
import type { Activity, Link, OpNotification } from "./schema.ts";

/** The tool's reasons in the portal's words; what a later release invents is told without one. */
const reasons = new Map<string, InboxReason>([
  ["mentioned", "mentioned"],
  ["assigned", "assigned"],
  ["responsible", "responsible"],
  ["watched", "watched"],
  ["subscribed", "watched"],
  ["commented", "commented"],
  ["created", "created"],
  ["processed", "changed"],
  ["prioritized", "changed"],
  ["scheduled", "changed"],
  ["dateAlert", "due"],
  ["shared", "shared"],
  ["reminder", "reminder"],
]);

/** These name how the person stands to the work package, which says nothing of what happened. */
const relations = new Set(["assigned", "responsible", "watched", "subscribed"]);

/** One notification of the tool as the portal shows it. */
export function notificationOf(notification: OpNotification, web: string, locale: string): NativeNotification {
  const { id, _links: links } = notification;
  const workPackage = idOf(links.resource);
  return {
    id: String(id),
    thread: workPackage === null ? `note:${id}` : `wp:${workPackage}`,
    object: objectOf(notification, workPackage, web),
    reason: reasonOf(notification),
    actor: titleOf(links.actor),
    text: textOf(notification, locale),
    at: new Date(notification.createdAt).toISOString(),
    isRead: notification.readIAN ?? null,
    isMention: notification.reason === "mentioned",
    actions: [],
  };
}

/** What a link calls the thing at its end; an empty or undisclosed link has no name that could be shown. */
export function titleOf(link: Link | null | undefined): string | null {
  const title = plainText(link?.title ?? "");
  return title === "" || link?.href == null || link.href.startsWith("urn:") ? null : title;
}

function objectOf({ id, _links: links, _embedded: embedded }: OpNotification, workPackage: string | null, web: string) {
  const project = titleOf(links.project);
  const subject = plainText(embedded?.resource?.subject ?? "");
  const title = titleOf(links.resource) ?? (subject === "" ? null : subject);
  const object: InboxObject = {
    kind: workPackage === null ? "other" : "work_package",
    title: title ?? project ?? `#${workPackage ?? id}`,
    place: title === null ? null : project,
    href: workPackage === null ? centreAddress(web) : workPackageAddress(web, workPackage),
  };
  return object;
}

/**
 * Whoever is assigned is told "assigned" of everything that happens there. Where the journal entry is at hand, what
 * happened is said instead, unless it was the assignment itself.
 */
function reasonOf(notification: OpNotification): InboxReason {
  const { reason } = notification;
  const known = reasons.get(reason) ?? "other";
  const activity = notification._embedded?.activity;
  if (activity == null || !relations.has(reason)) return known;
  if (hasComment(activity)) return "commented";
  return isAboutRelation(notification, activity) ? known : "changed";
}

function isAboutRelation(notification: OpNotification, activity: Activity): boolean {
  const details = (activity.details ?? []).map(({ raw }) => raw ?? "");
  if (details.length === 0) return true;
  const name = relatedName(notification);
  return name !== null && (activity.version === 1 || details.some((detail) => detail.includes(name)));
}

/** Who has the part in the work package that the person is told for; null for those who only follow it. */
function relatedName({ reason, _embedded: embedded }: OpNotification): string | null {
  const links = embedded?.resource?._links;
  if (reason === "assigned") return links?.assignee?.title ?? null;
  return reason === "responsible" ? (links?.responsible?.title ?? null) : null;
}

const hasComment = ({ comment }: Activity) => (comment?.raw ?? "").trim() !== "";

function textOf(notification: OpNotification, locale: string): string | null {
  const { reason, _embedded: embedded } = notification;
  if (reason === "dateAlert") return dateText(embedded?.details?.[0], locale);
  const activity = embedded?.activity;
  if (activity == null) return null;
  if (hasComment(activity)) return lineOf(activity.comment?.raw ?? "");
  // That somebody was assigned is what the reason says already.
  const name = relatedName(notification);
  const told = (activity.details ?? []).filter(({ raw }) => name === null || raw?.includes(name) !== true);
  const lines = told.slice(0, 3).flatMap(({ raw }) => lineOf(raw ?? "") ?? []);
  return lines.length === 0 ? null : plainText(lines.join(" · "), 200);
}

function dateText(detail: { readonly property: string; readonly value: string } | undefined, locale: string) {
  const day = new Date(`${detail?.value.slice(0, 10)}T00:00:00Z`);
  if (detail === undefined || Number.isNaN(day.getTime())) return null;
  const text = day.toLocaleDateString(locale, { timeZone: "UTC", day: "numeric", month: "long", year: "numeric" });
  if (detail.property !== "startDate") return text;
  return locale.startsWith("de") ? `Beginn ${text}` : `starts ${text}`;
}
