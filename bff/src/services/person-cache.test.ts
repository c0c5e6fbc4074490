import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { recordedLog } from "../../test/recorded-log.ts";
import { ownerDigest, type Principal, verifiedPrincipal } from "#storage/principal.ts";
import { cacheKey, type CacheSlot, type Envelope, PersonCache, type ShelfStore } from "./person-cache.ts";

interface Content {
  readonly text: string;
}

const secret = Buffer.alloc(32, 7);
const slot: CacheSlot = { source: "chat", audience: null, locale: "de", params: [] };
const never = new AbortController().signal;

function person(subject: string, sessionHash = `session of ${subject}`): Principal {
  const owner = { issuer: "https://id.example.org", subject };
  return verifiedPrincipal({
    owner,
    sessionHash,
    username: subject,
    name: subject,
    groups: [],
    isAdministrator: false,
  });
}

function aCache(store?: ShelfStore<Content>) {
  let time = Date.parse("2026-03-02T09:00:00Z");
  const log = recordedLog();
  const cache = new PersonCache({ secret, now: () => new Date(time), log });
  const shelf = cache.shelf<Content>({ name: "rooms", max: 100, staleMilliseconds: 15 * 60_000 }, store);
  return { cache, shelf, log, passTime: (milliseconds: number) => void (time += milliseconds) };
}

describe("the key of personal content", () => {
  const text = fc.oneof(
    fc.string({ maxLength: 6 }),
    fc.constantFrom("", "1", "0", "1:", "2:ab", "a1:b", "chat", "\u0000"),
  );
  const tuple = fc.record({
    issuer: text,
    subject: text,
    source: text,
    audience: fc.option(text),
    locale: text,
    params: fc.array(text, { maxLength: 3 }),
  });
  const keyOf = ({ issuer, subject, ...rest }: { issuer: string; subject: string } & CacheSlot) =>
    cacheKey(secret, "rooms", { issuer, subject }, rest);

  test("differs for any two people, sources, audiences, languages or parameters, whatever separators are in them", () => {
    const result = fc.check(
      fc.property(
        tuple,
        tuple,
        (one, other) => (keyOf(one) === keyOf(other)) === (JSON.stringify(one) === JSON.stringify(other)),
      ),
      { numRuns: 5000 },
    );
    expect(result.counterexample).toBeNull();
  });

  test("cannot be moved from one part to the next", () => {
    const parts = (values: readonly string[]) =>
      cacheKey(secret, "rooms", { issuer: "i", subject: "s" }, { ...slot, params: values });
    expect(
      new Set([parts(["ab", "c"]), parts(["a", "bc"]), parts(["abc"]), parts(["abc", ""]), parts(["", "abc"])]).size,
    ).toBe(5);
  });

  test("cannot be computed without the secret", () => {
    const { owner } = person("ines");
    expect(cacheKey(secret, "rooms", owner, slot)).not.toBe(cacheKey(Buffer.alloc(32, 8), "rooms", owner, slot));
  });
});

describe("personal content in memory", () => {
  test("is a miss and an alarm when it lies under the key of somebody else", () => {
    const map = new Map<string, Envelope<Content>>();
    const { cache, shelf, log } = aCache(map);
    shelf.put(person("ines"), slot, { text: "von Ines" });
    const [envelope] = map.values();
    if (envelope === undefined) throw new Error("Nothing was stored.");
    map.set(cacheKey(secret, "rooms", person("tobias").owner, slot), envelope);
    expect(shelf.peek(person("tobias"), slot)).toBeNull();
    expect(cache.isolationViolations).toBe(1);
    expect(log.lines).toMatchObject([{ level: "error", fields: { event: "isolation_violation", source: "chat" } }]);
    expect(shelf.peek(person("tobias"), slot)).toBeNull();
    expect(cache.isolationViolations).toBe(1);
    expect(shelf.peek(person("ines"), slot)?.data.text).toBe("von Ines");
  });

  test("is a miss when it belongs to another source", () => {
    const map = new Map<string, Envelope<Content>>();
    const { cache, shelf } = aCache(map);
    const envelope = {
      owner: ownerDigest(person("ines").owner),
      source: "files",
      at: new Date(),
      data: { text: "x" },
      sessions: new Set<string>(),
    };
    map.set(cacheKey(secret, "rooms", person("ines").owner, slot), envelope);
    expect(shelf.peek(person("ines"), slot)).toBeNull();
    expect(cache.isolationViolations).toBe(1);
  });

  test("goes when a session that touched it ends, and what is on its way for that session is not kept", async () => {
    const { cache, shelf } = aCache();
    const [here, there] = [person("ines", "here"), person("ines", "there")];
    shelf.put(here, slot, { text: "alt" });
    shelf.peek(there, slot);
    const late = shelf.load(here, slot, async () => sleep(20, { text: "neu" }), never);
    cache.endSession("here");
    expect(shelf.peek(there, slot)).toBeNull();
    await late;
    expect(shelf.peek(there, slot)).toBeNull();
    shelf.put(there, slot, { text: "von dort" });
    expect(shelf.peek(there, slot)?.data.text).toBe("von dort");
  });

  test("answers an error with what it has, with its time, for a quarter of an hour and no longer", async () => {
    const { shelf, passTime } = aCache();
    const ines = person("ines");
    const failure = new Error("away");
    const failing = async () => Promise.reject(failure);
    await expect(shelf.load(ines, slot, failing, never)).rejects.toBe(failure);
    const { at } = await shelf.load(ines, slot, async () => ({ text: "alt" }), never);
    passTime(15 * 60_000);
    expect(await shelf.load(ines, slot, failing, never)).toEqual({ data: { text: "alt" }, at, staleBecause: failure });
    expect(shelf.peek(ines, slot)?.at).toEqual(at);
    passTime(1);
    await expect(shelf.load(ines, slot, failing, never)).rejects.toBe(failure);
  });
});

