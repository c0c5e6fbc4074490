import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { PushSource } from "#connectors/kit/push.ts";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import { verifiedPrincipal } from "#storage/principal.ts";
import type { ContentTopic } from "./content-topics.ts";
import { ListNews } from "./list-loop.ts";
import { watchPush } from "./push-loop.ts";
import type { WatchLoop } from "./watch-loop.ts";
import { WatchPace, watchTimes } from "./watch-pace.ts";

const principal = verifiedPrincipal({
  owner: { issuer: "https://id.example.org", subject: "ines" },
  sessionHash: "s1",
  username: "ines",
  name: "Ines",
  groups: [],
  isAdministrator: false,
});

/** A loop over a push channel that is a plain function, for some milliseconds. */
async function watching(listen: PushSource["listen"], milliseconds: number): Promise<ListNews> {
  const stop = new AbortController();
  const news = new ListNews();
  const times = { ...watchTimes, firstFailure: 10, longestFailure: 200 };
  // Only what the loop touches.
  const loop = {
    principal,
    source: {},
    language: "de",
    pace: new WatchPace(times, () => 0),
    signal: stop.signal,
    isCurrent: () => true,
  } as unknown as WatchLoop;
  const running = watchPush(loop, {
    push: { isOffered: async () => true, listen },
    calls: { context: () => ({}) as never },
    lists: new Map<ContentTopic, ListNews>([["files", news]]),
  });
  await sleep(milliseconds);
  stop.abort();
  await running;
  return news;
}

const broken = () => new UpstreamError("unavailable", "The channel broke.");

describe("a push channel", () => {
  test("that breaks again and again right after it opened is opened less and less often", async () => {
    let opened = 0;
    const news = await watching(async (_call, on) => {
      opened += 1;
      on.ready();
      throw broken();
    }, 600);
    expect(opened).toBeGreaterThan(2);
    expect(opened).toBeLessThan(9);
    expect(news.isPushed).toBe(false);
  });

  test("that broke after it had lasted is opened again at once", async () => {
    let opened = 0;
    await watching(async (_call, on) => {
      opened += 1;
      on.ready();
      await sleep(210);
      throw broken();
    }, 1000);
    expect(opened).toBeGreaterThanOrEqual(4);
  });
});
