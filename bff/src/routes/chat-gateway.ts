import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { GatewayQuery, GatewayRoute } from "#connectors/kit/gateway.ts";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import { isSegment } from "#connectors/kit/upstream-path.ts";
import { PortalError } from "#plugins/portal-error.ts";
import type { ChatGateway, GatewayCall } from "#services/chat-gateway.ts";
import { fileRequestOf, noTotalDeadline } from "./file-request.ts";
import { sandbox, sendBody } from "./inert-bytes.ts";
import { matrixFailure } from "./matrix-failure.ts";

/** Said by the portal, of whatever passes: nothing of the tool's own head is sent. */
const json = "application/json; charset=utf-8";
const sourceKey = z.string().regex(/^[a-z0-9-]{1,60}$/u);

/** A name such as `.` fits the form of some ids, and would be no segment of the tool's path. */
const areSegments = (values: object) => Object.values(values).every((value) => isSegment(String(value)));

/**
 * The calls of a tool's own API that a client in the page may make, each at an address of its own. There is no other way
 * through: what is not declared by the connector has no route (S43, S53; docs/decisions/013).
 */
export function registerChatGatewayRoutes(app: FastifyInstance, gateway: ChatGateway): void {
  for (const { kind, routes } of gateway.kinds) for (const route of routes) register(app, gateway, kind, route);
}

function register(app: FastifyInstance, gateway: ChatGateway, kind: string, route: GatewayRoute): void {
  const { method, body } = route;
  app.route({
    method,
    url: `/api/chat/${kind}/:source${route.path}`,
    exposeHeadRoute: false,
    // A long poll and what it brings end when nothing moves any more.
    handlerTimeout: noTotalDeadline,
    ...(body !== null && { bodyLimit: body.mostBytes }),
    config: { access: { scope: "person", kind: "api", activity: route.activity, isGateway: true } },
    schema: {
      params: z
        .strictObject({ source: sourceKey, ...route.params })
        .refine(areSegments, { message: "No path has this." }),
      querystring: z.strictObject(route.query),
      ...(method !== "GET" && { body: body?.schema ?? z.null().optional() }),
    },
    handler: async (request, reply) => {
      reply.header("content-security-policy", sandbox);
      try {
        const answer = await gateway.pass(callOf(kind, route, request), await fileRequestOf(request, reply));
        if (answer === null) throw new PortalError("not_found", { message: "There is no such source." });
        return sendBody(reply, answer, json);
      } catch (error) {
        return sendFailure(reply, error);
      }
    },
  });
}

function callOf(kind: string, route: GatewayRoute, { params, query, body }: FastifyRequest): GatewayCall {
  // The compiler of the route parsed each part with the schemas of this very route.
  const { source = "", ...named } = params as Readonly<Record<string, string>>;
  return {
    kind,
    source,
    route,
    params: named,
    query: query as GatewayQuery,
    body: route.body === null ? undefined : body,
  };
}

/** In the words of the tool's own API; what is the portal's own matter stays in the portal's. */
function sendFailure(reply: FastifyReply, error: unknown): FastifyReply {
  if (!(error instanceof UpstreamError) || error.code === "ended") throw error;
  const { status, body } = matrixFailure(error);
  if (error.retryAfterSeconds !== null) reply.header("retry-after", String(Math.ceil(error.retryAfterSeconds)));
  return reply.code(status).type(json).send(JSON.stringify(body));
}