describe("callers who ask at the same time", () => {
  test("share one call per person, and never another person's", async () => {
    const { shelf } = aCache();
    let calls = 0;
    const work = (text: string) => async () => {
      calls += 1;
      return sleep(10, { text });
    };
    const replies = await Promise.all([
      shelf.load(person("ines"), slot, work("Ines"), never),
      shelf.load(person("ines"), slot, work("Ines"), never),
      shelf.load(person("tobias"), slot, work("Tobias"), never),
    ]);
    expect(replies.map((reply) => reply.data.text)).toEqual(["Ines", "Ines", "Tobias"]);
    expect(calls).toBe(2);
  });

  test("do not wait for news of what a sign-out just dropped: whoever comes next begins anew", async () => {
    const { cache, shelf } = aCache();
    const phone = person("ines", "phone");
    const desk = person("ines", "desk");
    const deskAgain = person("ines", "desk again");
    shelf.put(phone, slot, { text: "alt" });
    shelf.peek(desk, slot);
    const news = Promise.withResolvers<Content>();
    const waiting = shelf.load(phone, slot, () => news.promise, never);
    cache.endSession("desk");
    const next = await shelf.load(deskAgain, slot, () => Promise.resolve({ text: "neu" }), never);
    expect(next.data.text).toBe("neu");
    news.resolve({ text: "überholt" });
    await waiting;
    expect(shelf.peek(deskAgain, slot)?.data.text).toBe("neu");
  });

  test("have what they waited for, also when a sign-out elsewhere dropped the older value meanwhile", async () => {
    const { cache, shelf } = aCache();
    const [phone, desk] = [person("ines", "phone"), person("ines", "desk")];
    shelf.put(desk, slot, { text: "alt" });
    const news = Promise.withResolvers<Content>();
    const waiting = shelf.load(phone, slot, () => news.promise, never);
    cache.endSession("desk");
    news.resolve({ text: "neu" });
    await waiting;
    expect(shelf.peek(phone, slot)?.data.text).toBe("neu");
    const over = Promise.withResolvers<Content>();
    const late = shelf.load(phone, slot, () => over.promise, never);
    cache.endSession("phone");
    over.resolve({ text: "für niemanden" });
    await late;
    expect(shelf.peek(desk, slot)).toBeNull();
  });

  test("may leave at any moment without harm to the others, in every order", async () => {
    const names = ["ines", "tobias", "katharina"] as const;
    const waiter = fc.record({
      name: fc.constantFrom(...names),
      abortsAfter: fc.option(fc.integer({ min: 0, max: 12 })),
    });
    const property = fc.asyncProperty(fc.array(waiter, { minLength: 1, maxLength: 12 }), async (waiters) => {
      const { shelf } = aCache();
      const outcomes = await Promise.all(
        waiters.map(async ({ name, abortsAfter }) => {
          const controller = new AbortController();
          if (abortsAfter !== null) setTimeout(() => controller.abort(new Error("left")), abortsAfter);
          const load = shelf.load(
            person(name),
            slot,
            async (signal) => sleep(8, { text: name }, { signal }),
            controller.signal,
          );
          return load.then(
            ({ data }) => data.text === name,
            (error: unknown) => abortsAfter !== null && error instanceof Error && error.message === "left",
          );
        }),
      );
      return outcomes.every(Boolean);
    });
    const result = await fc.check(property, { numRuns: 60 });
    expect(result.counterexample).toBeNull();
  });

  test("stop the work only when nobody waits any more, and the next caller begins anew", async () => {
    const { shelf } = aCache();
    const stopped: unknown[] = [];
    const work = async (signal: AbortSignal) => {
      signal.addEventListener("abort", () => stopped.push(signal.reason));
      return sleep(30, { text: "fertig" });
    };
    const [one, other] = [new AbortController(), new AbortController()];
    const first = shelf.load(person("ines"), slot, work, one.signal);
    const second = shelf.load(person("ines"), slot, work, other.signal);
    one.abort(new Error("left"));
    await expect(first).rejects.toThrow("left");
    expect(stopped).toEqual([]);
    other.abort(new Error("left too"));
    await expect(second).rejects.toThrow("left too");
    expect(stopped).toHaveLength(1);
    expect((await shelf.load(person("ines"), slot, async () => ({ text: "neu" }), never)).data.text).toBe("neu");
    await sleep(40);
    expect(shelf.peek(person("ines"), slot)?.data.text).toBe("neu");
  });
});
