import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type InboxWorld, request, startInboxWorld } from "../../test/inbox-world.ts";
import type { Principal } from "#storage/principal.ts";

/** A busy machine takes longer than a second. */
const patient = { timeout: 5000 } as const;

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

  describe("is safe", () => {
    test("against a double click and two replicas: one act, one row, one call (F38)", async () => {
      const second = world.inboxOn(await world.replica());
      world.projects.put("1");
      const act = request(await item("projects:wp:1"), "done");
      await Promise.all(
        Array.from({ length: 8 }, async (_, index) => (index % 2 === 0 ? world.inbox : second).act(ines, [act], "de")),
      );
      await expect.poll(async () => world.first.outbox.waitingCount(ines.owner), patient).toBe(0);
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
});
