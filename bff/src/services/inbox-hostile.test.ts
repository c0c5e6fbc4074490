import { randomUUID } from "node:crypto";
import type { InboxAct } from "@pforte/shared/contract/inbox";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type InboxWorld, startInboxWorld } from "../../test/inbox-world.ts";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import type { Principal } from "#storage/principal.ts";

const odd = ["constructor", "__proto__", "hasOwnProperty", "toString"];

describe("a page that sends what no page of ours would", () => {
  let world: InboxWorld;
  let ines: Principal;

  beforeEach(async () => {
    world = await startInboxWorld();
    ines = await world.signIn("ines");
  });

  afterEach(async () => world[Symbol.asyncDispose]());

  test.each(["read", "unread", "done", "restore"] as const satisfies readonly InboxAct[])(
    "cannot make a row or an act unreadable by names that every object has (%s)",
    async (act) => {
      world.projects.put("1");
      for (const id of odd) {
        const [outcome] = await world.act(ines, { id: randomUUID(), act, item: "projects:wp:1", changes: [id, "1"] });
        expect(outcome?.state).toBe("applied");
      }
      await world.read(ines);
      const events = world.log.lines.filter(({ level }) => level === "error" || level === "warn");
      expect(events).toEqual([]);
    },
  );

  test("is answered also where a name of a source is none", async () => {
    for (const source of ["\u0000", "\ud800", "__proto__", "nowhere"]) {
      expect(await world.inbox.muteSource(ines, source, false)).toEqual([]);
      expect(await world.inbox.muteSource(ines, source, true)).toEqual([]);
    }
    const items = ["projects:\u0000", "projects:\ud800", ":", "projects:", "__proto__:a", "nowhere:a"];
    const acts = items.map((item) => ({ id: randomUUID(), act: "read" as const, item, changes: ["1"] }));
    expect(await world.act(ines, ...acts)).toHaveLength(items.length);
    expect(world.log.lines.filter(({ level }) => level === "error")).toEqual([]);
  });

  test("cannot let acts wait without bound; what is refused is said so, and nothing of it is remembered", async () => {
    world.projects.put("1");
    world.projects.put("2");
    world.projects.failure = new UpstreamError("unavailable", "Down.");
    const act = { id: randomUUID(), act: "read" as const, item: "projects:wp:1", changes: ["1"] };
    expect(await world.act(ines, act)).toMatchObject([{ state: "waiting" }]);
    await world.database
      .query(`insert into intents (issuer, subject, id, source, object, act, sealed, created_at, due_at, state)
      select issuer, subject, gen_random_uuid(), source, object, act, sealed, created_at, due_at + interval '1 day', state
      from intents, generate_series(1, 1999)`);
    const more = { id: randomUUID(), act: "read" as const, item: "projects:wp:2", changes: ["2"] };
    expect(await world.act(ines, act, more)).toMatchObject([{ state: "waiting" }, { state: "refused" }]);
    expect(await world.database.query("select count(*)::int as n from inbox_rows")).toEqual([{ n: 1 }]);
  });

  test("cannot mute without bound, and can still let be heard what was muted", async () => {
    world.files.put("1");
    const mute = { id: randomUUID(), act: "mute" as const, item: "files:wp:1", changes: [] };
    expect(await world.act(ines, mute)).toMatchObject([{ state: "applied" }]);
    await fillMutes();
    const one = { ...mute, id: randomUUID(), item: "files:wp:2" };
    expect(await world.act(ines, one)).toMatchObject([{ state: "refused" }]);
    expect(await world.act(ines, { ...mute, id: randomUUID(), act: "unmute" })).toMatchObject([{ state: "applied" }]);
  });

  /** As many mutes of made-up threads as there may be. */
  async function fillMutes(): Promise<void> {
    const sealed = (thread: string) =>
      world.first.vault.seal(ines.owner, ["inbox-mute", "files", thread], { thread, title: null });
    const rows = Array.from({ length: 1000 }, (_, index) => `made-up-${index}`).map(
      (thread) => `('${ines.owner.issuer}', 'ines', 'files', '${thread}', '${sealed(thread)}', now())`,
    );
    await world.database.query(
      `insert into inbox_mutes (issuer, subject, source, thread, sealed, at) values ${rows.join(", ")}`,
    );
  }
});
