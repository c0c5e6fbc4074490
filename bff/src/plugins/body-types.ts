import type { FastifyInstance, FastifyRequest } from "fastify";
import { formBodyLimit, jsonBodyLimit } from "./limits.ts";
import { PortalError } from "./portal-error.ts";
import { headerCount } from "./request-target.ts";
import type { RouteAccess } from "./route-access.ts";
import { parseStrictJson, StrictJsonError } from "./strict-json.ts";

const json = /^application\/json(?:; ?charset=utf-8)?$/iu;
const reports = /^application\/reports\+json(?:; ?charset=utf-8)?$/iu;
const bytes = /^application\/octet-stream$/iu;
const pictures = /^image\/(?:svg\+xml|png|webp)$/iu;
const form = /^application\/x-www-form-urlencoded(?:; ?charset=utf-8)?$/iu;

/**
 * Takes JSON on the API, bytes where they are transferred, pictures where one is uploaded and forms where a form or another server posts, each
 * spelled one way; everything else is 415 before any parser could guess (S31).
 */
export function registerBodyTypes(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    ["application/json", "application/reports+json"],
    { parseAs: "buffer", bodyLimit: jsonBodyLimit },
    (_request, body, done) => {
      try {
        // `parseAs: "buffer"` yields a Buffer; the type allows both.
        done(null, parseStrictJson(body as Buffer));
      } catch (error) {
        const message = error instanceof StrictJsonError ? error.message : "The body cannot be read.";
        done(new PortalError("bad_request", { message }));
      }
    },
  );
  app.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string", bodyLimit: formBodyLimit },
    (_request, body, done) => done(null, String(body)),
  );
  // Whole, up to the limit of the one route that takes them; beyond it nothing is read on.
  app.addContentTypeParser(
    ["image/svg+xml", "image/png", "image/webp"],
    { parseAs: "buffer" },
    (_request, body, done) => done(null, body),
  );
  // Not parsed at all: the route reads it as it comes.
  app.addContentTypeParser("application/octet-stream", (_request, _payload, done) => done(null));
  app.addHook("onRequest", (request, _reply, done) => {
    done(problemOf(request) ?? undefined);
  });
}

function problemOf(request: FastifyRequest): PortalError | null {
  const access = request.routeOptions.config.access;
  if (access === undefined) {
    return null;
  }
  if (!carriesBody(request)) {
    return null;
  }
  if (request.method === "GET" || request.method === "HEAD") {
    return new PortalError("bad_request", { message: "A GET has no body." });
  }
  const type = request.headers["content-type"] ?? "";
  return headerCount(request, "content-type") === 1 && acceptedBy(access).test(type)
    ? null
    : new PortalError("unsupported_media_type", { message: "This content type is not accepted here." });
}

function carriesBody(request: FastifyRequest): boolean {
  const { "content-length": length, "transfer-encoding": encoding, "content-type": type } = request.headers;
  return encoding !== undefined || (length !== undefined && length !== "0") || type !== undefined;
}

function acceptedBy({ kind, body }: RouteAccess): RegExp {
  if (body === "reports") {
    return reports;
  }
  if (body === "pictures") {
    return pictures;
  }
  if (kind === "transfer") {
    return bytes;
  }
  return kind === "machine" || kind === "act" ? form : json;
}
