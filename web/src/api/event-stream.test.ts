import { eventStreamPath, type PortalEvent } from "@pforte/shared/contract/portal-event";
import { http, HttpResponse } from "msw";
import { expect, test } from "vitest";
import { failure, network } from "#testing/server.ts";
import { followEvents, waitOrWake, type FollowOptions } from "./event-stream.ts";

const encoder = new TextEncoder();

function stream(text: string, { stays = false } = {}): Response {
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(encoder.encode(text));
      if (!stays) {
        controller.close();
      }
    },
  });
  return new HttpResponse(body, { headers: { "content-type": "text/event-stream; charset=utf-8" } });
}

/** Follows until `answers` have been used up, and tells what was heard, how long it waited and what it asked for. */
async function follow(answers: readonly (() => Response)[], some: Partial<FollowOptions> = {}) {
  const heard: PortalEvent[] = [];
  const waits: number[] = [];
  const asked: (string | null)[] = [];
  const controller = new AbortController();
  let lastId: string | null = null;
  let next = 0;
  network.use(
    http.get(eventStreamPath, ({ request }) => {
      expect(request.headers.get("x-portal")).toBe("1");
      asked.push(request.headers.get("last-event-id"));
      const answer = answers[next];
      next += 1;
      return answer === undefined ? failure(401, "signed_out") : answer();
    }),
  );
  const end = await followEvents({
    signal: controller.signal,
    lastEventId: () => lastId,
    onEvent: (event, id) => {
      heard.push(event);
      lastId = id ?? lastId;
    },
    wake: new EventTarget(),
    random: () => 1,
    wait: async (milliseconds) => {
      waits.push(milliseconds);
    },
    ...some,
  });
  return { end, heard, waits, asked };
}

const resync = 'id: 1\ndata: {"type":"resync"}\n\n';
const changed = 'id: 2\ndata: {"type":"source_changed","source":"matrix"}\n\n';

test("three times 503, then well: it waits longer each time and hears again", async () => {
  const refuse = (): Response => failure(503, "too_many_streams");
  const { end, heard, waits } = await follow([refuse, refuse, refuse, () => stream(resync + changed)]);
  expect(waits).toEqual([1000, 2000, 4000, 1000]);
  expect(heard).toEqual([{ type: "resync" }, { type: "source_changed", source: "matrix" }]);
  expect(end).toBe("signed_out");
});

test("what has no place of its own in the order is told without one, so that the next like it is not taken for the same", async () => {
  const ids: (string | null)[] = [];
  const published = (version: number): string => `data: {"type":"configuration_published","version":${version}}\n\n`;
  await follow([() => stream(resync + published(2) + published(3))], { onEvent: (_, id) => ids.push(id) });
  expect(ids).toEqual(["1", null, null]);
});

test("goes on after the last event that it has heard", async () => {
  const { asked } = await follow([() => stream(resync), () => stream(changed)]);
  expect(asked).toEqual([null, "1", "2"]);
});

test("never waits longer than 30 s by itself, but as long as the server asks", async () => {
  const refuse = (): Response => failure(502, "internal");
  const asks = (): Response => new HttpResponse(null, { status: 503, headers: { "retry-after": "90" } });
  const { waits } = await follow([...Array.from({ length: 7 }, () => refuse), asks]);
  expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 90_000]);
});

test("begins with a short wait again after a stream that has worked", async () => {
  const refuse = (): Response => failure(502, "internal");
  const { waits } = await follow([refuse, refuse, () => stream(resync), refuse]);
  expect(waits).toEqual([1000, 2000, 1000, 1000]);
});

test("a server that is about to stop says when to come back", async () => {
  const { waits, heard } = await follow([
    () => stream(`${changed}data: {"type":"move","afterMilliseconds":2500}\n\n`, { stays: true }),
  ]);
  expect(waits).toEqual([3500]);
  expect(heard).toEqual([{ type: "source_changed", source: "matrix" }]);
});

test("what closes without a word counts as a failure, so that nothing turns in circles", async () => {
  const empty = (): Response => stream("");
  const { waits } = await follow([empty, empty, empty]);
  expect(waits.every((wait, index) => index === 0 || wait >= (waits[index - 1] ?? 0))).toBe(true);
  expect(waits.at(-1)).toBeGreaterThanOrEqual(1000);
});

test("a page instead of a stream, and an event that it does not know, are no events", async () => {
  const { heard, end } = await follow([
    () => HttpResponse.html("<title>Sign in</title>"),
    () => stream('data: {"type":"later"}\n\ndata: nonsense\n\n'),
  ]);
  expect(heard).toEqual([]);
  expect(end).toBe("signed_out");
});

test("a stream that falls silent is given up", async () => {
  const started = performance.now();
  const { waits } = await follow([() => stream(": hello\n\n", { stays: true })], { silenceMilliseconds: 80 });
  expect(waits).toHaveLength(1);
  expect(performance.now() - started).toBeGreaterThan(70);
});

test("ends when it is told to", async () => {
  const controller = new AbortController();
  network.use(http.get(eventStreamPath, () => stream(resync, { stays: true })));
  const end = followEvents({
    signal: controller.signal,
    lastEventId: () => null,
    onEvent: () => controller.abort(),
    wake: new EventTarget(),
  });
  expect(await end).toBe("stopped");
});

test("a wait ends when somebody wakes it, or calls it off", async () => {
  const wake = new EventTarget();
  const started = performance.now();
  const waiting = waitOrWake(60_000, new AbortController().signal, wake);
  wake.dispatchEvent(new Event("wake"));
  await waiting;
  await waitOrWake(60_000, AbortSignal.abort(), wake);
  expect(performance.now() - started).toBeLessThan(1000);
});

test("connects anew at once when somebody comes back, and says so", async () => {
  const wake = new EventTarget();
  const asked: string[] = [];
  const attention = ["hidden", "visible"] as const;
  const { waits } = await follow(
    [
      () => {
        setTimeout(() => wake.dispatchEvent(new Event("turn")), 20);
        return stream(resync, { stays: true });
      },
    ],
    {
      wake,
      attention: () => attention[asked.length] ?? "visible",
      fetch: async (input, init) => {
        asked.push(typeof input === "string" ? input : "");
        return fetch(input, init);
      },
    },
  );
  expect(asked).toEqual([`${eventStreamPath}?attention=hidden`, eventStreamPath]);
  expect(waits).toEqual([]);
});
