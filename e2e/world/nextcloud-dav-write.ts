import { expectFound, expectXml, hrefOf, multistatus, propstat, type DavCall } from "./nextcloud-dav.ts";
import {
  destinationOf,
  expectAllowed,
  expectConditions,
  expectQuota,
  expectUnlocked,
  placeOf,
  storeAt,
  storedReply,
} from "./nextcloud-dav-rules.ts";
import { isProtected } from "./nextcloud-properties.ts";
import { davProblem, emptyReply } from "./nextcloud-reply.ts";
import { isWithin, sizeOf, type Found } from "./nextcloud-tree.ts";
import { child, dav, escapeXml, oc, tag, type XmlElement } from "./nextcloud-xml.ts";
import type { StandInReply } from "./stand-in-http.ts";

/** GET, whole or one range of it (RFC 9110 section 14). */
export function get(dc: DavCall): StandInReply {
  const { node } = expectFound(dc);
  if (node.children !== null) throw davProblem(405, "MethodNotAllowed", "Folders cannot be read like files");
  const headers = {
    "content-type": node.type,
    "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(node.name)}`,
    etag: `"${node.etag}"`,
    "oc-etag": `"${node.etag}"`,
    "last-modified": node.modified.toUTCString(),
    "accept-ranges": "bytes",
    ...(node.checksum !== null && { "oc-checksum": node.checksum }),
  };
  if (dc.call.headers["if-none-match"] === headers.etag) return emptyReply(304, { etag: headers.etag });
  const range = rangeOf(dc.call.headers.range, node.content.length);
  if (range === null) return { status: 200, headers, body: node.content };
  const [start, end] = range;
  const part = { "content-range": `bytes ${start}-${end}/${node.content.length}` };
  return { status: 206, headers: { ...headers, ...part }, body: node.content.subarray(start, end + 1) };
}

/** First and last byte that are wanted; null is all. */
function rangeOf(header: string | undefined, total: number): readonly [number, number] | null {
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (from === "" && to === "") return null;
  const start = from === "" ? Math.max(0, total - Number(to)) : Number(from);
  const end = from === "" || to === "" ? total - 1 : Math.min(Number(to), total - 1);
  if (start < total && start <= end) return [start, end];
  throw davProblem(416, "RequestedRangeNotSatisfiable", "The range lies outside", {
    "content-range": `bytes */${total}`,
  });
}

export function put(dc: DavCall): StandInReply {
  const place = placeOf(dc, dc.segments);
  expectConditions(dc.call, place.existing);
  if (dc.call.headers["content-range"] !== undefined) throw davProblem(501, "NotImplemented", "PUT with Content-Range");
  return storeAt(dc, place, dc.call.body);
}

export function mkcol(dc: DavCall): StandInReply {
  if (dc.segments.length === 0) throw davProblem(405, "MethodNotAllowed", "The resource exists already");
  const { parent, existing, name } = placeOf(dc, dc.segments);
  if (existing !== null) throw davProblem(405, "MethodNotAllowed", "The resource you tried to create already exists");
  if (dc.call.body.length > 0) throw davProblem(415, "UnsupportedMediaType", "The body of MKCOL was not understood");
  expectAllowed(dc, parent, 4);
  const folder = dc.world.tree.makeFolder(parent.node, name);
  return storedReply(201, folder, dc.call);
}

export function remove(dc: DavCall): StandInReply {
  const found = expectFound(dc);
  if (dc.segments.length === 0) throw davProblem(403, "Forbidden", "The top folder stays");
  take(dc, found);
  return emptyReply(204);
}

/** Takes away what stands somewhere; what was only given is given back. */
function take(dc: DavCall, found: Found): void {
  const share = dc.world.shares.find(({ id }) => id === found.share?.id);
  if (found.isMountRoot && share !== undefined) return dc.world.unshare(share);
  expectAllowed(dc, found, 8);
  dc.world.removed(found.node);
  dc.world.tree.remove(found.node);
}

