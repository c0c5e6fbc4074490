import type { ChatRooms } from "@pforte/shared/contract/chat";
import type { SourceState } from "@pforte/shared/contract/source-outcome";

/** What the card promises: every 30 seconds. */
const lookAgainMilliseconds = 30_000;
const soonest = 2000;

/** When to ask again by itself; `false` where the event stream says all that changes. */
export function nextLook(rooms: ChatRooms | undefined, now: Date): number | false {
  const waits = (rooms?.sources ?? []).flatMap(({ outcome }) => waitFor(outcome, now) ?? []);
  return waits.length === 0 ? false : Math.min(...waits);
}

function waitFor(outcome: SourceState, now: Date): number | null {
  switch (outcome.state) {
    // A first login happens in the tool itself, of which no event tells.
    case "needs_first_login":
    case "unavailable":
    case "stale":
      return lookAgainMilliseconds;
    case "loading":
      return soonest;
    case "throttled":
      return Math.min(Math.max(Date.parse(outcome.until) - now.getTime(), soonest), lookAgainMilliseconds);
    case "ok":
    case "degraded":
    case "not_entitled":
    case "needs_sign_in":
      return null;
  }
}
