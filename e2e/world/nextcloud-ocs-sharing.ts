import { textField, type OcsCall, type OcsRoute } from "./nextcloud-ocs-route.ts";
import { OcsProblem } from "./nextcloud-reply.ts";
import { sizeOf } from "./nextcloud-tree.ts";
import { hasPreview } from "./nextcloud-types.ts";
import type { NextcloudWorld, Share } from "./nextcloud-world.ts";

const base = "/apps/files_sharing/api/v1/shares";
const seconds = (date: Date) => Math.floor(date.getTime() / 1000);

/** As the API writes it; `path` is where the asking person finds it. */
function shareBody(world: NextcloudWorld, uid: string, share: Share) {
  const { node, owner, recipient, permissions } = share;
  const place = share.isPending ? null : world.pathOf(uid, node);
  const path = place === null ? `/${share.target}` : `/${place.join("/")}`;
  return {
    id: String(share.id),
    share_type: 0,
    uid_owner: owner,
    displayname_owner: world.nameOf(owner),
    permissions,
    can_edit: uid === owner,
    can_delete: uid === owner,
    stime: seconds(share.at),
    parent: null,
    expiration: null,
    token: null,
    uid_file_owner: owner,
    note: share.note,
    label: "",
    displayname_file_owner: world.nameOf(owner),
    path,
    item_type: node.children === null ? "file" : "folder",
    item_permissions: permissions,
    mimetype: node.type,
    has_preview: hasPreview(node.type),
    storage_id: `shared::${path}`,
    storage: 3,
    item_source: node.id,
    file_source: node.id,
    file_parent: node.parent?.id ?? 0,
    file_target: `/${share.target}`,
    item_size: sizeOf(node),
    item_mtime: seconds(node.modified),
    "is-mount-root": uid !== owner,
    "mount-type": uid === owner ? "" : "shared",
    share_with: recipient,
    share_with_displayname: world.nameOf(recipient),
    share_with_displayname_unique: world.accounts.get(recipient)?.email ?? recipient,
    // PHP's empty map.
    status: [],
    mail_send: 0,
    hide_download: 0,
    attributes: null,
  };
}

function shareOf({ world, uid, params: [id = ""] }: OcsCall, isPending?: boolean): Share {
  const share = world.shares.find((each) => each.id === Number(id) && (each.owner === uid || each.recipient === uid));
  if (share === undefined || (isPending !== undefined && share.isPending !== isPending)) {
    throw new OcsProblem(404, "Falsche Freigabe-ID, die Freigabe existiert nicht");
  }
  return share;
}

function decline(call: OcsCall) {
  call.world.unshare(shareOf(call));
  return { data: [] };
}

function create(call: OcsCall) {
  const { world, uid } = call;
  const path = textField(call, "path")
    .split("/")
    .filter((part) => part !== "");
  const found = world.find(uid, path);
  if (found === null || path.length === 0)
    throw new OcsProblem(404, "Falscher Pfad, Datei oder Ordner existiert nicht");
  const recipient = textField(call, "shareWith");
  if (textField(call, "shareType") !== "0") throw new OcsProblem(400, "Unbekannte Freigabeart");
  if (!world.accounts.has(recipient)) throw new OcsProblem(404, "Bitte einen gültigen Benutzer angeben");
  if ((found.permissions & 16) === 0) throw new OcsProblem(403, "Weiterteilen ist nicht erlaubt");
  const asked = textField(call, "permissions");
  const permissions = asked === "" ? {} : { permissions: Number(asked) };
  return { data: shareBody(world, uid, world.share(found.node, recipient, permissions)) };
}

export const sharingRoutes: readonly OcsRoute[] = [
  {
    kind: "shares list",
    method: "GET",
    path: new RegExp(`^${base}$`),
    answer({ world, uid, call }) {
      const isGiven = call.query.get("shared_with_me") === "true";
      const path = call.query.get("path");
      const mine = world.shares.filter(
        (share) => !share.isPending && (isGiven ? share.recipient : share.owner) === uid,
      );
      const found = mine.map((share) => shareBody(world, uid, share));
      return { data: path === null ? found : found.filter((each) => each.path === path) };
    },
  },
  {
    kind: "shares pending",
    method: "GET",
    path: new RegExp(`^${base}/pending$`),
    answer({ world, uid }) {
      const pending = world.shares.filter((share) => share.isPending && share.recipient === uid);
      return { data: pending.map((share) => shareBody(world, uid, share)) };
    },
  },
  { kind: "shares create", method: "POST", path: new RegExp(`^${base}$`), answer: create },
  {
    kind: "shares accept",
    method: "POST",
    path: new RegExp(`^${base}/pending/(\\d+)$`),
    answer(call) {
      call.world.accept(shareOf(call, true));
      return { data: [] };
    },
  },
  { kind: "shares decline", method: "DELETE", path: new RegExp(`^${base}/pending/(\\d+)$`), answer: decline },
  { kind: "shares decline", method: "DELETE", path: new RegExp(`^${base}/(\\d+)$`), answer: decline },
  {
    kind: "shares get",
    method: "GET",
    path: new RegExp(`^${base}/(\\d+)$`),
    answer: (call) => ({ data: [shareBody(call.world, call.uid, shareOf(call))] }),
  },
];
