import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { watchChat } from "./chat-loop.ts";
import type { WatchLoop } from "./watch-loop.ts";
import { WatchPace, watchTimes } from "./watch-pace.ts";

/** Watches a homeserver that answers at once, whatever it was asked to wait for. */
async function callsWithin(milliseconds: number, isChanged: boolean): Promise<number> {
  const stop = new AbortController();
  let calls = 0;
  // Only what the loop touches.
  const loop = {
    pace: new WatchPace({ ...watchTimes, betweenPushes: 100 }, () => 0),
    signal: stop.signal,
    isCurrent: () => true,
    announce: async () => undefined,
  } as unknown as WatchLoop;
  const rooms = {
    refresh: async () => {
      calls += 1;
      await sleep(1);
      return { isChanged };
    },
  };
  const running = watchChat(loop, { rooms, waitSeconds: 30 });
  await sleep(milliseconds);
  stop.abort();
  await running;
  return calls;
}

test.each([true, false])(
  "a homeserver that answers long polls at once is not asked without a pause, news or not (%s)",
  async (isChanged) => {
    const calls = await callsWithin(550, isChanged);
    expect(calls).toBeGreaterThan(2);
    expect(calls).toBeLessThan(9);
  },
);
