import type { CallReply, Endpoint, HandlerInput } from "@pforte/shared/contract/endpoint";
import type { Language } from "@pforte/shared/contract/localized";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { SignedIn } from "#auth/authentication.ts";
import { callerSignal } from "#plugins/caller-signal.ts";
import { PortalError } from "#plugins/portal-error.ts";

/** What every handler knows beside its declared input. */
interface HandlerContext<E extends Endpoint> {
  /** The person; only an `open` endpoint is ever called without one. */
  readonly signedIn: E["scope"] extends "open" ? SignedIn | null : SignedIn;
  readonly language: Language;
  /** Aborted when the caller goes away or the total deadline passes. */
  readonly signal: AbortSignal;
  /** Under which the log knows the request; for the audit. */
  readonly requestId: string;
}

/** Answers one endpoint: input parsed and complete, reply checked and stripped when it is sent. */
export type Handler<E extends Endpoint> = (input: HandlerInput<E> & HandlerContext<E>) => Promise<CallReply<E>>;

const nothing = z.strictObject({});

/** Serves one endpoint of the contract. What it does not declare is refused: unknown query fields, a body. */
export function serve<const E extends Endpoint>(app: FastifyInstance, endpoint: E, handler: Handler<E>): void {
  app.route({
    method: endpoint.method,
    url: endpoint.path,
    exposeHeadRoute: false,
    config: {
      access: {
        scope: endpoint.scope,
        kind: "api",
        activity: endpoint.activity,
        ...(endpoint.isFresh === true && { isFresh: true }),
        ...(endpoint.ifMatch === true && { isMatched: true }),
      },
    },
    ...(endpoint.mostBytes !== undefined && { bodyLimit: endpoint.mostBytes }),
    schema: {
      params: endpoint.params ?? nothing,
      querystring: endpoint.query ?? nothing,
      ...(endpoint.method === "GET" ? {} : { body: endpoint.body ?? z.null().optional() }),
      response: { 200: endpoint.reply },
    },
    handler: async (request, reply) => {
      const value = await handler(await inputOf(endpoint, request, callerSignal(reply)));
      if (endpoint.scope === "admin") {
        tagVersion(reply, value);
      }
      return value;
    },
  });
}

async function inputOf<E extends Endpoint>(
  endpoint: E,
  request: FastifyRequest,
  signal: AbortSignal,
): Promise<HandlerInput<E> & HandlerContext<E>> {
  if (endpoint.scope !== "open" && request.signedIn === null) {
    // The session plugin answered before this; the handler is still never run without a person.
    throw new PortalError("signed_out");
  }
  const input = {
    params: request.params,
    query: request.query,
    body: request.body,
    signedIn: request.signedIn,
    language: await request.server.languageOf(request),
    signal,
    requestId: request.id,
    ...(endpoint.ifMatch === true && { ifMatch: versionOf(request.headers["if-match"]) }),
  };
  // The compiler of the route parsed each part with the very schema that types it.
  return input as unknown as HandlerInput<E> & HandlerContext<E>;
}

/** The one version that `If-Match` names (RFC 9110 13.1.1); a list or `*` would say that any state is right (S62). */
function versionOf(header: string | undefined): number {
  if (header === undefined) {
    throw new PortalError("precondition_required", { message: "The header If-Match is missing." });
  }
  const version = /^"(\d{1,9})"$/u.exec(header)?.[1];
  if (version === undefined) {
    throw new PortalError("bad_request", { message: 'If-Match must name one version, such as "7".' });
  }
  return Number(version);
}

/** What has a version says it as its validator, for the next `If-Match`. */
function tagVersion(reply: FastifyReply, value: unknown): void {
  if (typeof value === "object" && value !== null && "version" in value && typeof value.version === "number") {
    reply.header("etag", `"${value.version}"`);
  }
}
