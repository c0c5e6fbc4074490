import type { IncomingMessage, ServerResponse } from "node:http";
import type { FastifyReply, FastifyRequest } from "fastify";
import { PortalError } from "./portal-error.ts";
import { sendFailure } from "./error-handler.ts";
import { isNavigation } from "./navigation.ts";
import type { SendNotice } from "./send-notice.ts";
import { signInAddress } from "./sign-in-address.ts";

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
    const isPage = request.method === "GET" && !isApi(request.url) && isNavigation(request);
    if (request.signedIn === null && !(options.anonymousAccess && isPage)) {
      return isPage ? reply.redirect(signInAddress(request.url), 303) : fail(request, reply, "signed_out");
    }
    return isPage
      ? options.sendNotice(request, reply, { status: 404, page: "not_found", code: null, retry: "/" })
      : fail(request, reply, "not_found");
  };
}

function isApi(url: string): boolean {
  return /^\/api(?:[/?]|$)/u.test(url);
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
