import { afterEach, describe, expect, it, vi } from "vitest";
import { ownerDigest, type Principal } from "#storage/principal.ts";
import { issuer, principal, sessionUntil, setUp } from "../../test/event-stage.ts";

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

  it("tells everybody what takes effect at once when it does, and what was answered to whoever answered", async () => {
    const { open, bus, live } = setUp();
    const ines = open(principal("ines")).sink;
    const tobias = open(principal("tobias")).sink;
    await bus.publish({ type: "live_changed" });
    expect(ines.events).toEqual([{ type: "resync" }]);
    live.forEach((hear) => hear());
    expect([ines.events.at(-1), tobias.events.at(-1)]).toEqual([{ type: "live_changed" }, { type: "live_changed" }]);
    await bus.publish({ type: "announcement_answered", owner: ownerDigest({ issuer, subject: "ines" }) });
    expect([ines.events.length, tobias.events.length]).toEqual([3, 2]);
  });

  it("tells administrators alone that the draft changed, also one who was away", async () => {
    const { open, bus } = setUp();
    const katharina = principal("katharina", "one", true);
    const first = open(katharina);
    const ines = open(principal("ines"));
    await bus.publish({ type: "draft_changed", version: 4 });
    expect(first.sink.events.at(-1)).toEqual({ type: "draft_changed", version: 4 });
    first.stream?.close();
    await bus.publish({ type: "draft_changed", version: 5 });
    await bus.publish({ type: "draft_changed", version: 6 });
    const again = open(katharina, sessionUntil(30, 600), first.sink.ids.at(-1));
    expect(again.sink.events).toEqual([{ type: "draft_changed", version: 6 }]);
    const demoted = open(principal("katharina", "two"), sessionUntil(30, 600), first.sink.ids.at(-1));
    expect([demoted.sink.events, ines.sink.events]).toEqual([[], [{ type: "resync" }]]);
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

  describe("to a reader that does not take what it is sent", () => {
    async function openDeaf(limits?: Parameters<typeof setUp>[0]) {
      const { open, change, ...rest } = setUp(limits);
      const { sink, stream } = open(principal("ines"));
      const untaken: (() => void)[] = (sink.untaken = []);
      await change("ines", "files");
      return { sink, stream, untaken, open, change: async (source: string) => change("ines", source), ...rest };
    }
    const changed = (source: string) => ({ type: "source_changed", source });

    it("sends of what came meanwhile the newest of each kind, in order, as soon as it does", async () => {
      const { sink, untaken, change, bus, open } = await openDeaf();
      const reading = open(principal("ines", "two")).sink;
      for (let time = 0; time < 500; time += 1) await change("chat");
      await change("files");
      const owner = ownerDigest({ issuer, subject: "ines" });
      await bus.publish({ type: "source_changed", owner, source: "chat", topics: ["chat"] });
      await change("chat");
      expect(sink.events).toEqual([{ type: "resync" }, changed("files")]);
      untaken.shift()?.();
      expect(sink.events.slice(2)).toEqual([
        changed("files"),
        { ...changed("chat"), topics: ["chat"] },
        changed("chat"),
      ]);
      expect([sink.ids.at(-1), new Set(sink.ids).size]).toEqual([reading.ids.at(-1), sink.ids.length]);
      await change("projects");
      untaken.shift()?.();
      expect(sink.events.slice(5)).toEqual([changed("projects")]);
    });

    it("says why it ends behind all that waits", async () => {
      const { sink, change, bus } = await openDeaf();
      await change("chat");
      await bus.publish({ type: "session_ended", sessionHash: "session-of-ines", because: "signed_out" });
      expect(sink.events.slice(2)).toEqual([changed("chat"), { type: "session_ended", because: "signed_out" }]);
      expect(sink.state).toBe("ended");
    });

    it("ends at once where too much waits", async () => {
      const { sink, hub, change } = await openDeaf({ queuedBytes: 1000 });
      for (let source = 0; source < 8; source += 1) await change(`files-${source}`);
      expect([sink.state, hub.size]).toEqual(["open", 1]);
      for (let source = 8; source < 20; source += 1) await change(`files-${source}`);
      expect([sink.state, hub.size]).toEqual(["destroyed", 0]);
    });

    it("ends when it has taken nothing for a minute, without a heartbeat in between", async () => {
      const { sink, hub, untaken } = await openDeaf();
      await vi.advanceTimersByTimeAsync(59_000);
      expect([sink.state, sink.text.includes(": alive")]).toEqual(["open", false]);
      untaken.shift()?.();
      await minutes(2);
      // It took that one, then a heartbeat that it did not take.
      expect([sink.state, sink.text.includes(": alive"), hub.size]).toEqual(["destroyed", true, 0]);
    });
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
