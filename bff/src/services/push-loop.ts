import type { PushSource } from "#connectors/kit/push.ts";
import type { ContentTopic } from "./content-topics.ts";
import type { ListNews } from "./list-loop.ts";
import type { ToolCalls } from "./tool-calls.ts";
import type { WatchLoop } from "./watch-loop.ts";
import { asUpstreamError } from "./watch-pace.ts";

interface PushLoopOptions {
  readonly push: PushSource;
  readonly calls: ToolCalls;
  readonly lists: ReadonlyMap<ContentTopic, ListNews>;
}

/** Listens to a tool that says what changed, where it offers that; while it does, its lists are read when it says so. */
export async function watchPush(loop: WatchLoop, { push, calls, lists }: PushLoopOptions): Promise<void> {
  const { principal, source, language, pace, signal, isCurrent } = loop;
  let failures = 0;
  let readyAt = Number.POSITIVE_INFINITY;
  const setPushed = (isPushed: boolean) => {
    for (const news of lists.values()) news.isPushed = isPushed;
  };
  const tell = (topics: Iterable<string>) => {
    for (const [topic, news] of lists) {
      if (![...topics].includes(topic)) continue;
      news.isChanged = true;
      news.nap.disturb();
    }
  };
  while (!signal.aborted && isCurrent()) {
    try {
      const call = calls.context(principal, source, language, signal);
      if (!(await push.isOffered(call))) {
        await pace.sleep(pace.times.offered, signal);
        continue;
      }
      await push.listen(call, {
        ready() {
          readyAt = performance.now();
          setPushed(true);
          // What changed while nobody listened was not said.
          tell(lists.keys());
        },
        change: tell,
      });
    } catch (thrown) {
      if (signal.aborted) return;
      // A channel that opens only to break again is a failing one: each opening costs a read of all lists.
      const hasLasted = performance.now() - readyAt >= pace.times.longestFailure;
      failures = hasLasted ? 1 : failures + 1;
      readyAt = Number.POSITIVE_INFINITY;
      const wasPushed = [...lists.values()].some(({ isPushed }) => isPushed);
      setPushed(false);
      // From here on polling has to notice what happens, beginning with why the channel broke.
      if (wasPushed) for (const news of lists.values()) news.nap.disturb();
      await pace.sleep(pace.afterFailure(failures, asUpstreamError(thrown)), signal);
    }
  }
}
