import type { SourceOutcome, SourceState } from "@pforte/shared/contract/source-outcome";

/** What the page promises: every 30 seconds. */
const lookAgainMilliseconds = 30_000;
const soonest = 2000;
const patient = 200;

/** When to ask again by itself; `false` where the event stream says all that changes. */
export function nextLook(sources: readonly SourceOutcome[] | undefined, now: Date): number | false {
  const waits = (sources ?? []).flatMap(({ outcome }) => waitFor(outcome, now) ?? []);
  return waits.length === 0 ? false : Math.min(...waits);
}

function waitFor(outcome: SourceState, now: Date): number | null {
  switch (outcome.state) {
    // Asked again at once: the next question waits for the source.
    case "loading":
      return patient;
    // A first login happens in the tool itself, of which no event tells.
    case "needs_first_login":
    case "unavailable":
    case "stale":
      return lookAgainMilliseconds;
    case "throttled":
      return Math.min(Math.max(Date.parse(outcome.until) - now.getTime(), soonest), lookAgainMilliseconds);
    case "ok":
    case "degraded":
    case "not_entitled":
    case "needs_sign_in":
      return null;
  }
}
