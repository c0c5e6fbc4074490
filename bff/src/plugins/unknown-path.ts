import type { IncomingMessage, ServerResponse } from "node:http";
import type { FastifyReply, FastifyRequest } from "fastify";
import { PortalError } from "./portal-error.ts";
import { sendFailure } from "./error-handler.ts";
import type { SendNotice } from "./send-notice.ts";

/** The development server of the web package, which answers for modules that are not built yet. */
export interface DevelopmentPages {
  /** Further sources of the content security policy, per directive. */
  readonly policy: Readonly<Record<string, string>>;
  handle(request: IncomingMessage, response: ServerResponse): void;
}

interface UnknownPathOptions {
  readonly sendNotice: SendNotice;
  readonly anonymousAccess: boolean;
  readonly development: DevelopmentPages | null;
}

/** Who may not see whether a path exists hears what they would hear of any other (S41). */
export function createUnknownPath(options: UnknownPathOptions) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    if (options.development !== null && request.method === "GET" && !isApi(request.url)) {
      reply.hijack();
      options.development.handle(request.raw, reply.raw);
      return reply;
    }
    reply.header("cache-control", "no-store");
    const isNavigation = request.method === "GET" && !isApi(request.url) && looksLikeNavigation(request);
    if (request.signedIn === null && !(options.anonymousAccess && isNavigation)) {
      return isNavigation ? toSignIn(request, reply) : fail(request, reply, "signed_out");
    }
    return isNavigation
      ? options.sendNotice(request, reply, { status: 404, page: "not_found", code: null, retry: "/" })
      : fail(request, reply, "not_found");
  };
}

function isApi(url: string): boolean {
  return /^\/api(?:[/?]|$)/u.test(url);
}

function looksLikeNavigation({ headers }: FastifyRequest): boolean {
  const mode = headers["sec-fetch-mode"];
  return mode === undefined ? (headers.accept ?? "").includes("text/html") : mode === "navigate";
}

function toSignIn(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply.redirect(`/auth/login?returnTo=${encodeURIComponent(request.url)}`, 303);
}

async function fail(
  request: FastifyRequest,
  reply: FastifyReply,
  code: "not_found" | "signed_out",
): Promise<FastifyReply> {
  const message = code === "not_found" ? "There is nothing here." : "There is no session.";
  await sendFailure(request, reply, new PortalError(code, { message }));
  return reply;
}
