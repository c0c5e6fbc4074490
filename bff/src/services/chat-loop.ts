import type { ChatRoomsOfPerson } from "./chat-rooms-of-person.ts";
import type { WatchLoop } from "./watch-loop.ts";
import { asUpstreamError, problemOf, type WatchPace } from "./watch-pace.ts";

/** Rooms carry what belongs in the inbox as well. */
const topics = ["chat", "notifications"] as const;

/** Keeps a person's rooms at one source young by long polls, and says when something changed or the source's state did. */
export async function watchChat(
  { principal, source, language, pace, signal, isCurrent, announce }: WatchLoop,
  { rooms, waitSeconds }: { readonly rooms: Pick<ChatRoomsOfPerson, "refresh">; readonly waitSeconds: number },
): Promise<void> {
  let failures = 0;
  let isFirst = true;
  let lastProblem: string | null = null;
  while (!signal.aborted && isCurrent()) {
    const startedAt = performance.now();
    try {
      // The first call and the one after a failure are quick: they tell at once whether the source is there.
      const wait = failures === 0 && !isFirst && !pace.isHidden ? waitSeconds : 0;
      const { isChanged } = await rooms.refresh(principal, source, wait, signal, language);
      if (isChanged || lastProblem !== null) await announce(topics);
      failures = 0;
      isFirst = false;
      lastProblem = null;
      await rest(pace, signal, wait, performance.now() - startedAt);
    } catch (thrown) {
      if (signal.aborted) return;
      const error = asUpstreamError(thrown);
      const problem = problemOf(error);
      if (problem !== lastProblem) await announce(topics);
      lastProblem = problem;
      failures += 1;
      await pace.sleep(pace.afterFailure(failures, error), signal);
    }
  }
}

/** Whoever reads along in a busy room ends each long poll by a receipt, and some proxies end all of them at once. */
async function rest(pace: WatchPace, signal: AbortSignal, waitSeconds: number, passed: number): Promise<void> {
  const { hidden, betweenPushes } = pace.times;
  if (pace.isHidden) await pace.sleep(hidden, signal);
  else if (waitSeconds > 0 && passed < betweenPushes) await pace.sleep(betweenPushes - passed, signal);
}
