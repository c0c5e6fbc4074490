import { notificationBody } from "./nextcloud-notifications.ts";
import { textField, type OcsCall, type OcsRoute } from "./nextcloud-ocs-route.ts";
import { emptyReply, OcsProblem } from "./nextcloud-reply.ts";

const base = "/apps/notifications/api/v[12]/notifications";
const mostIds = 200;

function expectNotification({ world, uid, params: [id = ""] }: OcsCall) {
  const found = world.notifications.find(uid, Number(id));
  if (found === null) throw new OcsProblem(404, "", null);
  return found;
}

export const notificationRoutes: readonly OcsRoute[] = [
  {
    kind: "notifications list",
    method: "GET",
    path: new RegExp(`^${base}$`),
    answer({ world, uid, call, language }) {
      const status = { "x-nextcloud-user-status": world.accounts.get(uid)?.status ?? "offline" };
      if (!world.notifications.hasNotifier) return emptyReply(204, status);
      const etag = world.notifications.etag(uid);
      const headers = { ...status, etag };
      if (call.headers["if-none-match"] === etag) return emptyReply(304, headers);
      return { data: world.notifications.of(uid).map((each) => notificationBody(each, language)), headers };
    },
  },
  {
    kind: "notifications get",
    method: "GET",
    path: new RegExp(`^${base}/(\\d+)$`),
    answer: (call) => ({ data: notificationBody(expectNotification(call), call.language) }),
  },
  {
    kind: "notifications dismiss",
    method: "DELETE",
    path: new RegExp(`^${base}/(\\d+)$`),
    answer(call) {
      const { id } = expectNotification(call);
      call.world.notifications.dismiss(call.uid, (each) => each.id === id);
      return { data: null };
    },
  },
  {
    kind: "notifications dismiss all",
    method: "DELETE",
    path: new RegExp(`^${base}$`),
    answer({ world, uid }) {
      world.notifications.dismiss(uid);
      return { data: null };
    },
  },
  {
    kind: "notifications exist",
    method: "POST",
    path: new RegExp(`^${base}/exists$`),
    answer({ world, uid, fields }) {
      const ids = Array.isArray(fields["ids"]) ? fields["ids"] : [];
      if (ids.length > mostIds) throw new OcsProblem(400, "", []);
      return { data: ids.map(Number).filter((id) => world.notifications.find(uid, id) !== null) };
    },
  },
  {
    kind: "notifications test",
    method: "POST",
    path: /^\/apps\/notifications\/api\/v3\/test\/self$/,
    answer(call) {
      const { world, uid } = call;
      const subject = textField(call, "subject");
      const nid = world.notifications.add(uid, {
        app: "admin_notifications",
        objectType: "admin_notifications",
        objectId: String(world.notifications.of(uid).length),
        subject: { de: subject, en: subject },
        message: textField(call, "message"),
      });
      return { data: { message: "", nid } };
    },
  },
];
