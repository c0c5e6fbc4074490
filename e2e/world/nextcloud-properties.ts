import type { Found } from "./nextcloud-tree.ts";
import { sizeOf } from "./nextcloud-tree.ts";
import { hasPreview } from "./nextcloud-types.ts";
import type { NextcloudWorld } from "./nextcloud-world.ts";
import { dav, escapeXml, nc, oc, tag } from "./nextcloud-xml.ts";

const instance = "oc7pforte1ab";

/** Where a property is looked at: the node as one person sees it. */
export interface Seen {
  readonly world: NextcloudWorld;
  readonly uid: string;
  readonly name: string;
  readonly found: Found;
  readonly isHome: boolean;
}

type Read = (seen: Seen) => string | null;

/** Letters of what may be done: S shared, R reshare, M mounted, G read, D delete, N rename, V move, W write, C K create. */
export function permissionLetters({ found }: Pick<Seen, "found">): string {
  const { permissions, node, share, isMountRoot } = found;
  const bit = (value: number, letters: string) => ((permissions & value) === 0 ? "" : letters);
  const create = node.children === null ? bit(2, "W") : bit(4, "CK");
  const remove = isMountRoot ? "D" : bit(8, "D");
  return `${share === null ? "" : "S"}${bit(16, "R")}${bit(1, "G")}${remove}${bit(2, "NV")}${create}`;
}

function shareTypes({ world, found }: Seen): string {
  const isGiven = world.shares.some(({ node }) => node === found.node);
  return isGiven ? tag(oc("share-type"), "0") : "";
}

function bytes(value: number): string {
  return String(Math.max(0, Math.floor(value)));
}

function available({ world, uid, found }: Seen): string {
  const owner = world.accounts.get(found.share?.owner ?? uid);
  // Minus three says "without limit".
  return owner?.quota === null || owner === undefined ? "-3" : bytes(owner.quota - world.used(owner.uid));
}

const isFile = ({ found }: Seen) => found.node.children === null;
const onlyFile =
  (read: (seen: Seen) => string): Read =>
  (seen) =>
    isFile(seen) ? read(seen) : null;
const onlyFolder =
  (read: (seen: Seen) => string): Read =>
  (seen) =>
    isFile(seen) ? null : read(seen);
const padded = (id: number) => String(id).padStart(8, "0");

const readers: Readonly<Record<string, Read>> = {
  [dav("resourcetype")]: (seen) => (isFile(seen) ? "" : tag(dav("collection"), "")),
  [dav("getlastmodified")]: ({ found }) => found.node.modified.toUTCString(),
  [dav("creationdate")]: ({ found }) => found.node.created.toISOString().replace(/\.\d+Z$/, "+00:00"),
  [dav("getetag")]: ({ found }) => escapeXml(`"${found.node.etag}"`),
  [dav("getcontenttype")]: onlyFile(({ found }) => found.node.type),
  [dav("getcontentlength")]: onlyFile(({ found }) => String(found.node.content.length)),
  [dav("displayname")]: ({ name, uid, isHome }) => escapeXml(isHome ? uid : name),
  [dav("quota-used-bytes")]: onlyFolder(({ found }) => String(sizeOf(found.node))),
  [dav("quota-available-bytes")]: onlyFolder(available),
  [oc("id")]: ({ found }) => `${padded(found.node.id)}${instance}`,
  [oc("fileid")]: ({ found }) => String(found.node.id),
  [oc("permissions")]: (seen) => permissionLetters(seen),
  [oc("size")]: ({ found }) => String(sizeOf(found.node)),
  [oc("favorite")]: ({ found, uid }) => (found.node.favouriteOf.has(uid) ? "1" : "0"),
  [oc("share-types")]: shareTypes,
  [oc("owner-id")]: ({ found }) => escapeXml(found.node.owner),
  [oc("owner-display-name")]: ({ found, world }) => escapeXml(world.nameOf(found.node.owner)),
  [oc("comments-unread")]: ({ found, uid }) => String(found.node.unreadComments.get(uid) ?? 0),
  [oc("comments-href")]: ({ found }) => `/remote.php/dav/comments/files/${found.node.id}`,
  [oc("checksums")]: ({ found }) =>
    found.node.checksum === null ? null : tag(oc("checksum"), escapeXml(found.node.checksum)),
  [oc("downloadURL")]: onlyFile(() => ""),
  [oc("data-fingerprint")]: ({ isHome }) => (isHome ? "" : null),
  [nc("has-preview")]: ({ found }) => String(hasPreview(found.node.type)),
  [nc("mount-type")]: ({ found }) => (found.share === null ? "" : "shared"),
  [nc("is-mount-root")]: ({ found }) => String(found.isMountRoot),
  [nc("is-encrypted")]: onlyFolder(() => "0"),
  [nc("creation_time")]: ({ found }) => seconds(found.node.created),
  [nc("upload_time")]: ({ found }) => seconds(found.node.created),
  [nc("lock")]: ({ found }) => (found.node.lockedBy === null ? null : "1"),
  [nc("lock-owner")]: ({ found }) => found.node.lockedBy,
  [nc("lock-owner-displayname")]: ({ found, world }) =>
    found.node.lockedBy === null ? null : escapeXml(world.nameOf(found.node.lockedBy)),
  [nc("contained-folder-count")]: onlyFolder(({ found }) => String(countOf(found, true))),
  [nc("contained-file-count")]: onlyFolder(({ found }) => String(countOf(found, false))),
  [nc("note")]: ({ found, world }) => {
    const note = world.shares.find(({ id }) => id === found.share?.id)?.note ?? "";
    return note === "" ? null : escapeXml(note);
  },
};

/** What `allprop` brings: the plain WebDAV ones and no more. */
const plain = ["resourcetype", "getlastmodified", "getetag", "getcontenttype", "getcontentlength"].map(dav);
const quota = ["quota-used-bytes", "quota-available-bytes"].map(dav);

/** Names that a person cannot set. */
export function isProtected(name: string): boolean {
  return name in readers || name.startsWith("{DAV:}");
}

/** Inner XML of a property, null where the node has none. */
export function readProperty(seen: Seen, name: string): string | null {
  return readers[name]?.(seen) ?? seen.found.node.properties.get(name) ?? null;
}

/** Names for `allprop` and `propname`. */
export function propertiesOf(seen: Seen): readonly string[] {
  const all = [...plain, ...quota, ...seen.found.node.properties.keys()];
  return all.filter((name) => readProperty(seen, name) !== null);
}

function seconds(date: Date): string {
  return String(Math.floor(date.getTime() / 1000));
}

function countOf(found: Found, areFolders: boolean): number {
  return [...(found.node.children?.values() ?? [])].filter((each) => (each.children !== null) === areFolders).length;
}
