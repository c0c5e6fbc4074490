import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type InboxWorld, request, startInboxWorld } from "../../test/inbox-world.ts";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import type { Principal } from "#storage/principal.ts";

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
      await expect.poll(() => world.projects.history).toEqual(["read 1"]);
      // Still the old content of the time when the tool went away.
      await expect.poll(async () => item("projects:wp:1")).toMatchObject({ isRead: true, pending: null });
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

    test("a read is undone by unread, a waiting one vanishes, and twice is as good as once", async () => {
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
      expect(await item("projects:wp:1")).toMatchObject({ isRead: false, pending: null });
      world.projects.failure = null;
      world.passTime(minutes(10));
      await world.first.outbox.carryOut(ines, [later.id], 500);
      expect(world.projects.history).toHaveLength(2);
    });

    test("an undo while the tool is being told is carried out after it", async () => {
      world.projects.put("1");
      const gate = Promise.withResolvers<void>();
      world.projects.hold = gate.promise;
      const act = request(await item("projects:wp:1"), "read");
      const acting = world.act(ines, act);
      await expect.poll(() => world.projects.calls).toBe(1);
      const undone = await world.undo(ines, act.id);
      expect(undone).toEqual([{ id: act.id, state: "undone" }]);
      world.projects.hold = null;
      gate.resolve();
      await acting;
      world.first.outbox.start();
      await expect.poll(() => world.projects.history).toEqual(["read 1", "unread 1"]);
      expect(await item("projects:wp:1")).toMatchObject({ isRead: false });
    });
  });

  describe("over a tool that can only take away", () => {
    test("read is remembered here and goes both ways without a call", async () => {
      world.files.put("1", { isRead: null });
      await world.act(ines, request(await item("files:wp:1"), "read"));
      expect(await item("files:wp:1")).toMatchObject({ isRead: true });
      await world.act(ines, request(await item("files:wp:1"), "unread"));
      expect(await item("files:wp:1")).toMatchObject({ isRead: false });
      expect(world.files.calls).toBe(0);
    });

    test("done dismisses there, and not before the undo has passed", async () => {
      world.files.put("1", { isRead: null });
      const act = request(await item("files:wp:1"), "done");
      expect(await world.act(ines, act)).toEqual([{ id: act.id, state: "waiting" }]);
      expect(await ids()).toEqual([]);
      world.first.outbox.start();
      world.passTime(9000);
      expect(await world.undo(ines, act.id)).toEqual([{ id: act.id, state: "undone" }]);
      expect(await item("files:wp:1")).toMatchObject({ doneAt: null });
      world.passTime(minutes(10));
      await world.act(ines, request(await item("files:wp:1"), "read"));
      expect(world.files.history).toEqual([]);
      const again = request(await item("files:wp:1"), "done");
      await world.act(ines, again);
      world.passTime(10_001);
      await expect.poll(() => world.files.history).toEqual(["dismiss 1"]);
      await expect.poll(async () => world.undo(ines, again.id)).toEqual([{ id: again.id, state: "too_late" }]);
      expect(await ids("history")).toEqual(["files:wp:1"]);
    });

    test("what was done can be brought back from the history, and then is not dismissed after all", async () => {
      world.files.put("1", { isRead: null });
      await world.act(ines, request(await item("files:wp:1"), "done"));
      await world.act(ines, request(await item("files:wp:1", "history"), "restore"));
      expect(await item("files:wp:1")).toMatchObject({ isRead: false });
      expect(await ids("history")).toEqual([]);
      world.first.outbox.start();
      world.passTime(minutes(1));
      await expect.poll(async () => world.first.outbox.waitingCount(ines.owner)).toBe(0);
      expect(world.files.history).toEqual([]);
    });

    test("a dismissal that the tool refuses brings the item back and is told", async () => {
      world.files.put("1", { isRead: null });
      await world.act(ines, request(await item("files:wp:1"), "done"));
      world.files.failure = new UpstreamError("forbidden", "no");
      world.first.outbox.start();
      world.passTime(10_001);
      await expect
        .poll(async () => (await world.read(ines)).items.map(({ object }) => object.title))
        .toContain("Nicht ausgeführt: Vorgang 1");
      expect(await ids()).toEqual(["files:wp:1"]);
    });

    test("its own acts go there once, and only those that it offered", async () => {
      const actions = [{ id: "accept", label: "Annehmen", isPrimary: true }];
      world.files.put("1", { isRead: null, actions });
      const shown = await item("files:wp:1");
      expect(shown).toMatchObject({ actions, acts: ["read", "done", "snooze", "mute", "action"] });
      expect(await world.act(ines, request(shown, "action", { action: "delete-everything" }))).toMatchObject([
        { state: "refused" },
      ]);
      const act = request(shown, "action", { action: "accept" });
      const twice = await Promise.all([world.act(ines, act), world.act(ines, act)]);
      expect(twice.flat().map(({ state }) => state)).toContain("applied");
      expect(world.files.history).toEqual(["accept 1"]);
      expect(await world.undo(ines, act.id)).toEqual([{ id: act.id, state: "too_late" }]);
    });

    test("an act of the tool that came too late says so and changes nothing", async () => {
      world.files.put("1", { isRead: null, actions: [{ id: "accept", label: "Annehmen", isPrimary: true }] });
      const act = request(await item("files:wp:1"), "action", { action: "accept" });
      world.put("files", {
        list: async () => ({ notifications: world.files.notifications, unread: null, isCapped: false, dropped: 0 }),
        act: async (_call, id) => ({ id, state: "gone" }),
      });
      expect(await world.act(ines, act)).toEqual([{ id: act.id, state: "overtaken" }]);
    });
  });

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
      await expect.poll(() => told).toContain("inbox_changed");
      told.length = 0;
      world.first.outbox.start();
      world.passTime(minutes(31));
      await expect.poll(() => told).toContain("inbox_changed");
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

  describe("is safe", () => {
    test("against a double click and two replicas: one act, one row, one call (F38)", async () => {
      const second = world.inboxOn(await world.replica());
      world.projects.put("1");
      const act = request(await item("projects:wp:1"), "done");
      await Promise.all(
        Array.from({ length: 8 }, async (_, index) => (index % 2 === 0 ? world.inbox : second).act(ines, [act], "de")),
      );
      await expect.poll(async () => world.first.outbox.waitingCount(ines.owner)).toBe(0);
      expect(world.projects.history).toEqual(["read 1"]);
      expect(await world.database.query("select count(*)::int as n from intents")).toEqual([{ n: 1 }]);
      expect((await world.read(ines)).handledToday).toBe(1);
    });

    test("against ids of another person: their acts are neither found nor undone", async () => {
      world.projects.put("1");
      const act = request(await item("projects:wp:1"), "read");
      await world.act(ines, act);
      const katharina = await world.signIn("katharina");
      expect(await world.undo(katharina, act.id)).toEqual([{ id: act.id, state: "refused" }]);
      expect(world.projects.history).toEqual(["read 1"]);
      // The same id of another person is another act.
      expect(await world.act(katharina, act)).toMatchObject([{ state: "applied" }]);
      expect(await world.database.query("select count(*)::int as n from intents")).toEqual([{ n: 2 }]);
    });

    test("against rows that were swapped between two people in the database: dropped, with an alarm (S48)", async () => {
      const katharina = await world.signIn("katharina");
      world.projects.put("1", { text: "Nur für Ines" });
      await world.act(ines, request(await item("projects:wp:1"), "read"));
      await world.act(ines, request(await item("projects:wp:1"), "mute"));
      await world.read(ines);
      world.projects.notifications = [];
      for (const table of ["inbox_rows", "inbox_mutes", "portal_notifications"]) {
        await world.database.query(`update ${table} set subject = 'katharina'`);
      }
      const hers = await world.read(katharina);
      expect(JSON.stringify(hers)).not.toContain("Ines");
      expect(JSON.stringify(hers)).not.toContain("Vorgang 1");
      expect(hers.mutes).toEqual([]);
      expect(world.first.vault.violations).toBeGreaterThanOrEqual(3);
      expect(world.log.text()).toContain("isolation_violation");
    });

    test("against readers of the database: content is sealed, threads are digests", async () => {
      world.projects.put("1", { thread: "wp:4711", text: "Geheimer Text", actor: "Deniz Aslan" });
      await world.act(
        ines,
        request(await item("projects:wp:4711"), "read"),
        request(await item("projects:wp:4711"), "mute"),
      );
      for (const table of ["inbox_rows", "inbox_mutes", "intents", "portal_notifications"]) {
        const text = JSON.stringify(await world.database.query(`select * from ${table}`));
        expect(text).not.toMatch(/4711|Geheim|Deniz|Vorgang|wp:/u);
      }
    });

    test("against what makes no sense: a foreign source, no changes, an item of nowhere", async () => {
      world.projects.put("1");
      const shown = await item("projects:wp:1");
      const outcomes = await world.act(
        ines,
        request(shown, "read", { changes: [] }),
        request(shown, "read", { item: "mail:inbox" }),
        request(shown, "read", { item: "nonsense" }),
        request(shown, "action"),
      );
      expect(outcomes.map(({ state }) => state)).toEqual(["refused", "refused", "refused", "refused"]);
      expect(await world.database.query("select * from intents")).toEqual([]);
    });
  });

  test("keeps what was done for 30 days and then nothing of it", async () => {
    world.projects.put("1");
    await world.act(ines, request(await item("projects:wp:1"), "done"));
    world.projects.notifications = [];
    world.passTime(days(29));
    await world.first.storage.inbox.sweep(new Date(world.now().getTime() - days(30)));
    expect(await ids("history")).toEqual(["projects:wp:1"]);
    world.passTime(days(2));
    expect(await ids("history")).toEqual([]);
    await world.first.storage.inbox.sweep(new Date(world.now().getTime() - days(30)));
    for (const table of ["inbox_rows", "intents"]) {
      expect(await world.database.query(`select * from ${table}`)).toEqual([]);
    }
  });

  test("keeps a snooze that is longer than the history", async () => {
    world.projects.put("1");
    const until = new Date(world.now().getTime() + days(60)).toISOString();
    await world.act(ines, request(await item("projects:wp:1"), "snooze", { until }));
    world.projects.notifications = [];
    world.passTime(days(59));
    await world.first.storage.inbox.sweep(new Date(world.now().getTime() - days(30)));
    world.passTime(days(2));
    expect(await ids()).toEqual(["projects:wp:1"]);
  });
});
