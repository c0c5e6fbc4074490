import type { CallContext } from "#connectors/kit/connector.ts";
import type { ActOutcome, NotificationList, NotificationSource } from "#connectors/kit/notifications.ts";
import { markNotifications, newest, unreadNotifications } from "./client.ts";
import { notificationOf } from "./notification-transform.ts";
import { readEach } from "./read-each.ts";
import { notificationSchema } from "./schema.ts";

/** As many as one page brings; the tool counts the rest. */
const listed = 50;

/** As many as one filter names, so that the address stays short. */
const atOnce = 100;

/** In-app notifications: unread ones, with the tool's own read flag, which works in both directions. */
export function openprojectNotifications(web: string): NotificationSource {
  return {
    async list(call): Promise<NotificationList> {
      const { total, _embedded } = await unreadNotifications(call, listed);
      const { items, dropped } = readEach(call, _embedded.elements, notificationSchema);
      return {
        // Ids say when they were made there, which is nearly always the order of what they tell.
        notifications: items
          .map((item) => notificationOf(item, web, call.person.locale))
          .toSorted((one, other) => other.at.localeCompare(one.at)),
        unread: total,
        isCapped: total > _embedded.elements.length,
        dropped,
      };
    },
    mark: async (call) => newest(call, "notifications"),
    setRead,
  };
}

async function setRead(call: CallContext, ids: readonly string[], isRead: boolean): Promise<readonly ActOutcome[]> {
  // Anything else would be refused, and with it the whole filter.
  const valid = ids.filter((id) => /^\d{1,18}$/u.test(id));
  for (let start = 0; start < valid.length; start += atOnce) {
    await markNotifications(call, valid.slice(start, start + atOnce), isRead);
  }
  return ids.map((id) => ({ id, state: valid.includes(id) ? "applied" : "gone" }));
}
