import type { Server } from "node:http";
import type { FastifyHttpOptions } from "fastify";

/** The largest JSON body (S42). */
export const jsonBodyLimit = 64 * 1024;
/** The largest form that another server may send, such as a logout token (S25). */
export const formBodyLimit = 16 * 1024;

/** A source, and an id of a room at it (255 bytes in Matrix); what is shorter says so in its own form. */
const mostNamed = 400;

const maxConnections = 20_000;

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

/** Bounds the number of sockets; Node drops what comes beyond. */
export function limitConnections(server: { maxConnections: number }): void {
  server.maxConnections = maxConnections;
}
