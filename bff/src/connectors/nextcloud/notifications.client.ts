import { z } from "zod";
import type { CallContext } from "#connectors/kit/connector.ts";
import type { ActOutcome, NotificationList, NotificationSource } from "#connectors/kit/notifications.ts";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import { path, type UpstreamPath } from "#connectors/kit/upstream-path.ts";
import type { Addresses } from "./addresses.ts";
import { allowedActions } from "./notification-actions.ts";
import { nativeNotification } from "./notifications.transform.ts";
import { asPerson, ocsData } from "./ocs.ts";
import { notificationSchema, ocs } from "./schema.ts";

export interface NotificationsOptions {
  readonly addresses: Addresses;
  readonly prefixes: readonly `/${string}`[];
}

/** Nextcloud lists no more, and has no second page. */
const most = 25;
const together = 3;

const at = path`/ocs/v2.php/apps/notifications/api/v2/notifications`;
const one = (id: string): UpstreamPath => path`/ocs/v2.php/apps/notifications/api/v2/notifications/${id}`;

/** An empty body is a 204: no app has anything to tell. */
const listSchema = z.union([ocs(z.array(z.unknown())), z.null()]);

/** What waits in Nextcloud. It knows no read flag: a notification is there, or it was dismissed. */
export function nextcloudNotifications(options: NotificationsOptions): NotificationSource {
  return {
    async list(call) {
      const { value } = await call.http.reply(at, listSchema, asPerson(call));
      return notificationsOf(call, options, value?.ocs.data ?? []);
    },
    async mark(call, before) {
      const known = before?.includes('"') === true ? before : null;
      const reply = await call.http.conditional(at, listSchema, known, asPerson(call));
      if (!reply.changed) return before ?? "";
      return reply.etag ?? idsOf(reply.value?.ocs.data ?? []);
    },
    async dismiss(call, ids) {
      // One by one also where it is all of them: to empty the list would take away what came meanwhile, unseen.
      const outcomes: ActOutcome[] = [];
      for (let start = 0; start < ids.length; start += together) {
        const some = ids.slice(start, start + together);
        outcomes.push(...(await Promise.all(some.map(async (id) => dismissed(call, id)))));
      }
      return outcomes;
    },
    async act(call, id, action) {
      const notification = await find(call, id);
      if (notification === null) return { id, state: "gone" };
      // What is offered now counts, not what the page holds.
      const { addresses, prefixes } = options;
      const found = allowedActions(call, addresses, prefixes, notification.actions).find((each) => each.id === action);
      if (found === undefined) return { id, state: "overtaken" };
      return outcomeOf(id, "overtaken", async () =>
        call.http.send(found.path, asPerson(call, { method: found.method })),
      );
    },
  };
}

function notificationsOf(
  call: CallContext,
  { addresses, prefixes }: NotificationsOptions,
  entries: readonly unknown[],
): NotificationList {
  const parsed = entries.map((entry) => notificationSchema.safeParse(entry));
  const notifications = parsed.flatMap((each) =>
    each.success
      ? [
          nativeNotification(each.data, {
            addresses,
            actions: allowedActions(call, addresses, prefixes, each.data.actions),
          }),
        ]
      : [],
  );
  return {
    notifications: notifications.toSorted((first, second) => second.at.localeCompare(first.at)),
    unread: entries.length,
    isCapped: entries.length >= most,
    dropped: entries.length - notifications.length,
  };
}

function idsOf(entries: readonly unknown[]): string {
  const ids = entries.map((entry) =>
    typeof entry === "object" && entry !== null && "notification_id" in entry ? String(entry.notification_id) : "?",
  );
  return `ids:${ids.join(",")}`;
}

const dismissed = async (call: CallContext, id: string) =>
  isId(id)
    ? outcomeOf(id, "gone", async () => call.http.send(one(id), asPerson(call, { method: "DELETE" })))
    : { id, state: "gone" as const };

async function find(call: CallContext, id: string) {
  if (!isId(id)) return null;
  try {
    return await ocsData(call, one(id), notificationSchema);
  } catch (error) {
    if (error instanceof UpstreamError && error.reason === "not_found") return null;
    throw error;
  }
}

/** `missing` is what a 404 means: there is nothing to do, or what it was about is gone. */
async function outcomeOf(id: string, missing: "gone" | "overtaken", act: () => Promise<unknown>): Promise<ActOutcome> {
  try {
    await act();
    return { id, state: "applied" };
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    if (error.reason === "not_found") return { id, state: missing };
    // A 403 is the answer for this one, a refused token or a broken server are not.
    if (error.status === 403 || error.status === 400) return { id, state: "refused" };
    throw error;
  }
}

const isId = (id: string) => /^\d{1,18}$/u.test(id);
