import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { BusMessage } from "#storage/ports/bus.ts";
import { ownerDigest } from "#storage/principal.ts";
import { InboxReplies } from "./inbox-replies.ts";
import type { InboxContent, SourceContent } from "./inbox-view.ts";

const ines = { issuer: "https://id.example.org", subject: "ines" };
const katharina = { issuer: "https://id.example.org", subject: "katharina" };
const key = { view: "open", limit: 6, language: "de" };

const content = (total: number): InboxContent => ({
  items: [],
  total,
  counts: [],
  handledToday: 0,
  nextReturnAt: null,
  waiting: 0,
  mutes: [],
});

describe("an inbox that was put together a moment ago", () => {
  let hear: (message: BusMessage) => void = () => undefined;
  let reconnect: () => void = () => undefined;
  let isListening = true;
  let at = 0;
  let made = 0;
  let replies: InboxReplies;
  const tool: SourceContent = {
    source: "projects",
    content: { notifications: [], unread: null, isCapped: false, dropped: 0 },
    at: new Date(0),
    abilities: { setsRead: true, isReadFinal: false, dismisses: false, mutes: false, writes: false },
  };

  beforeEach(() => {
    isListening = true;
    at = 0;
    made = 0;
    replies = new InboxReplies({
      bus: {
        subscribe: (listener) => ((hear = listener), () => undefined),
        onReconnect: (listener) => ((reconnect = listener), () => undefined),
        isListening: () => isListening,
      },
      now: () => new Date(at),
    });
  });

  afterEach(() => replies.close());

  const read = async (owner = ines, tools = [tool], until: Date | null = null, facts = key) =>
    (await replies.of(owner, facts, tools, async () => ({ content: content((made += 1)), until }))).total;

  test("is given again while nothing changed", async () => {
    expect([await read(), await read(), await read()]).toEqual([1, 1, 1]);
  });

  test("is given up, and not left without anybody who would change it, where there are too many people", async () => {
    replies.close();
    replies = new InboxReplies({
      bus: {
        subscribe: (listener) => ((hear = listener), () => undefined),
        onReconnect: () => () => undefined,
        isListening: () => true,
      },
      now: () => new Date(at),
      mostPeople: 1,
    });
    await read();
    await read(katharina);
    hear({ type: "inbox_changed", owner: ownerDigest(ines) });
    expect(await read()).toBe(3);
  });

  test("is put together anew for another person, view, limit or language", async () => {
    const all = [
      await read(),
      await read(katharina),
      await read(ines, [tool], null, { ...key, view: "later" }),
      await read(ines, [tool], null, { ...key, limit: 7 }),
      await read(ines, [tool], null, { ...key, language: "en" }),
    ];
    expect(all).toEqual([1, 2, 3, 4, 5]);
  });

  test("is put together anew when a tool was asked again, fell silent, or is another", async () => {
    expect(await read()).toBe(1);
    expect(await read(ines, [{ ...tool, at: new Date(1) }])).toBe(2);
    expect(await read(ines, [{ ...tool, at: new Date(1), content: null }])).toBe(3);
    expect(await read(ines, [])).toBe(4);
  });

  test("is forgotten when something was written, by this replica or another, of this person only", async () => {
    expect([await read(), await read(katharina)]).toEqual([1, 2]);
    hear({ type: "inbox_changed", owner: ownerDigest(ines) });
    expect([await read(), await read(katharina)]).toEqual([3, 2]);
    replies.forget(ines);
    expect([await read(), await read(katharina)]).toEqual([4, 2]);
  });

  test("is not kept when something was written while it was read", async () => {
    const gate = Promise.withResolvers<void>();
    const reading = replies.of(ines, key, [tool], async () => {
      await gate.promise;
      return { content: content(99), until: null };
    });
    hear({ type: "inbox_changed", owner: ownerDigest(ines) });
    gate.resolve();
    expect((await reading).total).toBe(99);
    expect(await read()).toBe(1);
  });

  test("is not believed while replicas cannot be heard, nor after a gap", async () => {
    expect(await read()).toBe(1);
    isListening = false;
    expect(await read()).toBe(2);
    isListening = true;
    reconnect();
    expect(await read()).toBe(3);
  });

  test("ends when a snooze does, and after a minute", async () => {
    expect(await read(ines, [tool], new Date(500))).toBe(1);
    at = 499;
    expect(await read(ines, [tool], null)).toBe(1);
    at = 500;
    expect(await read(ines, [tool], null)).toBe(2);
    at = 60_500;
    expect(await read()).toBe(3);
  });
});
