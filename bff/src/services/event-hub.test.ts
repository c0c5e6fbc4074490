import { portalEventSchema, type PortalEvent } from "@pforte/shared/contract/portal-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Bus } from "#storage/ports/bus.ts";
import { ownerDigest, verifiedPrincipal, type Principal } from "#storage/principal.ts";
import { quietLog } from "../../test/quiet-log.ts";
import { createEventIds } from "./event-id.ts";
import { EventHub, type EventHubLimits } from "./event-hub.ts";
import type { WatchingPage } from "./source-watch.ts";
import type { EventSink } from "./event-stream.ts";

const issuer = "https://id.example.org/realms/pforte";

function principal(subject: string, sessionHash = `session-of-${subject}`): Principal {
  const owner = { issuer, subject };
  return verifiedPrincipal({
    owner,
    sessionHash,
    username: subject,
    name: subject,
    groups: [],
    isAdministrator: false,
  });
}

class FakeSink implements EventSink {
  text = "";
  queued = 0;
  state: "open" | "ended" | "destroyed" = "open";
  write(text: string): void {
    this.text += text;
  }
  queuedBytes(): number {
    return this.queued;
  }
  end(): void {
    this.state = "ended";
  }
  destroy(): void {
    this.state = "destroyed";
  }
  get events(): PortalEvent[] {
    return [...this.text.matchAll(/^data: (.*)$/gmu)].map(([, data]) =>
      portalEventSchema.parse(JSON.parse(data ?? "")),
    );
  }
  get ids(): string[] {
    return [...this.text.matchAll(/^id: (.*)$/gmu)].map(([, id]) => id ?? "");
  }
}

function setUp(limits: Partial<EventHubLimits> = {}) {
  vi.useFakeTimers({ now: new Date("2026-11-23T08:00:00Z") });
  const heard = new Set<Parameters<Bus["subscribe"]>[0]>();
  const reconnected = new Set<() => void>();
  let sequence = 100;
  const bus: Bus & { isUp: boolean; since: number | null } = {
    isUp: true,
    since: 100,
    publish: async (message) => {
      sequence += 1;
      heard.forEach((hear) => hear(message, sequence));
    },
    heardSince: () => bus.since,
    subscribe(listener) {
      heard.add(listener);
      return () => heard.delete(listener);
    },
    isListening: () => bus.isUp,
    onReconnect(listener) {
      reconnected.add(listener);
      return () => reconnected.delete(listener);
    },
  };
  const published = new Set<(version: { readonly version: number }) => void>();
  const watched = { count: 0, pages: [] as WatchingPage[] };
  const hub = new EventHub({
    bus,
    configuration: {
      onPublished(listener) {
        published.add(listener);
        return () => published.delete(listener);
      },
    },
    watch: {
      attach(_principal, page) {
        watched.count += 1;
        watched.pages.push(page);
        return () => void (watched.count -= 1);
      },
    },
    ids: createEventIds(new Uint8Array(32)),
    now: () => new Date(),
    random: () => 0.5,
    log: quietLog,
    limits,
  });
  const open = (who: Principal, check = sessionUntil(30, 600), lastEventId?: string, isHidden = false) => {
    const sink = new FakeSink();
    return { sink, stream: hub.open(who, check, sink, { language: "de", isHidden, lastEventId }), check };
  };
  const change = async (subject: string, source: string) =>
    bus.publish({ type: "source_changed", owner: ownerDigest({ issuer, subject }), source });
  return { hub, bus, watched, open, change, reconnect: () => reconnected.forEach((hear) => hear()), published };
}

/** A session with so many minutes until its idle and its absolute end. */
function sessionUntil(idle: number, absolute: number) {
  const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000);
  const session = {
    idleEndsAt: inMinutes(idle),
    endsAt: inMinutes(absolute),
    checks: 0,
    answer: null as "ended" | "broken" | { idleEndsAt: Date; endsAt: Date } | null,
    async check() {
      session.checks += 1;
      if (session.answer === "broken") {
        throw new Error("the store does not answer");
      }
      return session.answer === "ended" ? null : (session.answer ?? session);
    },
  };
  return session;
}

const minutes = async (count: number) => vi.advanceTimersByTimeAsync(count * 60_000);

afterEach(() => {
  vi.useRealTimers();
});

