import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type InboxWorld, request, startInboxWorld } from "../../test/inbox-world.ts";
import type { Principal } from "#storage/principal.ts";

/** A busy machine takes longer than a second. */
const patient = { timeout: 5000 } as const;

const minutes = (count: number) => count * 60_000;
const days = (count: number) => count * 24 * 3_600_000;

describe("an inbox", () => {
  let world: InboxWorld;
  let ines: Principal;

  beforeEach(async () => {
    world = await startInboxWorld();
    ines = await world.signIn("ines");
  });

  afterEach(async () => world[Symbol.asyncDispose]());

  const item = async (id: string, view: "open" | "later" | "history" = "open") =>
    (await world.items(ines, view)).find((each) => each.id === id);
  const ids = async (view: "open" | "later" | "history" = "open") =>
    (await world.items(ines, view)).map((each) => each.id);
  const atMinute = (minute: number) => new Date(world.now().getTime() - minutes(60 - minute)).toISOString();

  describe("puts off", () => {
    const until = (milliseconds: number) => ({ until: new Date(world.now().getTime() + milliseconds).toISOString() });

    test("until a time, at which it comes back on top and the page is told", async () => {
      const told: string[] = [];
      world.first.storage.bus.subscribe(({ type }) => told.push(type));
      world.projects.put("1", { at: atMinute(1) });
      world.projects.put("2", { at: atMinute(2) });
      const act = request(await item("projects:wp:1"), "snooze", until(minutes(30)));
      expect(await world.act(ines, act)).toEqual([{ id: act.id, state: "applied" }]);
      expect(await ids()).toEqual(["projects:wp:2"]);
      expect(await ids("later")).toEqual(["projects:wp:1"]);
      expect(await item("projects:wp:1", "later")).toMatchObject({
        snoozedUntil: act.until,
        acts: expect.arrayContaining(["wake"]),
      });
      expect(await world.read(ines)).toMatchObject({ nextReturnAt: act.until });
      await expect.poll(() => told, patient).toContain("inbox_changed");
      told.length = 0;
      world.first.outbox.start();
      world.passTime(minutes(31));
      await expect.poll(() => told, patient).toContain("inbox_changed");
      expect(await ids()).toEqual(["projects:wp:1", "projects:wp:2"]);
      expect(await item("projects:wp:1")).toMatchObject({ returnedAt: act.until, at: act.until, snoozedUntil: null });
      expect(await ids("later")).toEqual([]);
      expect(world.projects.calls).toBe(0);
    });

    test("only what was seen: what comes later about the same object is in the inbox", async () => {
      world.projects.put("1", { thread: "wp:1" });
      await world.act(ines, request(await item("projects:wp:1"), "snooze", until(minutes(30))));
      world.projects.put("2", { thread: "wp:1" });
      expect(await item("projects:wp:1")).toMatchObject({ changes: [{ id: "2" }] });
      expect(await item("projects:wp:1", "later")).toMatchObject({ changes: [{ id: "1" }] });
    });

    test("and shows it from memory when the tool no longer lists it", async () => {
      world.projects.put("1", { text: "Bitte prüfen" });
      await world.act(ines, request(await item("projects:wp:1"), "snooze", until(minutes(30))));
      world.projects.notifications = [];
      expect(await item("projects:wp:1", "later")).toMatchObject({ changes: [{ text: "Bitte prüfen" }] });
      world.passTime(minutes(31));
      expect(await item("projects:wp:1")).toMatchObject({ changes: [{ text: "Bitte prüfen" }] });
      await world.act(ines, request(await item("projects:wp:1"), "done"));
      expect(await ids()).toEqual([]);
      expect(await ids("later")).toEqual([]);
    });

    test("and lets it be woken, or the snooze be undone", async () => {
      world.projects.put("1");
      const first = request(await item("projects:wp:1"), "snooze", until(minutes(30)));
      await world.act(ines, first);
      await world.act(ines, request(await item("projects:wp:1", "later"), "wake"));
      expect(await item("projects:wp:1")).toMatchObject({ snoozedUntil: null, returnedAt: null });
      const second = request(await item("projects:wp:1"), "snooze", until(minutes(30)));
      await world.act(ines, second);
      expect(await world.undo(ines, second.id)).toEqual([{ id: second.id, state: "undone" }]);
      expect(await ids()).toEqual(["projects:wp:1"]);
    });

    test("never into the past nor without a time", async () => {
      world.projects.put("1");
      const shown = await item("projects:wp:1");
      const outcomes = await world.act(
        ines,
        request(shown, "snooze"),
        request(shown, "snooze", until(-1000)),
        request(shown, "snooze", until(days(400))),
      );
      expect(outcomes.map(({ state }) => state)).toEqual(["refused", "refused", "refused"]);
      expect(await ids()).toEqual(["projects:wp:1"]);
    });
  });

  describe("mutes", () => {
    test("a thread, which is then hidden and not counted, and can be heard again", async () => {
      world.projects.put("1");
      const act = request(await item("projects:wp:1"), "mute");
      await world.act(ines, act);
      const { items, mutes, counts } = await world.read(ines);
      expect(items.filter(({ source }) => source === "projects")).toEqual([]);
      expect(counts[0]).toMatchObject({ unread: 0 });
      expect(mutes).toMatchObject([{ source: "projects", item: "projects:wp:1", title: "Vorgang 1" }]);
      await world.act(ines, { id: randomUUID(), act: "unmute", item: "projects:wp:1", changes: [] });
      expect(await ids()).toEqual(["projects:wp:1"]);
      expect((await world.read(ines)).mutes).toEqual([]);
      const again = request(await item("projects:wp:1"), "mute");
      await world.act(ines, again);
      await world.undo(ines, again.id);
      expect(await ids()).toEqual(["projects:wp:1"]);
    });

    test("a source as a whole", async () => {
      world.projects.put("1");
      world.files.put("2");
      expect(await world.inbox.muteSource(ines, "projects", true)).toMatchObject([{ source: "projects", item: null }]);
      expect(await ids()).toEqual(["files:wp:2"]);
      expect(await world.inbox.muteSource(ines, "projects", false)).toEqual([]);
      expect(await ids()).toHaveLength(2);
      expect(await world.inbox.muteSource(ines, "nonsense", true)).toEqual([]);
    });

    test("at the tool itself where it can, once and in order", async () => {
      const calls: string[] = [];
      world.projects.put("1");
      world.put("projects", {
        ...world.projects.withFlag(),
        setMuted: async (_call, thread, isMuted) => void calls.push(`${thread} ${isMuted}`),
      });
      const act = request(await item("projects:wp:1"), "mute");
      await world.act(ines, act);
      await world.act(ines, act);
      expect(calls).toEqual(["wp:1 true"]);
      await world.undo(ines, act.id);
      expect(calls).toEqual(["wp:1 true", "wp:1 false"]);
    });
  });
});
