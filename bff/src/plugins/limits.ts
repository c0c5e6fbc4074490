import { readFileSync } from "node:fs";
import type { Server } from "node:http";
import type { FastifyHttpOptions } from "fastify";

/** The largest JSON body (S42). */
export const jsonBodyLimit = 64 * 1024;
/** The largest form that another server may send, such as a logout token (S25). */
export const formBodyLimit = 16 * 1024;

/** A source, and an id of a room at it (255 bytes in Matrix); what is shorter says so in its own form. */
const mostNamed = 400;

const maxConnections = 20_000;
/** Of the files that this process may open, what people's sockets leave to the database, the tools and the provider. */
const shareForPeople = 0.75;
const leastForOthers = 64;

/**
 * What bounds every request (S38). Node's own limits are off in Fastify's defaults: without these, a socket that sends a
 * byte now and then is never closed.
 */
export const serverLimits = {
  // As long as the slowest stream of the largest part may take; ordinary bodies have `body-deadline.ts`.
  requestTimeout: 4_200_000,
  handlerTimeout: 15_000,
  // Longer than the keep-alive of the usual proxies (60 s), so that it is the proxy who closes.
  keepAliveTimeout: 75_000,
  maxRequestsPerSocket: 1000,
  bodyLimit: jsonBodyLimit,
  routerOptions: { maxParamLength: mostNamed, caseSensitive: true, ignoreDuplicateSlashes: false },
  http: {
    headersTimeout: 5000,
    connectionsCheckingInterval: 1000,
    maxHeaderSize: 16 * 1024,
    // Node would answer a missing Host itself, without our headers.
    requireHostHeader: false,
  },
} as const satisfies FastifyHttpOptions<Server>;

/**
 * Bounds the number of sockets; Node drops what comes beyond. A process that spent its last file on a visitor could reach
 * neither its database nor anybody else, for those who are there already (F31).
 */
export function limitConnections(server: { maxConnections: number }, files = mostOpenFiles()): void {
  const people = Math.min(Math.floor(files * shareForPeople), files - leastForOthers);
  server.maxConnections = Math.max(1, Math.min(maxConnections, people));
}

/** How many files this process may open (`ulimit -n`); where the system does not say so, as many as it likes. */
function mostOpenFiles(): number {
  try {
    const soft = /^Max open files\s+(\d+)/mu.exec(readFileSync("/proc/self/limits", "utf8"))?.[1];
    return soft === undefined ? Number.POSITIVE_INFINITY : Number(soft);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
