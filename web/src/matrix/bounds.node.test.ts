import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, onTestFinished, test } from "vitest";
import { generatedHomeserver, roomAt, type GeneratedOptions } from "#testing/generated-homeserver.ts";
import { until } from "#testing/matrix-stage.ts";
import { createHub } from "./hub.ts";
import type { Talk } from "./model.ts";
import { longestWindow } from "./timeline-window.ts";

setFlagsFromString("--expose-gc");
// The function that the flag has just made; it has no type of its own.
const collect = runInNewContext("gc") as () => void;

/** Megabytes that are still held. */
async function heap(): Promise<number> {
  for (let round = 0; round < 4; round += 1) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return process.memoryUsage().heapUsed / 1e6;
}

function aHub(options: GeneratedOptions) {
  const server = generatedHomeserver(options);
  const hub = createHub({
    source: "chat",
    account: "@ines:example.org",
    web: null,
    base: "https://portal.example.org/api/chat/matrix/chat",
    fetchFn: server.fetchFn,
    settings: () => ({ sendTyping: false, sendReadReceipts: false }),
    outcome: { state: "ok", at: "2026-01-05T08:00:00.000Z" },
    readOutcome: async () => ({ state: "ok", at: "2026-01-05T08:00:00.000Z" }),
    onSignedOut: () => undefined,
    storage: () => null,
    network: new EventTarget(),
  });
  onTestFinished(() => hub.stop());
  return { hub, ...server };
}

async function pageBack(talk: Talk, pages: number): Promise<void> {
  for (let page = 0; page < pages; page += 1) {
    const before = talk.state.get().entries[0]?.key;
    talk.showOlder();
    await until(() => talk.state.get().entries[0]?.key !== before && talk.state.get().older !== "loading");
    expect(talk.state.get().entries.length).toBeLessThanOrEqual(longestWindow + 50);
  }
}

test("a room of ten thousand messages holds no more than one of a thousand, and nothing once it is left", async () => {
  const { hub } = aHub({ rooms: 1, messages: 10_000 });
  await until(() => hub.rooms.get().length === 1);
  const before = await heap();
  const talk = hub.open(roomAt(0));
  await pageBack(talk, 20);
  const thousand = await heap();
  await pageBack(talk, 178);
  const tenThousand = await heap();
  expect(talk.state.get().entries[0]).toMatchObject({ body: { text: expect.stringMatching(/^Zeile \d\d:/u) } });
  talk.close();
  const after = await heap();
  expect(tenThousand - before).toBeLessThan(2 * (thousand - before) + 1);
  expect(after - before).toBeLessThan(1.5);
}, 120_000);

test("of five hundred rooms only the one that changes is made anew", async () => {
  const { hub, say } = aHub({ rooms: 500, messages: 20 });
  await until(() => hub.rooms.get().length === 500);
  const before = hub.rooms.get();
  let notified = 0;
  hub.rooms.subscribe(() => (notified += 1));
  await until(() => hub.phase.get().kind === "live");
  await until(() => {
    say(roomAt(250));
    return hub.rooms.get()[0]?.id === roomAt(250);
  });
  const changed = hub.rooms.get().filter((room) => !before.includes(room));
  expect(changed).toMatchObject([{ id: roomAt(250), unread: expect.any(Number) }]);
  expect(notified).toBeLessThanOrEqual(changed[0]?.unread ?? 0);
});
