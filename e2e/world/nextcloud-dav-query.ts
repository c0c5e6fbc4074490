import { describe, expectFound, expectXml, multistatus, seenBy, splitPath, type DavCall } from "./nextcloud-dav.ts";
import { readProperty } from "./nextcloud-properties.ts";
import { davProblem } from "./nextcloud-reply.ts";
import { sizeOf, type Found } from "./nextcloud-tree.ts";
import { child, dav, nc, oc, type XmlElement } from "./nextcloud-xml.ts";
import type { StandInReply } from "./stand-in-http.ts";

interface Entry {
  readonly path: readonly string[];
  readonly found: Found;
}

type Value = string | number | boolean;
type Test = (entry: Entry) => boolean;

/** What can be searched and sorted by; anything else is a bad request. */
const searchable: Readonly<Record<string, (entry: Entry, uid: string) => Value>> = {
  [dav("displayname")]: ({ path }) => path.at(-1) ?? "",
  [dav("getcontenttype")]: ({ found }) => found.node.type,
  [dav("getlastmodified")]: ({ found }) => Math.floor(found.node.modified.getTime() / 1000),
  [dav("creationdate")]: ({ found }) => Math.floor(found.node.created.getTime() / 1000),
  [nc("upload_time")]: ({ found }) => Math.floor(found.node.created.getTime() / 1000),
  [oc("fileid")]: ({ found }) => found.node.id,
  [oc("size")]: ({ found }) => sizeOf(found.node),
  [oc("favorite")]: ({ found }, uid) => found.node.favouriteOf.has(uid),
  [oc("owner-id")]: ({ found }) => found.node.owner,
};
const dates = new Set([dav("getlastmodified"), dav("creationdate")]);

const bad = (message: string) => davProblem(400, "BadRequest", message);

/** REPORT `oc:filter-files`: what a person marked, wherever it lies. */
export function filterFiles(dc: DavCall): StandInReply {
  expectFound(dc);
  const document = expectXml(dc.call);
  if (document.name !== oc("filter-files")) throw davProblem(415, "ReportNotSupported", "This report is not known");
  const rules = child(document, oc("filter-rules"))?.children ?? [];
  const favourite = rules.find(({ name }) => name === oc("favorite"));
  if (favourite === undefined) throw bad("Missing filter-rule block in request");
  const names = child(document, dav("prop"))?.children.map(({ name }) => name) ?? [];
  const { uid } = dc.caller;
  const entries = [...dc.world.everything(uid, dc.segments)].filter(({ found }) => found.node.favouriteOf.has(uid));
  return multistatus(entries.map((entry) => describe(dc, entry, names)));
}

/** SEARCH with a basic search (RFC 5323), at the root of WebDAV. */
export function search(dc: Omit<DavCall, "segments">): StandInReply {
  const type = dc.call.headers["content-type"] ?? "";
  if (!/^(?:text|application)\/xml/.test(type)) {
    throw davProblem(501, "NotImplemented", 'There was no handler found for this "SEARCH" method');
  }
  const document = expectXml(dc.call);
  const query = child(document, dav("basicsearch"));
  if (document.name !== dav("searchrequest") || query === null) throw bad("A basicsearch was expected");
  const names = child(child(query, dav("select")), dav("prop"))?.children.map(({ name }) => name) ?? [];
  const from = scopeOf(query, dc.caller.uid);
  const scope = dc.world.find(dc.caller.uid, from);
  if (scope === null) throw davProblem(404, "NotFound", "The scope could not be located");
  const where = child(query, dav("where"))?.children[0];
  const test = where === undefined ? () => true : condition(where, dc);
  const order = orderOf(query, dc.caller.uid);
  const [first, limit] = pageOf(query);
  const entries = [...dc.world.everything(dc.caller.uid, from)]
    // The folder that is searched is not found in itself.
    .filter((entry) => entry.path.length > from.length && test(entry))
    .toSorted(order)
    .slice(first, first + limit);
  return multistatus(entries.map((entry) => describe(dc, entry, names)));
}

/** First entry and number of entries; the first is an extension of the vendor's. */
function pageOf(query: XmlElement): readonly [number, number] {
  const limit = child(query, dav("limit"));
  const first = child(limit, "{https://github.com/icewind1991/SearchDAV/ns}firstresult")?.text;
  return [Number(first ?? 0), Number(child(limit, dav("nresults"))?.text ?? Number.POSITIVE_INFINITY)];
}

