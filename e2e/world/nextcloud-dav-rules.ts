import { createHash } from "node:crypto";
import { splitPath, type DavCall } from "./nextcloud-dav.ts";
import { davProblem } from "./nextcloud-reply.ts";
import type { FileNode, Found } from "./nextcloud-tree.ts";
import type { SeenCall, StandInReply } from "./stand-in-http.ts";

type Person = Pick<DavCall, "world" | "caller">;

/** Where something is to be put. */
export interface Place {
  readonly parent: Found;
  readonly name: string;
  readonly existing: Found | null;
}

/** The place that a path names; its folder must be there and its name a possible one. */
export function placeOf(dc: Person, segments: readonly string[]): Place {
  const name = segments.at(-1) ?? "";
  refuseName(name);
  const parent = dc.world.find(dc.caller.uid, segments.slice(0, -1));
  if (parent === null || parent.node.children === null) {
    throw davProblem(409, "Conflict", "Files cannot be created in non-existent collections");
  }
  return { parent, name, existing: dc.world.find(dc.caller.uid, segments) };
}

/** What a server with ordinary settings takes for a name. */
function refuseName(name: string): void {
  const isRefused = name === "" || name === "." || name === ".." || /[\\\p{Cc}]/u.test(name) || name.trim() === "";
  const message =
    Buffer.byteLength(name) > 250 ? "File name is too long" : "File name contains at least one invalid character";
  if (isRefused || Buffer.byteLength(name) > 250 || name.toLowerCase() === ".htaccess" || name.endsWith(".part")) {
    throw davProblem(400, "OCA\\DAV\\Connector\\Sabre\\Exception\\InvalidPath", message);
  }
}

/** Bits of sharing that an act needs, and a lock of somebody else. */
export function expectAllowed(dc: Person, found: Found, bit: 2 | 4 | 8): void {
  if ((found.permissions & bit) === 0) throw davProblem(403, "Forbidden", "This is not allowed here");
  expectUnlocked(dc, found);
}

export function expectUnlocked(dc: Person, found: Found): void {
  const { lockedBy } = found.node;
  if (lockedBy !== null && lockedBy !== dc.caller.uid) {
    throw davProblem(423, "OCA\\DAV\\Connector\\Sabre\\Exception\\FileLocked", `${found.node.name} is locked`);
  }
}

/** Conditions of a write (RFC 9110 section 13). */
export function expectConditions(call: SeenCall, existing: Found | null): void {
  const unless = call.headers["if-none-match"];
  const only = call.headers["if-match"];
  const tag = existing === null ? null : `"${existing.node.etag}"`;
  const names = (header: string) => header.split(",").map((each) => each.trim());
  const isThere = (header: string) => tag !== null && (header.trim() === "*" || names(header).includes(tag));
  if (unless !== undefined && isThere(unless)) {
    throw davProblem(412, "PreconditionFailed", "An If-None-Match header was specified, but the ETag matched");
  }
  if (only !== undefined && !isThere(only)) {
    throw davProblem(412, "PreconditionFailed", "An If-Match header was specified, but none of the ETags matched");
  }
}

export function expectQuota(dc: Person, owner: string, more: number): void {
  const quota = dc.world.accounts.get(owner)?.quota ?? null;
  if (quota !== null && dc.world.used(owner) + more > quota) {
    throw davProblem(507, "InsufficientStorage", "Insufficient space in the destination");
  }
}

/** The checksum that the sender vouches for; a wrong one is refused. */
function verifiedChecksum(call: SeenCall, content: Buffer): string | null {
  const header = call.headers["oc-checksum"];
  if (typeof header !== "string") return null;
  const [algorithm = "", value = ""] = header.split(":");
  const known = new Map([
    ["SHA1", "sha1"],
    ["MD5", "md5"],
    ["SHA256", "sha256"],
  ]).get(algorithm.toUpperCase());
  if (known === undefined) return null;
  if (createHash(known).update(content).digest("hex") !== value.toLowerCase()) {
    throw davProblem(400, "BadRequest", "The computed checksum does not match the one received from the client");
  }
  return `${algorithm.toUpperCase()}:${value.toLowerCase()}`;
}

function sentTime(call: SeenCall): Date | null {
  const header = call.headers["x-oc-mtime"];
  const seconds = typeof header === "string" ? Number(header) : Number.NaN;
  return Number.isFinite(seconds) && seconds > 0 ? new Date(Math.floor(seconds) * 1000) : null;
}

/** Stores bytes at a place, if nothing speaks against it. */
export function storeAt(dc: Person & Pick<DavCall, "call">, place: Place, content: Buffer): StandInReply {
  const { parent, existing } = place;
  // What was given under another name keeps its own at home.
  const before = existing?.node ?? { children: null, content: Buffer.alloc(0), parent: parent.node, name: place.name };
  if (before.children !== null) throw davProblem(409, "Conflict", "PUT is not allowed on non-files.");
  expectAllowed(dc, existing ?? parent, existing === null ? 4 : 2);
  expectQuota(dc, parent.node.owner, content.length - before.content.length);
  const modified = sentTime(dc.call);
  const checksum = verifiedChecksum(dc.call, content);
  const facts = { by: dc.caller.uid, checksum, ...(modified !== null && { modified }) };
  const node = dc.world.tree.write(before.parent ?? parent.node, before.name, content, facts);
  return storedReply(existing === null ? 201 : 204, node, dc.call);
}

/** What a client that has stored something goes on with. */
export function storedReply(status: 201 | 204, node: FileNode, call: SeenCall): StandInReply {
  return {
    status,
    headers: {
      etag: `"${node.etag}"`,
      "oc-etag": `"${node.etag}"`,
      "oc-fileid": `${String(node.id).padStart(8, "0")}oc7pforte1ab`,
      ...(sentTime(call) !== null && { "x-oc-mtime": "accepted" }),
    },
    body: null,
  };
}

/** The path that `Destination` names, written as an address or as a path alone. */
export function destinationOf(call: SeenCall, uid: string): readonly string[] {
  const header = call.headers["destination"];
  if (typeof header !== "string") throw davProblem(400, "BadRequest", "The destination header was not supplied");
  if (!URL.canParse(header, "http://localhost")) throw davProblem(400, "BadRequest", "The destination is no address");
  const [entry, part, files, owner, ...rest] = splitPath(new URL(header, "http://localhost").pathname);
  if (entry !== "remote.php" || part !== "dav" || files !== "files" || owner !== uid || rest.length === 0) {
    throw davProblem(403, "Forbidden", "The destination lies elsewhere");
  }
  return rest;
}
