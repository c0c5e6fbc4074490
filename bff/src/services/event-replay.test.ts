import { afterEach, describe, expect, it, vi } from "vitest";
import { ownerDigest } from "#storage/principal.ts";
import { issuer, principal, sessionUntil, setUp } from "../../test/event-stage.ts";
import { createEventIds } from "./event-id.ts";

afterEach(() => {
  vi.useRealTimers();
});

const changed = (source: string) => ({ type: "source_changed", source });

describe("a stream that goes on", () => {
  it("brings what was missed, in order, of this person alone, and nothing twice", async () => {
    const { open, change, watched } = setUp();
    const before = open(principal("ines"));
    await change("ines", "chat");
    await change("ines", "files");
    const last = before.sink.ids.at(-1);
    before.stream?.close();
    await change("tobias", "chat");
    await change("ines", "projects");
    await change("ines", "chat");
    const after = open(principal("ines"), sessionUntil(30, 600), last).sink;
    expect(after.events).toEqual([changed("projects"), changed("chat")]);
    await change("ines", "files");
    expect(after.events).toEqual([changed("projects"), changed("chat"), changed("files")]);
    expect(watched.pages.map(({ isContinued }) => isContinued)).toEqual([false, true]);
    const again = open(principal("ines"), sessionUntil(30, 600), after.ids.at(-1)).sink;
    expect([again.events, again.text.startsWith(":")]).toEqual([[], true]);
  });

  it("brings what began or ended by the clock while nobody listened", async () => {
    const { open, change, live } = setUp();
    const { sink, stream } = open(principal("ines"));
    stream?.close();
    await change("tobias", "chat");
    live.forEach((hear) => hear());
    await change("ines", "chat");
    const after = open(principal("ines"), sessionUntil(30, 600), sink.ids[0]).sink;
    expect(after.events).toEqual([{ type: "live_changed" }, changed("chat")]);
    const again = open(principal("ines"), sessionUntil(30, 600), after.ids.at(-1)).sink;
    expect(again.events).toEqual([]);
  });

  it("goes on from the resync that began it", async () => {
    const { open, change } = setUp();
    const { sink, stream } = open(principal("ines"));
    stream?.close();
    await change("ines", "chat");
    expect(open(principal("ines"), sessionUntil(30, 600), sink.ids[0]).sink.events).toEqual([changed("chat")]);
  });

  it("begins anew after an id of somebody else, from before this replica listened, or from a future", async () => {
    const { open, change } = setUp();
    const ids = createEventIds(new Uint8Array(32));
    const owner = ownerDigest({ issuer, subject: "ines" });
    await change("ines", "chat");
    const other = ids.make(ownerDigest({ issuer, subject: "tobias" }), 100);
    for (const id of [other, ids.make(owner, 99), ids.make(owner, 102), "forged", ""]) {
      expect(open(principal("ines", id), sessionUntil(30, 600), id).sink.events).toEqual([{ type: "resync" }]);
    }
    for (const [at, events] of [
      [100, [changed("chat")]],
      [101, []],
    ] as const) {
      const { sink } = open(principal("ines", `at ${at}`), sessionUntil(30, 600), ids.make(owner, at));
      expect(sink.events).toEqual(events);
    }
  });

  it("begins anew when too much happened to remember, and remembers the rest", async () => {
    const { open, change } = setUp({ remembered: 3 });
    const { sink } = open(principal("ines"));
    for (const source of ["one", "two", "three", "four", "five"]) await change("ines", source);
    const from = (at: number) => open(principal("ines", `${at}`), sessionUntil(30, 600), sink.ids[at]).sink.events;
    expect(from(1)).toEqual([{ type: "resync" }]);
    expect(from(2)).toEqual([changed("three"), changed("four"), changed("five")]);
  });

  it("begins anew after a gap, and while nothing is heard", async () => {
    const { open, change, bus, reconnect } = setUp();
    const { sink } = open(principal("ines"));
    await change("ines", "chat");
    const [, last] = sink.ids;
    bus.isUp = false;
    expect(open(principal("ines", "two"), sessionUntil(30, 600), last).sink.events).toEqual([{ type: "resync" }]);
    bus.isUp = true;
    bus.since = 200;
    reconnect();
    expect(open(principal("ines", "three"), sessionUntil(30, 600), last).sink.events).toEqual([{ type: "resync" }]);
    const newest = sink.ids.at(-1);
    expect(open(principal("ines", "four"), sessionUntil(30, 600), newest).sink.events).toEqual([]);
  });

  it("hears of a version that came into force while it was away, rather twice than never", async () => {
    const { open, bus, change, published } = setUp();
    const { sink, stream } = open(principal("ines"));
    await bus.publish({ type: "configuration_published", version: 8 });
    await change("ines", "chat");
    stream?.close();
    published.forEach((hear) => hear({ version: 8 }));
    const after = open(principal("ines"), sessionUntil(30, 600), sink.ids.at(-1)).sink;
    expect(after.events).toEqual([{ type: "configuration_published", version: 8 }]);
  });

  it("tells the watch whether anybody looks, and in which language", () => {
    const { open, watched } = setUp();
    open(principal("ines"), sessionUntil(30, 600), undefined, true);
    expect(watched.pages).toMatchObject([{ isHidden: true, language: "de", isContinued: false }]);
  });
});
