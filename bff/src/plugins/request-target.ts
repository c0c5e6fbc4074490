import type { FastifyInstance, FastifyRequest } from "fastify";
import { PortalError } from "./portal-error.ts";

const controlInUrl = /%0[0ad]|[\0\r\n]/iu;

/** Refuses requests that are not for this portal or whose target could mean two things (S39, S40, S47). */
export function registerRequestTarget(app: FastifyInstance, publicOrigin: string): void {
  const { host } = new URL(publicOrigin);
  app.addHook("onRequest", (request, _reply, done) => {
    done(problemOf(request, host) ?? undefined);
  });
}

function problemOf(request: FastifyRequest, host: string): PortalError | null {
  const target = request.raw.url ?? "";
  if (!target.startsWith("/")) {
    return new PortalError("bad_request", { message: "The request target must be a path." });
  }
  if (controlInUrl.test(target)) {
    return new PortalError("bad_request", { message: "The request target holds a control character." });
  }
  // Node takes a first line without a version for HTTP/0.9, whose requests have no fields and no end of their own.
  if (request.raw.httpVersionMajor !== 1) {
    return new PortalError("bad_request", { message: "This version of HTTP is not spoken here." });
  }
  // It would say back what it was sent, cookies too.
  if (request.method === "TRACE") {
    return new PortalError("bad_request", { message: "Nothing is traced here." });
  }
  if (headerCount(request, "host") !== 1) {
    return new PortalError("bad_request", { message: "A request has exactly one Host." });
  }
  // Fastify takes X-Forwarded-Host here only from a trusted proxy.
  if (request.host.toLowerCase() !== host) {
    return new PortalError("misdirected_host", { message: "This host is not served here." });
  }
  return null;
}

/** How often a header was really sent; Node's parsed headers show one where two were. */
export function headerCount(request: FastifyRequest, name: string): number {
  const raw = request.raw.rawHeaders;
  if (raw === undefined || raw.length === 0) {
    return request.headers[name] === undefined ? 0 : 1;
  }
  let count = 0;
  for (let at = 0; at < raw.length; at += 2) {
    if (raw[at]?.toLowerCase() === name) {
      count += 1;
    }
  }
  return count;
}
