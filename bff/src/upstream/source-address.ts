import type { UpstreamPath } from "#connectors/kit/upstream-path.ts";

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

function withoutEndingSlashes(path: string): string {
  let end = path.length;
  while (path[end - 1] === "/") end -= 1;
  return path.slice(0, end);
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

const dotSegment = /^(?:\.|%2e){1,2}$/iu;
const encodedSeparator = /%(?:2f|5c|00)/iu;

/** The path of an address that a tool sent, if it lies at this source below `prefix`; without query and fragment (S53). */
export function pathOfAddress(address: SourceAddress, sent: string, prefix: `/${string}`): UpstreamPath | null {
  const url = URL.parse(sent);
  if (url === null || url.origin !== address.origin || url.username !== "" || url.password !== "") return null;
  // Compared after the URL parser has taken the dots out, so that nobody gets around the prefix by another spelling.
  const start = `${address.prefix}${prefix}`;
  const isBelow = url.pathname === start || url.pathname.startsWith(start.endsWith("/") ? start : `${start}/`);
  const path = url.pathname.slice(address.prefix.length);
  const isPlain = !path.startsWith("//") && !encodedSeparator.test(path) && !path.split("/").some(isDotSegment);
  // Parsed, normalised and found below the prefix: the second and last place that grants the brand.
  return isBelow && isPlain ? (path as UpstreamPath) : null;
}

const isDotSegment = (segment: string) => dotSegment.test(segment);
