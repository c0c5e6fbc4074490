import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { PortalError } from "#plugins/portal-error.ts";
import type { SendNotice } from "#plugins/send-notice.ts";
import type { ConnectEnd, ConnectFailure, ConnectTool } from "#services/connect-tool.ts";
import type { Principal } from "#storage/principal.ts";
import { queryOf } from "./auth-parts.ts";

interface ConnectRoutesOptions {
  readonly connect: ConnectTool;
  readonly sendNotice: SendNotice;
  /** A path of the portal that may be returned to, or null for anything else. */
  readonly safePath: (value: string | undefined, publicOrigin: string) => string | null;
  readonly publicOrigin: string;
}

const sourceSchema = z.string().regex(/^[a-z0-9-]{1,60}$/u);
const access = { scope: "person", kind: "page", activity: true } as const;

const startParams = z.object({ source: sourceSchema });
const startQuery = z.object({
  returnTo: z.string().max(2000).optional(),
  silent: z.literal("true").optional(),
  device: z.enum(["portal", "page"]).default("portal"),
});
const callbackParams = z.object({ source: sourceSchema, state: z.string().max(100) });

/** The sign-in of a person at a tool through the browser: there, and back again. */
export function registerConnectRoutes(app: FastifyInstance, options: ConnectRoutesOptions): void {
  app.get("/auth/connect/:source", { config: { access }, exposeHeadRoute: false }, async (request, reply) => {
    const { source } = parse(startParams, request.params);
    const query = parse(startQuery, request.query);
    const { device } = query;
    const returnTo = options.safePath(query.returnTo, options.publicOrigin) ?? "/";
    const silent = query.silent === "true";
    const start = await options.connect.start(personOf(request), source, { returnTo, silent, device });
    if (start.kind === "not_found") throw new PortalError("not_found");
    if (start.kind === "redirect") return leave(reply, start.address);
    if (start.kind === "not_needed" || silent) return leave(reply, returnTo);
    return failed(options, request, reply, "failed");
  });

  app.get(
    "/auth/connect/:source/callback/:state",
    { config: { access }, exposeHeadRoute: false },
    async (request, reply) => {
      const { source, state } = parse(callbackParams, request.params);
      const end: ConnectEnd = await options.connect.finish(personOf(request), source, state, queryOf(request));
      if (end.kind === "connected" || end.silent) return leave(reply, end.returnTo);
      return failed(options, request, reply, end.why);
    },
  );
}

function parse<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new PortalError("bad_request");
  return parsed.data;
}

function personOf(request: FastifyRequest): Principal {
  if (request.signedIn === null) throw new PortalError("signed_out");
  return request.signedIn.principal;
}

/** The address that is left carries a state or a code: nothing keeps it, and the tool is not told where from. */
function leave(reply: FastifyReply, address: string): FastifyReply {
  return reply.header("cache-control", "no-store").header("referrer-policy", "no-referrer").redirect(address, 303);
}

const statusOf = { failed: 502, other_person: 403, not_begun: 400 } as const satisfies Record<ConnectFailure, number>;

function failed(
  options: ConnectRoutesOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  why: ConnectFailure,
): Promise<FastifyReply> {
  return options.sendNotice(request, reply, {
    status: statusOf[why],
    page: "failed",
    code: why === "other_person" ? "connect_other_person" : "connect_failed",
    // The page's one button says that it leads home; the sign-in that just failed is offered there.
    retry: "/",
  });
}