describe("the event hub", () => {
  it("begins every stream with a resync and has the person's sources watched meanwhile", () => {
    const { open, watched } = setUp();
    const { sink, stream } = open(principal("ines"));
    expect(sink.events).toEqual([{ type: "resync" }]);
    expect(watched.count).toBe(1);
    stream?.close();
    expect(watched.count).toBe(0);
  });

  it("tells what changed to its owner only", async () => {
    const { open, bus } = setUp();
    const ines = open(principal("ines")).sink;
    const tobias = open(principal("tobias")).sink;
    const owner = ownerDigest({ issuer, subject: "ines" });
    await bus.publish({ type: "source_changed", owner, source: "chat" });
    await bus.publish({ type: "preferences_changed", owner });
    expect(ines.events.slice(1)).toEqual([{ type: "source_changed", source: "chat" }, { type: "preferences_changed" }]);
    expect(tobias.events).toEqual([{ type: "resync" }]);
  });

  it("announces a new configuration to everybody once it is in force", () => {
    const { open, published } = setUp();
    const { sink } = open(principal("ines"));
    published.forEach((hear) => hear({ version: 8 }));
    expect(sink.events.at(-1)).toEqual({ type: "configuration_published", version: 8 });
  });

  it("ends the streams of an ended session and of no other", async () => {
    const { open, bus, hub } = setUp();
    const gone = open(principal("ines", "one")).sink;
    const stays = open(principal("ines", "two")).sink;
    await bus.publish({ type: "session_ended", sessionHash: "one", because: "signed_out" });
    expect(gone.events.at(-1)).toEqual({ type: "session_ended", because: "signed_out" });
    expect([gone.state, stays.state, hub.size]).toEqual(["ended", "open", 1]);
  });

  it("refuses the seventh stream of a session, the thirteenth of a person, and what is too much in all", () => {
    const { open } = setUp({ total: 14 });
    const opened = (who: Principal) => open(who).stream !== null;
    const six = Array.from({ length: 7 }, () => opened(principal("ines", "one")));
    expect(six).toEqual([true, true, true, true, true, true, false]);
    const more = Array.from({ length: 7 }, (_, at) => opened(principal("ines", `other-${at}`)));
    expect(more).toEqual([true, true, true, true, true, true, false]);
    expect([opened(principal("tobias")), opened(principal("anna")), opened(principal("karl"))]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it("shows that it lives every twenty seconds of silence", async () => {
    const { open } = setUp();
    const { sink } = open(principal("ines"));
    await vi.advanceTimersByTimeAsync(19_500);
    expect(sink.text).not.toContain(": alive");
    await vi.advanceTimersByTimeAsync(1500);
    expect(sink.text).toContain(": alive");
  });

  it("ends a stream within fifteen minutes, whatever happens", async () => {
    const { open } = setUp();
    const { sink } = open(principal("ines"));
    await minutes(12);
    expect(sink.state).toBe("open");
    await minutes(3);
    expect(sink.state).toBe("ended");
  });

  it("drops a reader that does not read", async () => {
    const { open, hub } = setUp();
    const { sink } = open(principal("ines"));
    sink.queued = 256 * 1024 + 1;
    await vi.advanceTimersByTimeAsync(1000);
    expect([sink.state, hub.size]).toEqual(["destroyed", 0]);
  });

  it("ends with the idle limit, which it does not extend, and goes on when somebody was active", async () => {
    const { open } = setUp();
    const idle = open(principal("ines", "one"), sessionUntil(3, 600));
    const active = open(principal("ines", "two"), sessionUntil(3, 600));
    idle.check.answer = "ended";
    active.check.answer = { idleEndsAt: new Date(Date.now() + 30 * 60_000), endsAt: active.check.endsAt };
    await minutes(2.9);
    expect([idle.sink.state, idle.check.checks]).toEqual(["open", 0]);
    await minutes(0.2);
    expect(idle.sink.events.at(-1)).toEqual({ type: "session_ended", because: "expired" });
    expect([idle.sink.state, active.sink.state]).toEqual(["ended", "open"]);
  });

  it("asks for every session while it cannot hear, and after it could not", async () => {
    const { open, bus, reconnect } = setUp();
    const { sink, check } = open(principal("ines"));
    bus.isUp = false;
    await vi.advanceTimersByTimeAsync(1000);
    expect(check.checks).toBe(1);
    check.answer = "broken";
    await vi.advanceTimersByTimeAsync(1000);
    expect(sink.state).toBe("open");
    bus.isUp = true;
    check.answer = "ended";
    reconnect();
    await vi.advanceTimersByTimeAsync(1);
    expect(sink.events.slice(1)).toEqual([{ type: "resync" }, { type: "session_ended", because: "signed_out" }]);
  });

  it("sends every stream away when it stops, and takes no new one", () => {
    const { open, hub } = setUp();
    const { sink } = open(principal("ines"));
    hub.drain(4000);
    expect(sink.events.at(-1)).toEqual({ type: "move", afterMilliseconds: 2000 });
    expect([sink.state, open(principal("ines")).stream]).toEqual(["ended", null]);
  });
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
