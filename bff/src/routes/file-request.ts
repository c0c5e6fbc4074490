import type { FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import { callerSignal } from "#plugins/caller-signal.ts";
import { PortalError } from "#plugins/portal-error.ts";
import type { FileRequest } from "#services/file-source.ts";

/** No deadline in all: a stream ends when nothing moves any more. The framework knows no word for "none". */
export const noTotalDeadline = 2_147_483_647;

/** Whose bytes are moved; the session plugin answered before where there is nobody. */
export async function fileRequestOf(request: FastifyRequest, reply: FastifyReply): Promise<FileRequest> {
  if (request.signedIn === null) throw new PortalError("signed_out");
  return {
    principal: request.signedIn.principal,
    language: await request.server.languageOf(request),
    signal: callerSignal(reply, null),
  };
}

export function parsed<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (!result.success) throw new PortalError("bad_request");
  return result.data;
}
