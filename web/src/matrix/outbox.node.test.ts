import { expect, test } from "vitest";
import { until } from "#testing/matrix-stage.ts";
import type { MatrixRequest } from "./matrix-call.ts";
import { Outbox } from "./outbox.ts";

function anOutbox(ask: (request: MatrixRequest, attempt: number) => Promise<Record<string, unknown>>) {
  const paths: string[] = [];
  const kinds: string[] = [];
  const deliveries: unknown[] = [];
  let passed = 0;
  const outbox: Outbox = new Outbox({
    room: "!a:example.org",
    ask: async (request) => {
      paths.push(request.path);
      return ask(request, paths.length);
    },
    now: () => Date.now() + passed,
    isEncrypted: () => false,
    onChange: () => {
      kinds.push(outbox.items[0]?.delivery.kind ?? "gone");
      deliveries.push(outbox.items[0]?.delivery);
    },
    pauses: [5, 60_000],
    patience: 40,
  });
  const pass = (milliseconds: number): number => (passed += milliseconds);
  return { outbox, paths, kinds, deliveries, pass };
}

/** Never answers by itself. */
const hang = ({ signal }: MatrixRequest): Promise<never> =>
  new Promise((_, reject) => signal?.addEventListener("abort", () => reject(new Error("ended"))));

const content = { msgtype: "m.text", body: "Kommt das an?" };

test("a call that nobody answers is made again with the same transaction, and the message says that it waits", async () => {
  const { outbox, paths, deliveries, pass } = anOutbox(async (request, attempt) => {
    pass(8000);
    return attempt === 1 ? hang(request) : { event_id: "$1" };
  });
  outbox.add({ content, prepare: null });
  await until(() => outbox.items[0]?.id === "$1");
  // Said for some milliseconds only, which no look at the list would surely catch.
  expect(deliveries).toContainEqual({ kind: "failed", because: "connection", retryAt: expect.any(Number) });
  expect(new Set(paths).size).toBe(1);
});

test("what is said of a lost message does not come and go with each attempt, and sending again does not wait", async () => {
  let isDown = true;
  const { outbox, kinds } = anOutbox(async () => (isDown ? Promise.reject(new Error("down")) : { event_id: "$1" }));
  outbox.add({ content, prepare: null });
  await until(() => outbox.items[0]?.delivery.kind === "failed");
  expect(kinds.filter((kind, index) => kind !== kinds[index - 1])).toEqual(["sending", "failed"]);
  isDown = false;
  outbox.retry(outbox.items[0]?.key ?? "");
  await until(() => outbox.items[0]?.id === "$1");
  expect(outbox.items[0]?.delivery).toEqual({ kind: "sent" });
});

test("a message that waits for its next attempt can be taken back, and the one behind it goes", async () => {
  let isDown = true;
  const { outbox } = anOutbox(async () => (isDown ? Promise.reject(new Error("down")) : { event_id: "$2" }));
  outbox.add({ content, prepare: null });
  outbox.add({ content: { ...content, body: "Und das?" }, prepare: null });
  await until(() => outbox.items[0]?.delivery.kind === "failed");
  isDown = false;
  outbox.discard(outbox.items[0]?.key ?? "");
  await until(() => outbox.items[0]?.delivery.kind === "sent");
  expect(outbox.items.map((item) => item.content["body"])).toEqual(["Und das?"]);
});
