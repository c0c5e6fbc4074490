import { UpstreamError } from "#connectors/kit/upstream-error.ts";

/** Runs work under a deadline and the caller's signal; whichever comes first aborts it, and nothing keeps listening afterwards. */
export async function withDeadline<T>(
  milliseconds: number,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  outer.throwIfAborted();
  const controller = new AbortController();
  const deadline = new UpstreamError("timeout", "The tool did not answer in time.");
  const abort = () => controller.abort(outer.reason);
  outer.addEventListener("abort", abort, { once: true });
  const timer = setTimeout(() => controller.abort(deadline), milliseconds);
  try {
    return await work(controller.signal);
  } catch (error) {
    throw controller.signal.aborted ? controller.signal.reason : error;
  } finally {
    clearTimeout(timer);
    outer.removeEventListener("abort", abort);
  }
}