export function move(dc: DavCall): StandInReply {
  const found = expectFound(dc);
  const { status, place } = makeRoom(dc, found);
  const share = dc.world.shares.find(({ id }) => id === found.share?.id);
  if (found.isMountRoot && share !== undefined) {
    share.target = place.name;
    dc.world.tree.touch(dc.world.tree.home(dc.caller.uid));
    return storedReply(status, found.node, dc.call);
  }
  expectAllowed(dc, found, 2);
  dc.world.tree.move(found.node, place.parent.node, place.name);
  return storedReply(status, found.node, dc.call);
}

export function copy(dc: DavCall): StandInReply {
  const found = expectFound(dc);
  const { status, place } = makeRoom(dc, found);
  expectQuota(dc, place.parent.node.owner, sizeOf(found.node));
  const made = dc.world.tree.copy(found.node, place.parent.node, place.name, dc.call.headers["depth"] !== "0");
  return storedReply(status, made, dc.call);
}

/** The destination of MOVE and COPY, emptied where overwriting is allowed. */
function makeRoom(dc: DavCall, source: Found) {
  const segments = destinationOf(dc.call, dc.caller.uid);
  const place = placeOf(dc, segments);
  const { existing, parent } = place;
  if (existing?.node === source.node) throw davProblem(403, "Forbidden", "Source and destination are the same");
  if (isWithin(parent.node, source.node)) throw davProblem(409, "Conflict", "The destination lies in the source");
  if (existing !== null && dc.call.headers["overwrite"] === "F") {
    throw davProblem(
      412,
      "PreconditionFailed",
      "The destination node already exists, and the overwrite header is set to false",
    );
  }
  expectAllowed(dc, parent, 4);
  expectUnlocked(dc, source);
  if (existing !== null) take(dc, existing);
  return { place, status: existing === null ? (201 as const) : (204 as const) };
}

/** PROPPATCH: the mark of a favourite, the time of a change, and whatever else a client wants kept. */
export function proppatch(dc: DavCall): StandInReply {
  const found = expectFound(dc);
  const document = expectXml(dc.call);
  if (document.name !== dav("propertyupdate")) throw davProblem(400, "BadRequest", "A propertyupdate was expected");
  const changes = document.children.flatMap((step) =>
    (child(step, dav("prop"))?.children ?? []).map((element) => ({ element, isRemoved: step.name === dav("remove") })),
  );
  expectUnlocked(dc, found);
  const isRefused = ({ element }: { element: XmlElement }) => isProtected(element.name) && !(element.name in settable);
  const refused = changes.filter(isRefused);
  const path = hrefOf(dc.caller.uid, dc.segments, found.node.children !== null);
  const names = (list: typeof changes) => list.map(({ element }) => tag(element.name, ""));
  const answer = (stats: readonly string[]) =>
    multistatus([tag(dav("response"), tag(dav("href"), escapeXml(path)) + stats.join(""))]);
  if (refused.length > 0) {
    const others = changes.filter((change) => !isRefused(change));
    const failed = others.length > 0 ? [propstat(names(others), "424 Failed Dependency")] : [];
    return answer([propstat(names(refused), "403 Forbidden"), ...failed]);
  }
  for (const { element, isRemoved } of changes) set(dc, found, element, isRemoved);
  return answer([propstat(names(changes), "200 OK")]);
}

type Setter = (dc: DavCall, found: Found, value: string, isRemoved: boolean) => void;

const settable: Readonly<Record<string, Setter>> = {
  [oc("favorite")]: ({ caller, world }, { node }, value, isRemoved) => {
    if (!isRemoved && value.trim() === "1") node.favouriteOf.add(caller.uid);
    else node.favouriteOf.delete(caller.uid);
    // The mark belongs to one person, and still every ETag above changes.
    world.tree.touch(node, node.modified);
  },
  [dav("getlastmodified")]: setTime,
  [dav("lastmodified")]: setTime,
};

function setTime({ world }: DavCall, { node }: Found, value: string): void {
  const time = /^\d+$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value);
  if (!Number.isNaN(time)) world.tree.touch(node, new Date(time));
}

function set(dc: DavCall, found: Found, element: XmlElement, isRemoved: boolean): void {
  const setter = settable[element.name];
  if (setter !== undefined) return setter(dc, found, element.text, isRemoved);
  if (isRemoved) found.node.properties.delete(element.name);
  else found.node.properties.set(element.name, element.inner);
}
