import { portalEventSchema, type PortalEvent } from "@pforte/shared/contract/portal-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Bus, BusMessage } from "#storage/ports/bus.ts";
import { ownerDigest, verifiedPrincipal, type Principal } from "#storage/principal.ts";
import { quietLog } from "../../test/quiet-log.ts";
import { createEventIds } from "./event-id.ts";
import { EventHub, type EventHubLimits } from "./event-hub.ts";
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
  const heard = new Set<(message: BusMessage) => void>();
  const reconnected = new Set<() => void>();
  const bus: Bus & { isUp: boolean } = {
    isUp: true,
    publish: async (message) => heard.forEach((hear) => hear(message)),
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
  const watched = { count: 0 };
  const hub = new EventHub({
    bus,
    configuration: {
      onPublished(listener) {
        published.add(listener);
        return () => published.delete(listener);
      },
    },
    watch: {
      attach() {
        watched.count += 1;
        return () => void (watched.count -= 1);
      },
    },
    ids: createEventIds(new Uint8Array(32)),
    now: () => new Date(),
    random: () => 0.5,
    log: quietLog,
    limits,
  });
  const open = (who: Principal, check = sessionUntil(30, 600)) => {
    const sink = new FakeSink();
    return { sink, stream: hub.open(who, check, sink), check };
  };
  return { hub, bus, watched, open, reconnect: () => reconnected.forEach((hear) => hear()), published };
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

describe("event ids", () => {
  const ids = createEventIds(new Uint8Array(32).fill(7));

  it("are read by their owner and by nobody else", () => {
    const id = ids.make("ines", 42);
    expect([ids.read("ines", id), ids.read("tobias", id)]).toEqual([42, null]);
  });

  it("are refused when anything in them was changed", () => {
    const raw = Buffer.from(ids.make("ines", 42), "base64url");
    const forged = Array.from({ length: raw.length * 8 }, (_, bit) => {
      const copy = Buffer.from(raw);
      copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      return ids.read("ines", copy.toString("base64url"));
    });
    expect(forged.every((read) => read === null)).toBe(true);
    expect([ids.read("ines", "1"), ids.read("ines", undefined), ids.read("ines", "x".repeat(5000))]).toEqual([
      null,
      null,
      null,
    ]);
  });

  it("do not show how many there were", () => {
    const [first, second] = [ids.make("ines", 1), ids.make("ines", 2)];
    expect(first.slice(0, 8)).not.toBe(second.slice(0, 8));
    expect(createEventIds(new Uint8Array(32)).read("ines", first)).toBeNull();
  });
});
