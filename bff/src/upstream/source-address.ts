import type { UpstreamPath } from "#connectors/kit/upstream-path.ts";

/** The one origin and path prefix that a source's calls may reach. */
export interface SourceAddress {
  readonly origin: string;
  readonly prefix: string;
}

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
  return { origin: url.origin, prefix: url.pathname.replace(/\/+$/u, "") };
}

/** The path and query of one call, or an error if it would leave the source's origin and prefix (S53). */
export function requestTarget(
  address: SourceAddress,
  path: UpstreamPath,
  query: Readonly<Record<string, string>> | undefined,
): string {
  const url = new URL(`${address.origin}${address.prefix}${path}`);
  // A path that the URL parser had to tidy up was not the path that somebody meant.
  if (url.origin !== address.origin || url.pathname !== `${address.prefix}${path}`) {
    throw new TypeError("An upstream path must stay below its source's address.");
  }
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
  return `${url.pathname}${url.search}`;
}
