import type { FastifyReply } from "fastify";
import { serverLimits } from "./limits.ts";
import { PortalError } from "./portal-error.ts";

/** Nobody waits for the answer any more; that is all that happened. */
export class CallerGoneError extends Error {
  override readonly name = "CallerGoneError";
}

/**
 * Aborts when the caller goes away before the answer is out, or the deadline passes; null is none. The framework's own
 * signal is no use to a request with a body: it aborts, and its deadline ends, when the last byte of the body was read.
 */
export function callerSignal(
  { raw }: FastifyReply,
  milliseconds: number | null = serverLimits.handlerTimeout,
): AbortSignal {
  const controller = new AbortController();
  const late = () => controller.abort(new PortalError("timeout", { message: "The request took too long." }));
  const timer = milliseconds === null ? undefined : setTimeout(late, milliseconds);
  raw.once("close", () => {
    clearTimeout(timer);
    if (!raw.writableFinished) controller.abort(new CallerGoneError("The caller went away."));
  });
  if (raw.destroyed) controller.abort(new CallerGoneError("The caller went away."));
  return controller.signal;
}
