import { aFile } from "@pforte/shared/testing/some-files";
import { expect, test } from "vitest";
import { eventually } from "#testing/eventually.ts";
import type { UploadCalls } from "./upload.ts";
import { createUploadQueue, type UploadQueue } from "./upload-queue.ts";

interface Bench {
  readonly queue: UploadQueue;
  /** Begun uploads with what lets them go on. */
  readonly begun: { readonly name: string; readonly go: () => void }[];
  readonly aborted: string[];
  readonly held: boolean[];
  readonly ended: string[];
  readonly states: () => string[];
}

/** A queue before a portal that waits with each upload until the test lets it go on. */
function bench(problem: "conflict" | null = null): Bench {
  const begun: { name: string; go: () => void }[] = [];
  const aborted: string[] = [];
  const held: boolean[] = [];
  const ended: string[] = [];
  const calls: UploadCalls = {
    begin: async ({ name, ifExists }) => {
      if (problem !== null && ifExists === "ask") {
        return { state: problem, existing: null };
      }
      return { state: "ready", upload: `${name}!`, partBytes: 100 };
    },
    sendPart: ({ upload, signal }) =>
      new Promise((resolve, reject) => {
        begun.push({ name: upload, go: () => resolve(null) });
        signal.addEventListener("abort", () => reject(signal.reason));
      }),
    finish: async (upload) => ({ state: "stored", file: aFile({ name: upload }) }),
    abort: async (upload) => {
      aborted.push(upload);
    },
  };
  let id = 0;
  const queue = createUploadQueue({
    calls,
    onEnd: ({ file, state }) => ended.push(`${file.name} ${state.kind}`),
    holdPage: (isHeld) => held.push(isHeld),
    wait: async () => undefined,
    now: () => 0,
    newId: () => String((id += 1)),
  });
  return {
    queue,
    begun,
    aborted,
    held,
    ended,
    states: () => queue.get().map(({ file, state }) => `${file.name} ${state.kind}`),
  };
}

const files = (...names: readonly string[]): File[] => names.map((name) => new File(["abc"], name));
const target = { source: "files", folder: "" };

test("two uploads run at a time, and the next begins when one has ended", async () => {
  const { queue, begun, states, ended } = bench();
  queue.add(files("a", "b", "c"), target);
  await eventually(() => expect(begun.map(({ name }) => name)).toEqual(["a!", "b!"]));
  expect(states()).toEqual(["a sending", "b sending", "c queued"]);
  begun[1]?.go();
  await eventually(() => expect(begun.map(({ name }) => name)).toEqual(["a!", "b!", "c!"]));
  expect(states()).toEqual(["a sending", "b stored", "c sending"]);
  expect(ended).toEqual(["b stored"]);
});

test("the page is held while something runs, and let go after it", async () => {
  const { queue, begun, held } = bench();
  queue.add(files("a"), target);
  await eventually(() => expect(begun).toHaveLength(1));
  expect(held).toEqual([true]);
  begun[0]?.go();
  await eventually(() => expect(held).toEqual([true, false]));
});

test("an upload that is taken away stops, tells the portal, and makes room for the next", async () => {
  const { queue, begun, aborted, states, ended } = bench();
  queue.add(files("a", "b", "c"), target);
  await eventually(() => expect(begun).toHaveLength(2));
  queue.remove("1");
  expect(aborted).toEqual(["a!"]);
  await eventually(() => expect(states()).toEqual(["b sending", "c sending"]));
  expect(ended).toEqual([]);
});

test("what has arrived whole is not thrown away when its message is closed", async () => {
  const { queue, begun, aborted, states } = bench();
  queue.add(files("a"), target);
  await eventually(() => expect(begun).toHaveLength(1));
  begun[0]?.go();
  await eventually(() => expect(states()).toEqual(["a stored"]));
  queue.remove("1");
  expect([aborted, states()]).toEqual([[], []]);
});

test("an answer to what stopped it starts it over", async () => {
  const { queue, begun, states, held } = bench("conflict");
  queue.add(files("a"), target);
  await eventually(() => expect(states()).toEqual(["a problem"]));
  expect(held).toEqual([true, false]);
  queue.again("1", "keep_both");
  await eventually(() => expect(begun).toHaveLength(1));
  begun[0]?.go();
  await eventually(() => expect(states()).toEqual(["a stored"]));
});

test("the end of the session gives everything up", async () => {
  const { queue, begun, aborted, held } = bench();
  queue.add(files("a", "b", "c"), target);
  await eventually(() => expect(begun).toHaveLength(2));
  queue.clear();
  expect(queue.get()).toEqual([]);
  expect([aborted, held.at(-1)]).toEqual([["a!", "b!"], false]);
});
