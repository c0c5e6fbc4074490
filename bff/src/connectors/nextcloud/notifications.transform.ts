import type { InboxAction, InboxObject, InboxReason } from "@pforte/shared/contract/inbox";
import type { NativeNotification } from "#connectors/kit/notifications.ts";
import { plainText } from "#connectors/kit/plain-text.ts";
import { fileHref, webHref, type Addresses } from "./addresses.ts";
import type { AllowedAction } from "./notification-actions.ts";
import type { Notification, RichParameter } from "./schema.ts";

/** What an app's notifications are about, as far as `app` and `object_type` alone prove it; all else is `other`. */
const reasons: readonly (readonly [app: string, objectType: RegExp, reason: InboxReason])[] = [
  ["files_sharing", /share$/u, "shared"],
  ["federatedfilesharing", /share$/u, "shared"],
  ["comments", /^comment$/u, "mentioned"],
  ["text", /^mention$/u, "mentioned"],
  ["files_reminders", /./u, "reminder"],
  ["dav", /^(?:calendar_reminder|reminder|todo|event)$/u, "reminder"],
  ["activity", /./u, "changed"],
  ["spreed", /^(?:call|room)$/u, "invited"],
  ["spreed", /^chat$/u, "message"],
];

/** A notification in the portal's words. */
export function nativeNotification(
  notification: Notification,
  view: { readonly addresses: Addresses; readonly actions: readonly AllowedAction[] },
): NativeNotification {
  const { app, object_type: objectType, message } = notification;
  const reason = reasons.find(([of, type]) => of === app && type.test(objectType))?.[2] ?? "other";
  const parameters = Object.values(notification.subjectRichParameters ?? {});
  const object = objectOf(notification, parameters, view.addresses);
  const actor = parameters.find(({ type }) => type === "user" || type === "guest");
  const subject = plainText(notification.subject, 500);
  const said = plainText(message, 500);
  // The subject is a whole sentence with actor and object in it; where those and the reason say it, it is repetition.
  const isSaid = reason !== "other" && reason !== "changed" && object.kind !== "other";
  const fallback = isSaid || object.title === subject ? null : subject;
  return {
    id: String(notification.notification_id),
    thread: threadOf(notification, parameters),
    object,
    reason,
    actor: nameOf(actor),
    text: said === "" ? fallback : said,
    at: new Date(notification.datetime).toISOString(),
    isRead: null,
    isMention: reason === "mentioned",
    actions: view.actions.map(({ id, label, isPrimary }): InboxAction => ({ id, label, isPrimary })),
  };
}

function threadOf({ object_type: type, object_id: id }: Notification, parameters: readonly RichParameter[]): string {
  const file = parameters.find(isFile);
  return (file === undefined ? `${type}:${id}` : `file:${file.id}`).slice(0, 400);
}

function objectOf(notification: Notification, parameters: readonly RichParameter[], addresses: Addresses): InboxObject {
  const file = parameters.find(isFile);
  if (file !== undefined) {
    const folder = plainText((file.path ?? "").replace(/^\/+/u, "").split("/").slice(0, -1).join("/"), 300);
    return {
      kind: "file",
      title: nameOf(file) ?? plainText(notification.subject),
      place: folder === "" ? null : folder,
      href: fileHref(addresses, file.id),
    };
  }
  const href = notification.link === null ? null : webHref(addresses, notification.link);
  // What is shared has no id of its own before it is accepted; its name is all that is known.
  const share = notification.object_type.endsWith("share")
    ? parameters.find(({ type }) => type === "highlight")
    : undefined;
  const shared = nameOf(share);
  if (shared !== null) return { kind: "file", title: shared, place: null, href };
  return { kind: "other", title: plainText(notification.subject) || notification.app, place: null, href };
}

type FileParameter = RichParameter & { readonly id: string };

const isFile = (parameter: RichParameter): parameter is FileParameter =>
  parameter.type === "file" && parameter.id !== undefined && /^\d{1,19}$/u.test(parameter.id);

function nameOf(parameter: RichParameter | undefined): string | null {
  const name = plainText(parameter?.name ?? "", 200);
  return name === "" ? null : name;
}
