import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type InboxWorld, request, startInboxWorld } from "../../test/inbox-world.ts";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
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

  describe("shows", () => {
    test("what waits in all tools as one list, newest first, grouped by object", async () => {
      world.projects.put("1", { thread: "wp:4711", at: atMinute(1) });
      world.files.put("2", { thread: "file:9", at: atMinute(2), isRead: null });
      world.projects.put("3", { thread: "wp:4711", at: atMinute(3), text: "Bitte prüfen", isMention: true });
      const [first, second] = await world.items(ines);
      expect(first).toMatchObject({
        id: "projects:wp:4711",
        source: "projects",
        changeCount: 2,
        changes: [{ id: "3", text: "Bitte prüfen" }, { id: "1" }],
        isRead: false,
        isMention: true,
        acts: ["read", "done", "snooze", "mute"],
        pending: null,
      });
      expect(second).toMatchObject({ id: "files:file:9", changeCount: 1 });
    });

    test("the portal's own notifications, in the language of the page", async () => {
      const { inbox } = world;
      const titles = async (language: "de" | "en") =>
        (
          await inbox.read(ines, {
            view: "open",
            limit: 10,
            language,
            signal: AbortSignal.timeout(5000),
            waitMilliseconds: 0,
          })
        ).items.map(({ object, source }) => [source, object.title]);
      expect(await titles("de")).toEqual([["portal", "Willkommen"]]);
      expect(await titles("en")).toEqual([["portal", "Welcome"]]);
      const [welcome] = (await world.read(ines)).items;
      expect(await world.act(ines, request(welcome, "done"))).toMatchObject([{ state: "applied" }]);
      expect(await titles("de")).toEqual([]);
      world.passTime(days(40));
      await world.first.storage.inbox.sweep(new Date(world.now().getTime() - days(30)));
      // Nobody is welcomed twice.
      const again = await world.replica();
      expect((await again.notifications.list(ines.owner, "de")).notifications).toEqual([]);
    });

    test("how much is unread at each source, capped where the tool lists no more, and null where nothing is known", async () => {
      world.projects.put("1", { thread: "wp:1", isMention: true });
      world.projects.put("2", { thread: "wp:1" });
      world.projects.put("3", { thread: "wp:2", isRead: true });
      world.projects.put("4", { thread: "wp:3" });
      world.files.put("5");
      world.down.add("files");
      const { counts, sources, total } = await world.read(ines);
      expect(counts).toEqual([
        { source: "projects", unread: 2, mentions: 1, isCapped: false },
        { source: "files", unread: null, mentions: null, isCapped: false },
        { source: "portal", unread: 1, mentions: 0, isCapped: false },
      ]);
      expect(sources.map(({ source, outcome }) => [source, outcome.state])).toEqual([
        ["projects", "ok"],
        ["files", "unavailable"],
        ["portal", "ok"],
      ]);
      expect(total).toBe(3);
      world.down.delete("files");
      world.put("files", {
        list: async () => ({ notifications: world.files.notifications, unread: null, isCapped: true, dropped: 0 }),
      });
      expect((await world.read(ines)).counts[1]).toEqual({ source: "files", unread: 1, mentions: 0, isCapped: true });
    });

    test("no more of one object than fits, and how many there are; a done takes the older ones along, but none that came later", async () => {
      for (let count = 0; count < 30; count += 1)
        world.projects.put(`${count}`, { thread: "wp:1", at: atMinute(count) });
      const before = await item("projects:wp:1");
      expect(before?.changes).toHaveLength(20);
      expect(before?.changeCount).toBe(30);
      world.projects.put("new", { thread: "wp:1", at: atMinute(29) });
      await world.act(ines, request(before, "done"));
      expect(await item("projects:wp:1")).toMatchObject({ changeCount: 1, changes: [{ id: "new" }] });
      expect(world.projects.isRead("0")).toBe(true);
      expect(world.projects.isRead("new")).toBe(false);
    });
  });

  describe("over a tool with a read flag", () => {
    test("read is set there and stays here as read; what was read in the tool itself leaves", async () => {
      world.projects.put("1");
      world.projects.put("2");
      const act = request(await item("projects:wp:1"), "read");
      expect(await world.act(ines, act)).toEqual([{ id: act.id, state: "applied" }]);
      expect(world.projects.history).toEqual(["read 1"]);
      expect(await item("projects:wp:1")).toMatchObject({ isRead: true, acts: ["unread", "done", "snooze", "mute"] });
      world.projects.notifications = world.projects.notifications.map((each) => ({ ...each, isRead: true }));
      expect(await ids()).toEqual(["projects:wp:1"]);
    });

    test("what was read here stays also where the tool lists only what is unread", async () => {
      world.projects.put("1", { text: "Bitte prüfen" });
      await world.act(ines, request(await item("projects:wp:1"), "read"));
      world.projects.notifications = [];
      expect(await item("projects:wp:1")).toMatchObject({
        isRead: true,
        object: { title: "Vorgang 1" },
        changes: [{ id: "1", text: "Bitte prüfen" }],
      });
      await world.act(ines, request(await item("projects:wp:1"), "done"));
      expect(await ids()).toEqual([]);
    });

    test("done is read there and hidden here, by the ids of what was seen and not by time", async () => {
      const at = atMinute(1);
      world.projects.put("1", { thread: "wp:1", at });
      const seen = await item("projects:wp:1");
      // Within the same second, as tools have no finer clock.
      world.projects.put("2", { thread: "wp:1", at });
      await world.act(ines, request(seen, "done"));
      expect(await item("projects:wp:1")).toMatchObject({ changeCount: 1, changes: [{ id: "2", isRead: false }] });
      expect(world.projects.history).toEqual(["read 1"]);
      const reply = await world.read(ines, "history");
      expect(reply.items).toMatchObject([{ id: "projects:wp:1", changes: [{ id: "1" }], acts: ["restore"] }]);
      expect(reply).toMatchObject({ total: 1, handledToday: 1 });
    });

    test("an act shows at once while its tool is down, marked as pending, and does not flicker afterwards", async () => {
      world.projects.put("1");
      const shown = await item("projects:wp:1");
      world.projects.failure = new UpstreamError("unavailable", "Down.");
      world.down.add("projects");
      const act = request(shown, "read");
      expect(await world.act(ines, act)).toEqual([{ id: act.id, state: "waiting" }]);
      expect(await item("projects:wp:1")).toMatchObject({ isRead: true, pending: { acts: ["read"] } });
      expect(await world.read(ines)).toMatchObject({ waiting: 1 });
      world.projects.failure = null;
      world.passTime(minutes(10));
      world.first.outbox.start();
      await expect.poll(() => world.projects.history, patient).toEqual(["read 1"]);
      // Still the old content of the time when the tool went away.
      await expect.poll(async () => item("projects:wp:1"), patient).toMatchObject({ isRead: true, pending: null });
      world.down.delete("projects");
      expect(await item("projects:wp:1")).toMatchObject({ isRead: true });
    });

    test("a change made in the tool after the act was applied wins", async () => {
      world.projects.put("1");
      await world.act(ines, request(await item("projects:wp:1"), "read"));
      world.passTime(1000);
      world.projects.notifications = world.projects.notifications.map((each) => ({ ...each, isRead: false }));
      expect(await item("projects:wp:1")).toMatchObject({ isRead: false });
    });

    test("a read is undone by unread, also one that still waits, and twice is as good as once", async () => {
      world.projects.put("1");
      const act = request(await item("projects:wp:1"), "read");
      await world.act(ines, act);
      expect(await world.undo(ines, act.id)).toEqual([{ id: act.id, state: "undone" }]);
      expect(world.projects.history).toEqual(["read 1", "unread 1"]);
      expect(await item("projects:wp:1")).toMatchObject({ isRead: false });
      expect(await world.undo(ines, act.id)).toEqual([{ id: act.id, state: "undone" }]);
      expect(world.projects.history).toHaveLength(2);
      world.projects.failure = new UpstreamError("unavailable", "Down.");
      const later = request(await item("projects:wp:1"), "done");
      await world.act(ines, later);
      expect(await ids()).toEqual([]);
      expect(await world.undo(ines, later.id)).toEqual([{ id: later.id, state: "undone" }]);
      // It was begun, so that only the tool knows whether it was done.
      expect(await item("projects:wp:1")).toMatchObject({ isRead: false, pending: { acts: ["unread"] } });
      world.projects.failure = null;
      world.passTime(minutes(10));
      await world.first.outbox.carryOut(ines, [later.id], 500);
      expect(world.projects.history).toHaveLength(2);
    });

    test("an undo leaves read what was read before", async () => {
      world.projects.put("1");
      await world.act(ines, request(await item("projects:wp:1"), "read"));
      const done = request(await item("projects:wp:1"), "done");
      await world.act(ines, done);
      expect(await world.undo(ines, done.id)).toEqual([{ id: done.id, state: "undone" }]);
      expect(await item("projects:wp:1")).toMatchObject({ isRead: true });
      expect(world.projects.history).toEqual(["read 1"]);
      world.projects.failure = new UpstreamError("unavailable", "Down.");
      const unread = request(await item("projects:wp:1"), "unread");
      const again = request(await item("projects:wp:1"), "read");
      await world.act(ines, unread);
      await world.act(ines, again);
      await world.undo(ines, again.id);
      expect(await item("projects:wp:1")).toMatchObject({ isRead: false, pending: { acts: ["unread"] } });
      world.projects.failure = null;
      world.passTime(minutes(10));
      await world.first.outbox.carryOut(ines, [unread.id], 1000);
      expect(world.projects.history).toEqual(["read 1", "unread 1"]);
    });

    test("an undo turns round what the tool did without anybody having heard so", async () => {
      world.projects.put("1");
      world.projects.cutsReplies = true;
      const act = request(await item("projects:wp:1"), "read");
      expect(await world.act(ines, act)).toEqual([{ id: act.id, state: "waiting" }]);
      expect(world.projects.history).toEqual(["read 1"]);
      expect(await world.undo(ines, act.id)).toEqual([{ id: act.id, state: "undone" }]);
      expect(world.projects.history).toEqual(["read 1", "unread 1"]);
      expect(await world.first.outbox.waitingCount(ines.owner)).toBe(0);
    });

    test("an undo while the tool is being told is carried out after it", async () => {
      world.projects.put("1");
      const gate = Promise.withResolvers<void>();
      world.projects.hold = gate.promise;
      const act = request(await item("projects:wp:1"), "read");
      const acting = world.act(ines, act);
      await expect.poll(() => world.projects.calls, patient).toBe(1);
      const undone = await world.undo(ines, act.id);
      expect(undone).toEqual([{ id: act.id, state: "undone" }]);
      world.projects.hold = null;
      gate.resolve();
      await acting;
      world.first.outbox.start();
      await expect.poll(() => world.projects.history, patient).toEqual(["read 1", "unread 1"]);
      expect(await item("projects:wp:1")).toMatchObject({ isRead: false });
    });
  });
});
