import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type InboxWorld, request, startInboxWorld } from "../../test/inbox-world.ts";
import type { Principal } from "#storage/principal.ts";

describe("an act that comes to a replica which does not know the list yet", () => {
  let world: InboxWorld;
  let ines: Principal;

  beforeEach(async () => {
    world = await startInboxWorld();
    ines = await world.signIn("ines");
  });

  afterEach(async () => world[Symbol.asyncDispose]());

  /** From now on nobody is told anything who does not wait for it. */
  function forget(): void {
    const { content } = world;
    const all = content.gather.bind(content);
    Object.assign(content, {
      gather: async (...[principal, topic, asked]: Parameters<typeof all>) => {
        const gathered = await all(principal, topic, asked);
        const loading = { content: null, at: null, outcome: { state: "loading", since: new Date().toISOString() } };
        return asked.waitMilliseconds === 0 ? gathered.map((each) => ({ ...each, ...loading })) : gathered;
      },
    });
  }

  test("remembers what it was about: it stays in the inbox, and is in the history once it is done", async () => {
    world.projects.put("1");
    const [item] = await world.items(ines);
    forget();
    await world.act(ines, request(item, "read"));
    // As OpenProject, which lists no more what was read.
    world.projects.notifications = [];
    expect(await world.items(ines)).toMatchObject([{ object: { title: "Vorgang 1" }, isRead: true }]);
    await world.act(ines, request(item, "done"));
    expect(await world.items(ines, "history")).toMatchObject([{ object: { title: "Vorgang 1" } }]);
  });
});
