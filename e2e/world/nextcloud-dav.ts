import type { Caller } from "./nextcloud-identity.ts";
import { propertiesOf, readProperty, type Seen } from "./nextcloud-properties.ts";
import { davProblem, notFound } from "./nextcloud-reply.ts";
import type { Found } from "./nextcloud-tree.ts";
import type { NextcloudWorld } from "./nextcloud-world.ts";
import { child, dav, escapeXml, parseXml, tag, xmlDocument, type XmlElement } from "./nextcloud-xml.ts";
import type { SeenCall, StandInReply } from "./stand-in-http.ts";

/** Everything that a WebDAV call is about. */
export interface DavCall {
  readonly world: NextcloudWorld;
  readonly call: SeenCall;
  readonly caller: Caller;
  /** Below the person's top folder, decoded. */
  readonly segments: readonly string[];
}

/** The resource a call names, or the refusal that there is none. */
export function expectFound({ world, caller, segments }: DavCall): Found {
  const found = world.find(caller.uid, segments);
  if (found === null) throw notFound(`File with name ${segments.join("/")}`);
  return found;
}

/** The body of a call; what is not XML is a bad request, as with Sabre. */
export function expectXml(call: SeenCall): XmlElement {
  const document = parseXml(call.body.toString());
  if (document === null) throw davProblem(400, "BadRequest", "The XML of the request could not be read");
  return document;
}

export function splitPath(path: string): string[] {
  try {
    return path
      .split("/")
      .filter((part) => part !== "")
      .map(decodeURIComponent);
  } catch {
    throw davProblem(400, "BadRequest", "The address could not be decoded");
  }
}

export function hrefOf(uid: string, path: readonly string[], isFolder: boolean): string {
  const segments = ["remote.php", "dav", "files", uid, ...path].map(encodeURIComponent);
  return `/${segments.join("/")}${isFolder ? "/" : ""}`;
}

/** PROPFIND (RFC 4918 section 9.1), of the resource itself or with its members. */
export function propfind(dc: DavCall): StandInReply {
  const found = expectFound(dc);
  const depth = dc.call.headers["depth"];
  const asked = dc.call.body.length === 0 ? null : expectXml(dc.call);
  if (asked !== null && asked.name !== dav("propfind")) throw davProblem(400, "BadRequest", "A propfind was expected");
  const { world, caller, segments } = dc;
  const members = [{ path: segments, found }];
  // Without a depth, and for infinity, a Nextcloud answers as for one level.
  if (depth !== "0" && found.node.children !== null) {
    for (const entry of world.list(caller.uid, found))
      members.push({ path: [...segments, entry.name], found: entry.found });
  }
  const names = child(asked, dav("prop"))?.children.map(({ name }) => name) ?? null;
  const isNamesOnly = child(asked, dav("propname")) !== null;
  return multistatus(members.map(({ path, found: each }) => describe(dc, { path, found: each }, names, isNamesOnly)));
}

export function multistatus(responses: readonly string[]): StandInReply {
  return {
    status: 207,
    headers: { "content-type": "application/xml; charset=utf-8", dav: "1, 3, extended-mkcol, access-control" },
    body: xmlDocument("d:multistatus", responses.join("")),
  };
}

export function seenBy(
  { world, caller }: Pick<DavCall, "world" | "caller">,
  { path, found }: { readonly path: readonly string[]; readonly found: Found },
): Seen {
  return { world, uid: caller.uid, found, name: path.at(-1) ?? "", isHome: path.length === 0 };
}

/** One member of a multistatus; `names` null is all there is. What the node lacks comes in a propstat of its own. */
export function describe(
  dc: Pick<DavCall, "world" | "caller">,
  entry: { readonly path: readonly string[]; readonly found: Found },
  names: readonly string[] | null,
  isNamesOnly = false,
): string {
  const seen = seenBy(dc, entry);
  const good: string[] = [];
  const missing: string[] = [];
  for (const name of names ?? propertiesOf(seen)) {
    const value = readProperty(seen, name);
    if (value === null) missing.push(tag(name, ""));
    else good.push(tag(name, isNamesOnly ? "" : value));
  }
  const href = hrefOf(dc.caller.uid, entry.path, entry.found.node.children !== null);
  const stats = [
    ...(good.length > 0 || missing.length === 0 ? [propstat(good, "200 OK")] : []),
    ...(missing.length > 0 ? [propstat(missing, "404 Not Found")] : []),
  ];
  return tag(dav("response"), tag(dav("href"), escapeXml(href)) + stats.join(""));
}

export function propstat(properties: readonly string[], status: string): string {
  return tag(dav("propstat"), tag(dav("prop"), properties.join("")) + tag(dav("status"), `HTTP/1.1 ${status}`));
}
