import type { z } from "zod";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import type { CallContext } from "#connectors/kit/connector.ts";
import type { UpstreamRequest } from "#connectors/kit/upstream-http.ts";
import { path, pathBelow, type UpstreamPath } from "#connectors/kit/upstream-path.ts";
import { asPerson } from "./ocs.ts";
import { davResponseSchema, multistatusSchema, type DavProps } from "./schema.ts";

/** What is asked of every file; an explicit list, because "all" is slow and leaves out what counts. */
const askedProps: Readonly<Record<string, string>> = Object.fromEntries(
  [
    "d:getlastmodified",
    "d:getetag",
    "d:getcontenttype",
    "d:getcontentlength",
    "d:resourcetype",
    "oc:fileid",
    "oc:permissions",
    "oc:size",
    "oc:favorite",
    "oc:owner-id",
    "oc:owner-display-name",
    "nc:has-preview",
  ].map((name) => [name, ""]),
);

/** One entry of a 207: where it lies below the person's top folder, and what is known of it. */
export interface DavEntry {
  readonly segments: readonly string[];
  readonly props: DavProps;
}

export interface DavList {
  readonly entries: readonly DavEntry[];
  /** Entries that could not be read. */
  readonly dropped: number;
}

/** The path of something in the person's files; null for a name that no path can carry. */
export const filePath = (account: string, segments: readonly string[]): UpstreamPath | null =>
  pathBelow(path`/remote.php/dav/files/${account}`, segments);

const filesMarker = "/remote.php/dav/files/";

/** Files by a search of the server (RFC 5323) below the person's top folder. */
export async function search(call: CallContext, account: string, query: SearchQuery): Promise<DavList> {
  const document = {
    "d:searchrequest": {
      "d:basicsearch": {
        "d:select": { "d:prop": askedProps },
        "d:from": { "d:scope": { "d:href": `/files/${encodeURIComponent(account)}`, "d:depth": "infinity" } },
        "d:where": query.where,
        ...(query.newestFirst && {
          "d:orderby": { "d:order": { "d:prop": { "d:getlastmodified": "" }, "d:descending": "" } },
        }),
        "d:limit": { "d:nresults": query.limit },
      },
    },
  };
  return list(call, account, path`/remote.php/dav/`, { method: "SEARCH", text: { type: "xml", document } });
}

export interface SearchQuery {
  readonly where: Readonly<Record<string, unknown>>;
  readonly limit: number;
  readonly newestFirst: boolean;
}

/** What the person marked as a favourite. */
export async function favourites(call: CallContext, account: string): Promise<DavList> {
  const document = {
    "oc:filter-files": { "d:prop": askedProps, "oc:filter-rules": { "oc:favorite": "1" } },
  };
  return list(call, account, path`/remote.php/dav/files/${account}/`, {
    method: "REPORT",
    text: { type: "xml", document },
  });
}

/** One file or folder; null where nothing lies. */
export async function stat(call: CallContext, account: string, segments: readonly string[]): Promise<DavEntry | null> {
  return entryAt(call, account, segments, askedProps);
}

/** A folder with the room that is left in it, negative where that is unknown or unlimited. */
export async function statFolder(call: CallContext, account: string, segments: readonly string[]) {
  return entryAt(call, account, segments, { ...askedProps, "d:quota-available-bytes": "" });
}

/** The etag of the top folder, which changes with everything below it. */
export async function topEtag(call: CallContext, account: string): Promise<string> {
  const top = await entryAt(call, account, [], { "d:getetag": "" });
  const etag = top?.props["d:getetag"];
  if (etag === undefined)
    throw new UpstreamError("not_found", "The person has no files.", { code: "needs_first_login" });
  return etag;
}

/** A 207 says for each property whether it was set; as a whole it is no success. */
export async function setProps(
  call: CallContext,
  at: UpstreamPath,
  props: Readonly<Record<string, string>>,
): Promise<void> {
  const document = { "d:propertyupdate": { "d:set": { "d:prop": props } } };
  const reply = await call.http.xml(
    at,
    multistatusSchema,
    asPerson(call, { method: "PROPPATCH", text: { type: "xml", document } }),
  );
  const statuses = responsesOf(reply).flatMap((response) => statusesOf(response));
  if (statuses.length === 0 || !statuses.every(isOk)) {
    throw new UpstreamError("forbidden", "A property could not be set.", { status: 403 });
  }
}

const isOk = (status: string) => / 200(?: |$)/u.test(status);

function statusesOf(response: unknown): readonly string[] {
  const parsed = davResponseSchema.safeParse(response);
  return parsed.success ? parsed.data["d:propstat"].map((each) => each["d:status"]) : [];
}

function responsesOf(reply: z.output<typeof multistatusSchema>): readonly unknown[] {
  const status = reply["d:multistatus"];
  return status === "" ? [] : status["d:response"];
}

async function entryAt(
  call: CallContext,
  account: string,
  segments: readonly string[],
  prop: Readonly<Record<string, string>>,
): Promise<DavEntry | null> {
  const at = filePath(account, segments);
  if (at === null) return null;
  try {
    const { entries } = await list(call, account, at, {
      method: "PROPFIND",
      headers: { depth: "0" },
      text: { type: "xml", document: { "d:propfind": { "d:prop": prop } } },
    });
    return entries[0] ?? null;
  } catch (error) {
    if (error instanceof UpstreamError && error.reason === "not_found") return null;
    throw error;
  }
}

async function list(call: CallContext, account: string, at: UpstreamPath, request: UpstreamRequest): Promise<DavList> {
  const reply = await call.http.xml(at, multistatusSchema, asPerson(call, request));
  const entries = responsesOf(reply).map((response) => entryOf(response, account));
  return {
    entries: entries.filter((entry) => entry !== null),
    dropped: entries.filter((entry) => entry === null).length,
  };
}

function entryOf(response: unknown, account: string): DavEntry | null {
  const parsed = davResponseSchema.safeParse(response);
  if (!parsed.success) return null;
  const segments = segmentsOf(parsed.data["d:href"], account);
  if (segments === null) return null;
  const found = parsed.data["d:propstat"].find((each) => isOk(each["d:status"]));
  return { segments, props: found === undefined || found["d:prop"] === "" ? {} : found["d:prop"] };
}

/** Addresses in replies are percent-encoded paths without a host, below whatever path the server is installed at. */
function segmentsOf(href: string, account: string): readonly string[] | null {
  const start = href.indexOf(filesMarker);
  if (start < 0) return null;
  const parts = href.slice(start + filesMarker.length).split("/");
  try {
    const [owner, ...segments] = parts.map(decodeURIComponent);
    if (owner?.toLowerCase() !== account.toLowerCase()) return null;
    return segments.at(-1) === "" ? segments.slice(0, -1) : segments;
  } catch {
    // Not percent-encoded text: no address of a file.
    return null;
  }
}
