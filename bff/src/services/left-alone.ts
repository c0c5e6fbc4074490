import type { SourceFailure } from "./source-outcomes.ts";

/** A failure is looked at again after this long, when somebody asks. */
const failureMilliseconds = 2000;

/**
 * Whether a source that failed is not to be asked now. While a loop watches, it is the one that asks and that backs off;
 * a page that reloads adds no call. But its pause may be long: a person who asks after the failure is no longer new is
 * answered by a call, unless the tool asked for the pause. A sign-in at the tool is looked for each time, because that
 * costs the tool nothing.
 */
export function isLeftAlone({ error, at }: SourceFailure, now: Date, isWatched: boolean): boolean {
  if (error.code === "needs_sign_in") return false;
  const age = now.getTime() - at.getTime();
  if (error.reason === "rate_limited" && age < (error.retryAfterSeconds ?? 5) * 1000) return true;
  return isWatched && age < failureMilliseconds;
}
