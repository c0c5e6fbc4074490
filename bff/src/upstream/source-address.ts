import { withoutEndingSlashes } from "#connectors/kit/address.ts";
import { isSegment, type UpstreamPath } from "#connectors/kit/upstream-path.ts";

/** The one origin and path prefix that a source's calls may reach. */
export interface SourceAddress {
  readonly origin: string;
  readonly prefix: string;
}

/** Values of one query; a list becomes the same name several times. */
export type Query = Readonly<Record<string, string | readonly string[]>>;

const loopback = /^(?:localhost|[a-z0-9-]+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/u;

/** Reads a configured address; throws when it is not https (or http on loopback) or carries more than origin and path. */
export function sourceAddress(address: string): SourceAddress {
  const url = new URL(address);
  const isPlainLoopback = url.protocol === "http:" && loopback.test(url.hostname);
  if (url.protocol !== "https:" && !isPlainLoopback) {
    throw new TypeError("A source's address is https, or http on loopback.");
  }
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    throw new TypeError("A source's address is an origin and a path, nothing else.");
  }
  return { origin: url.origin, prefix: withoutEndingSlashes(url.pathname) };
}

/** The path and query of one call, or an error if it would leave the source's origin and prefix (S53). */
export function requestTarget(address: SourceAddress, path: UpstreamPath, query: Query | undefined): string {
  const url = urlBelow(address, path);
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const each of typeof value === "string" ? [value] : value) url.searchParams.append(name, each);
  }
  return `${url.pathname}${url.search}`;
}

/** The whole address of a path, for headers that want one. */
export function absoluteAddress(address: SourceAddress, path: UpstreamPath): string {
  return urlBelow(address, path).href;
}

/** The address of a push channel. */
export function socketAddress(address: SourceAddress, path: UpstreamPath): URL {
  const url = urlBelow(address, path);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url;
}

function urlBelow(address: SourceAddress, path: UpstreamPath): URL {
  const url = new URL(`${address.origin}${address.prefix}${path}`);
  // A path that the URL parser had to tidy up was not the path that somebody meant.
  if (url.origin !== address.origin || url.pathname !== `${address.prefix}${path}`) {
    throw new TypeError("An upstream path must stay below its source's address.");
  }
  return url;
}

/** The path of an address that a tool sent, if it lies at this source below `prefix`; without query and fragment (S53). */
export function pathOfAddress(address: SourceAddress, sent: string, prefix: `/${string}`): UpstreamPath | null {
  const url = URL.parse(sent);
  if (url === null || url.origin !== address.origin || url.username !== "" || url.password !== "") return null;
  // Compared after the URL parser has taken the dots out, so that nobody gets around the prefix by another spelling.
  const start = `${address.prefix}${prefix}`;
  if (url.pathname !== start && !url.pathname.startsWith(start.endsWith("/") ? start : `${start}/`)) return null;
  const path = url.pathname.slice(address.prefix.length);
  const segments = path.slice(1).split("/");
  if (segments.at(-1) === "") segments.pop();
  if (!segments.every(isHonestSegment)) return null;
  // Parsed, found below the prefix, and each segment is one that `path` would have built.
  return path as UpstreamPath;
}

function isHonestSegment(segment: string): boolean {
  try {
    return isSegment(decodeURIComponent(segment));
  } catch (error) {
    if (error instanceof URIError) return false;
    throw error;
  }
}
