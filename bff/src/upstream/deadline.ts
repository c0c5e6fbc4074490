import { UpstreamError } from "#connectors/kit/upstream-error.ts";

/** A caller's signal that a deadline may come before. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** From here on only the caller ends it. */
  readonly lift: () => void;
  /** Nothing listens or waits any more. */
  readonly end: () => void;
}

export function deadlineFor(milliseconds: number, outer: AbortSignal): Deadline {
  outer.throwIfAborted();
  const controller = new AbortController();
  const late = new UpstreamError("timeout", "The tool did not answer in time.");
  const abort = () => controller.abort(outer.reason);
  outer.addEventListener("abort", abort, { once: true });
  const timer = setTimeout(() => controller.abort(late), milliseconds);
  return {
    signal: controller.signal,
    lift: () => clearTimeout(timer),
    end: () => {
      clearTimeout(timer);
      outer.removeEventListener("abort", abort);
    },
  };
}

/** Runs work under a deadline and the caller's signal; whichever comes first aborts it, and nothing keeps listening afterwards. */
export async function withDeadline<T>(
  milliseconds: number,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { signal, end } = deadlineFor(milliseconds, outer);
  try {
    return await work(signal);
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    end();
  }
}
