import type { ChatRoomsOfPerson } from "./chat-rooms-of-person.ts";
import type { WatchLoop } from "./watch-loop.ts";
import { asUpstreamError, problemOf } from "./watch-pace.ts";

/** Rooms carry what belongs in the inbox as well. */
const topics = ["chat", "notifications"] as const;

/** Keeps a person's rooms at one source young by long polls, and says when something changed or the source's state did. */
export async function watchChat(
  { principal, source, language, pace, signal, isCurrent, announce }: WatchLoop,
  { rooms, waitSeconds }: { readonly rooms: ChatRoomsOfPerson; readonly waitSeconds: number },
): Promise<void> {
  let failures = 0;
  let isFirst = true;
  let lastProblem: string | null = null;
  while (!signal.aborted && isCurrent()) {
    try {
      // The first call and the one after a failure are quick: they tell at once whether the source is there.
      const wait = failures === 0 && !isFirst && !pace.isHidden ? waitSeconds : 0;
      const { isChanged } = await rooms.refresh(principal, source, wait, signal, language);
      if (isChanged || lastProblem !== null) await announce(topics);
      failures = 0;
      isFirst = false;
      lastProblem = null;
      if (pace.isHidden) await pace.sleep(pace.times.hidden, signal);
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
