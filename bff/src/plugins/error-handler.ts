import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Log } from "#log.ts";
import { CallerGoneError } from "./caller-signal.ts";
import { failureBody, portalErrorOf, statusOfError } from "./failure-of.ts";
import { isNavigation } from "./navigation.ts";
import { PortalError } from "./portal-error.ts";
import { safeError } from "./safe-error.ts";
import type { Notice, SendNotice } from "./send-notice.ts";

/** What an error handler needs of the portal. */
export interface ErrorHandlerOptions {
  readonly sendNotice: SendNotice;
  readonly log: Log;
  /** Called for what nobody meant. */
  readonly onUnexpected: () => void;
  /** What an unknown path gets; the development server answers here first. */
  readonly unknownPath: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;
}

/** The one place where what was thrown becomes an answer: JSON for the API, a page for people (S46). */
export function registerErrorHandler(app: FastifyInstance, options: ErrorHandlerOptions): void {
  app.setErrorHandler(async (error, request, reply) => {
    await answerError(error, request, reply, options);
    return reply;
  });
  app.setNotFoundHandler(async (request, reply) => options.unknownPath(request, reply));
}

async function answerError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  options: ErrorHandlerOptions,
): Promise<void> {
  if (error instanceof CallerGoneError) {
    reply.raw.destroy();
    return;
  }
  const meant = portalErrorOf(error);
  if (meant === null) {
    options.onUnexpected();
    options.log.error({ requestId: request.id, error: safeError(error) }, "A request failed unexpectedly.");
  }
  if (meant?.code === "storage_unavailable") {
    // Whether the database is away, full or out of connections is for the operator alone: its code and the place say so.
    options.log.warn({ requestId: request.id, error: safeError(meant.cause) }, "The database failed a request.");
  }
  const failure = meant ?? new PortalError("internal", { message: "The portal failed to answer." });
  if (reply.raw.headersSent) {
    reply.raw.destroy();
    return;
  }
  reply.header("cache-control", "no-store");
  if (failure.retryAfterSeconds !== null) {
    reply.header("retry-after", String(failure.retryAfterSeconds));
  }
  const kind = request.routeOptions.config.access?.kind;
  if ((kind === "page" || kind === "act") && wantsPage(request, failure)) {
    await options.sendNotice(request, reply, noticeOf(failure));
    return;
  }
  await sendFailure(request, reply, failure);
}

/** Answers with the JSON body of a failure, whatever the route declares for its own replies. */
export async function sendFailure(request: FastifyRequest, reply: FastifyReply, failure: PortalError): Promise<void> {
  await reply
    .code(statusOfError(failure))
    .type("application/json; charset=utf-8")
    .serializer((body: unknown) => JSON.stringify(body))
    .send(failureBody(failure, request.id));
}

/** A request for a foreign host is not a person's navigation to this portal. */
function wantsPage(request: FastifyRequest, failure: PortalError): boolean {
  return failure.code !== "misdirected_host" && isNavigation(request);
}

function noticeOf(failure: PortalError): Notice {
  const status = statusOfError(failure);
  const { retryAfterSeconds } = failure;
  const retryAfter = retryAfterSeconds === null ? {} : { retryAfterSeconds };
  if (failure.code === "not_found") {
    return { status, page: "not_found", code: null, retry: "/" };
  }
  const code = failure.code === "storage_unavailable" ? "storage_unavailable" : "portal_failed";
  return { status, page: "failed", code, retry: "/", ...retryAfter };
}