function scopeOf(query: XmlElement, uid: string): readonly string[] {
  const scope = child(child(query, dav("from")), dav("scope"));
  const href = child(scope, dav("href"))?.text.trim() ?? "";
  const [files, owner, ...rest] = splitPath(href.replace(/^(?:https?:\/\/[^/]+)?(?:\/remote\.php\/dav)?/, ""));
  if (files !== "files" || owner !== uid) throw bad("The scope is not one that can be searched");
  return rest;
}

function orderOf(query: XmlElement, uid: string): (one: Entry, other: Entry) => number {
  const orders = (child(query, dav("orderby"))?.children ?? []).map((order) => ({
    read: readerOf(child(order, dav("prop"))),
    sign: child(order, dav("descending")) === null ? 1 : -1,
  }));
  return (one, other) => {
    for (const { read, sign } of orders) {
      const [a, b] = [read(one, uid), read(other, uid)];
      if (a !== b) return a < b ? -sign : sign;
    }
    return 0;
  };
}

function readerOf(prop: XmlElement | null) {
  const name = prop?.children[0]?.name ?? "";
  const read = searchable[name];
  if (read === undefined) throw bad(`${name} is not a searchable property`);
  return read;
}

function condition(element: XmlElement, dc: Omit<DavCall, "segments">): Test {
  const parts = () => element.children.map((each) => condition(each, dc));
  switch (element.name) {
    case dav("and"): {
      const tests = parts();
      return (entry) => tests.every((test) => test(entry));
    }
    case dav("or"): {
      const tests = parts();
      return (entry) => tests.some((test) => test(entry));
    }
    case dav("not"): {
      const [test] = parts();
      if (test === undefined) throw bad("not needs a condition");
      return (entry) => !test(entry);
    }
    case dav("is-collection"):
      return ({ found }) => found.node.children !== null;
    case dav("is-defined"): {
      const name = child(element, dav("prop"))?.children[0]?.name ?? "";
      return (entry) => readProperty(seenBy(dc, entry), name) !== null;
    }
    default:
      return comparison(element, dc.caller.uid);
  }
}

function comparison(element: XmlElement, uid: string): Test {
  const prop = child(element, dav("prop"));
  const read = readerOf(prop);
  const literal = literalOf(prop?.children[0]?.name ?? "", child(element, dav("literal"))?.text ?? "");
  const compare = (entry: Entry): number => {
    const value = read(entry, uid);
    const wanted = typeof value === "number" ? Number(literal) : typeof value === "boolean" ? isYes(literal) : literal;
    return value === wanted ? 0 : value < wanted ? -1 : 1;
  };
  const operators: Readonly<Record<string, Test>> = {
    [dav("eq")]: (entry) => compare(entry) === 0,
    [dav("gt")]: (entry) => compare(entry) > 0,
    [dav("gte")]: (entry) => compare(entry) >= 0,
    [dav("lt")]: (entry) => compare(entry) < 0,
    [dav("lte")]: (entry) => compare(entry) <= 0,
    [dav("like")]: (entry) => like(String(literal)).test(String(read(entry, uid))),
  };
  const operator = operators[element.name];
  if (operator === undefined) throw bad(`${element.name} is not a known operator`);
  return operator;
}

function literalOf(name: string, text: string): string | number {
  if (!dates.has(name)) return text;
  const time = /^\d+$/.test(text) ? Number(text) : Date.parse(text) / 1000;
  if (Number.isNaN(time)) throw bad("The literal is no date");
  return time;
}

const isYes = (literal: string | number) => literal === "1" || literal === "true" || literal === "yes";

/** As the databases behind it do: `%` is anything, `_` one character, and a backslash makes either itself. */
function like(pattern: string): RegExp {
  const source = pattern.replace(/\\(.)|[%_]|[.*+?^${}()|[\]\\]/gsu, (part: string, literal: string | undefined) => {
    if (part === "%") return ".*";
    if (part === "_") return ".";
    return (literal ?? part).replace(/[.*+?^${}()|[\]\\]/gu, "\\$&");
  });
  return new RegExp(`^${source}$`, "isu");
}
