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
      await expect.poll(() => world.files.history, patient).toEqual(["dismiss 1"]);
      await expect.poll(async () => world.undo(ines, again.id), patient).toEqual([{ id: again.id, state: "too_late" }]);
      expect(await ids("history")).toEqual(["files:wp:1"]);
    });

    test("an undo gives back what waits only because of an older act that it replaced", async () => {
      world.files.put("1", { isRead: null });
      const shown = await item("files:wp:1");
      const [first, second] = [request(shown, "done"), request(shown, "done")];
      await world.act(ines, first);
      await world.act(ines, second);
      expect(await world.undo(ines, second.id)).toEqual([{ id: second.id, state: "undone" }]);
      expect(await ids()).toEqual([]);
      expect(await world.undo(ines, first.id)).toEqual([{ id: first.id, state: "undone" }]);
      expect(await ids()).toEqual(["files:wp:1"]);
    });

    test("a dismissal that was begun cannot be taken back, for it may have been made", async () => {
      world.files.put("1", { isRead: null });
      const act = request(await item("files:wp:1"), "done");
      await world.act(ines, act);
      world.files.cutsReplies = true;
      world.passTime(10_001);
      await world.first.outbox.carryOut(ines, [act.id], 1000);
      expect(await world.undo(ines, act.id)).toEqual([{ id: act.id, state: "too_late" }]);
      expect(await ids()).toEqual([]);
    });

    test("what was done can be brought back from the history, and then is not dismissed after all", async () => {
      world.files.put("1", { isRead: null });
      await world.act(ines, request(await item("files:wp:1"), "done"));
      await world.act(ines, request(await item("files:wp:1", "history"), "restore"));
      expect(await item("files:wp:1")).toMatchObject({ isRead: false });
      expect(await ids("history")).toEqual([]);
      world.first.outbox.start();
      world.passTime(minutes(1));
      await expect.poll(async () => world.first.outbox.waitingCount(ines.owner), patient).toBe(0);
      expect(world.files.history).toEqual([]);
    });

    test("a dismissal that the tool refuses brings the item back and is told", async () => {
      world.files.put("1", { isRead: null });
      await world.act(ines, request(await item("files:wp:1"), "done"));
      world.files.failure = new UpstreamError("forbidden", "no");
      world.first.outbox.start();
      world.passTime(10_001);
      await expect
        .poll(async () => (await world.read(ines)).items.map(({ object }) => object.title), patient)
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
