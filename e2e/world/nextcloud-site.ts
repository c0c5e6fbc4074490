import { propfind, splitPath, type DavCall } from "./nextcloud-dav.ts";
import { filterFiles, search } from "./nextcloud-dav-query.ts";
import { copy, get, mkcol, move, proppatch, put, remove } from "./nextcloud-dav-write.ts";
import { davUnauthorised, type Caller, type NextcloudIdentity } from "./nextcloud-identity.ts";
import { answerOcs, ocsKind } from "./nextcloud-ocs.ts";
import { release } from "./nextcloud-ocs-account.ts";
import { drawPhoto, drawPreview } from "./nextcloud-picture.ts";
import type { NextcloudPush } from "./nextcloud-push.ts";
import { davProblem, emptyReply, jsonReply, plainProblem } from "./nextcloud-reply.ts";
import type { FileNode } from "./nextcloud-tree.ts";
import { hasPreview } from "./nextcloud-types.ts";
import type { NextcloudUploads } from "./nextcloud-uploads.ts";
import type { NextcloudWorld } from "./nextcloud-world.ts";
import type { SeenCall, StandInReply } from "./stand-in-http.ts";

/** The parts that answer together. */
export interface NextcloudSite {
  readonly world: NextcloudWorld;
  readonly identity: NextcloudIdentity;
  readonly uploads: NextcloudUploads;
  readonly push: NextcloudPush;
  readonly isInMaintenance: () => boolean;
}

const classes = "1, 3, extended-mkcol, access-control";

/** What kind of call it is, for counting. */
export function kindOf(call: SeenCall): string {
  if (call.path.startsWith("/ocs/")) return ocsKind(call);
  if (call.path.startsWith("/remote.php/dav/uploads/")) return `uploads ${call.method}`;
  if (call.path.startsWith("/remote.php/dav/")) return `dav ${call.method}`;
  if (call.path === "/status.php") return "status";
  if (call.path === "/index.php/core/preview") return "preview";
  return call.path.endsWith("/notify_push/pre_auth") ? "push pre_auth" : "other";
}

export async function answerNextcloud(site: NextcloudSite, call: SeenCall): Promise<StandInReply> {
  if (call.path === "/status.php") return statusReply(site);
  const caller = await site.identity.caller(call);
  if (call.path.startsWith("/ocs/v1.php/") || call.path.startsWith("/ocs/v2.php/")) {
    return answerOcs({ world: site.world, call, caller, hasPush: site.push.isOffered });
  }
  if (call.path.startsWith("/remote.php/dav")) return answerDav(site, call, caller);
  return answerPage(site, call, caller);
}

function statusReply(site: NextcloudSite): StandInReply {
  return jsonReply(200, {
    installed: true,
    maintenance: site.isInMaintenance(),
    needsDbUpgrade: false,
    version: "31.0.9.1",
    versionstring: release.string,
    edition: "",
    productname: "Nextcloud",
    extendedSupport: false,
  });
}

const methods: Readonly<Record<string, (dc: DavCall) => StandInReply>> = {
  PROPFIND: propfind,
  REPORT: filterFiles,
  GET: get,
  HEAD: get,
  PUT: put,
  MKCOL: mkcol,
  DELETE: remove,
  MOVE: move,
  COPY: copy,
  PROPPATCH: proppatch,
};

function answerDav(site: NextcloudSite, call: SeenCall, caller: Caller | null): StandInReply {
  if (caller === null) throw davUnauthorised();
  refuseForged(call, caller);
  if (call.method === "OPTIONS") {
    const allow = ["OPTIONS", ...Object.keys(methods), "SEARCH"].join(", ");
    return emptyReply(200, { dav: classes, "ms-author-via": "DAV", allow });
  }
  const [, , part, owner, ...segments] = splitPath(call.path);
  const { world } = site;
  if (part === undefined && call.method === "SEARCH") return search({ world, call, caller });
  if (part !== "files" && part !== "uploads") throw davProblem(404, "NotFound", "There is nothing here");
  if (owner !== caller.uid) throw davProblem(403, "Forbidden", "This is not yours");
  const dc: DavCall = { world, call, caller, segments };
  const answer = part === "uploads" ? (each: DavCall) => site.uploads.answer(each) : methods[call.method];
  if (answer !== undefined) return answer(dc);
  throw davProblem(501, "NotImplemented", `There was no handler found for this "${call.method}" method`);
}

/** A bearer token makes a session, and what changes something in a session must prove that it is no foreign form. */
function refuseForged(call: SeenCall, caller: Caller): void {
  const isReading = call.method === "GET" || call.method === "HEAD" || call.method === "OPTIONS";
  if (caller.scheme === "bearer" && !isReading && call.headers["ocs-apirequest"] === undefined) {
    throw davUnauthorised("CSRF check not passed.");
  }
}

/** Addresses that are neither OCS nor WebDAV. */
function answerPage(site: NextcloudSite, call: SeenCall, caller: Caller | null): StandInReply {
  const isPush = /^(?:\/index\.php)?\/apps\/notify_push\/pre_auth$/.test(call.path);
  const isPreview = call.path === "/index.php/core/preview";
  if (!isPush && !isPreview)
    return { status: 404, headers: { "content-type": "text/html; charset=UTF-8" }, body: "<h1>404</h1>" };
  if (caller === null) throw plainProblem(401, "Current user is not logged in");
  if (call.headers["ocs-apirequest"] === undefined) throw plainProblem(412, "CSRF check failed");
  if (isPreview) return preview(site, call, caller);
  if (call.method !== "POST" || !site.push.isOffered) throw plainProblem(404, "Not found");
  return {
    status: 200,
    headers: { "content-type": "text/plain; charset=utf-8" },
    body: site.push.issueToken(caller.uid),
  };
}

function preview({ world }: NextcloudSite, { query }: SeenCall, { uid }: Caller): StandInReply {
  const number = (name: string, otherwise: number) => Number(query.get(name) ?? otherwise);
  const [id, width, height] = [number("fileId", -1), number("x", 32), number("y", 32)];
  if (id === -1 || !(width > 0) || !(height > 0)) return jsonReply(400, []);
  const node = world.tree.byId(id);
  if (node === null || world.pathOf(uid, node) === null) return jsonReply(404, []);
  if (node.children === null && hasPreview(node.type)) return drawn(node, width, height);
  if (query.get("mimeFallback") !== "1") return jsonReply(404, []);
  return emptyReply(303, { location: `${world.addresses.web}/core/img/filetypes/file.svg` });
}

function drawn(node: FileNode, width: number, height: number): StandInReply {
  const [x, y] = [Math.min(Math.floor(width), 1024), Math.min(Math.floor(height), 1024)];
  const headers = {
    "content-type": "image/png",
    etag: `"${node.etag}"`,
    "cache-control": "private, max-age=86400, immutable",
    "content-disposition": 'inline; filename=""',
  };
  // A small picture is its own preview.
  const isSmall = node.content.length < 200_000 && node.content.subarray(1, 4).toString() === "PNG";
  const draw = node.type.startsWith("image/") ? drawPhoto : drawPreview;
  return { status: 200, headers, body: isSmall ? node.content : draw(node.id, x, y) };
}
