import { randomUUID } from "node:crypto";
import { actOnInbox, type InboxAct, type InboxItem, readInbox, undoInboxActs } from "@pforte/shared/contract/inbox";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { TestPerson } from "../../test/person.ts";
import { startToolsPortal, type ToolsPortal } from "../../test/tools-portal.ts";

const patient = { timeout: 10_000, interval: 100 } as const;

describe("the inbox over Nextcloud and OpenProject, with a real sign-in", () => {
  let world: ToolsPortal;
  let person: TestPerson;
  let passed = 0;

  beforeEach(async () => {
    passed = 0;
    world = await startToolsPortal({
      overrides: {
        now: () => new Date(Date.now() + passed),
        random: () => 0,
        outboxPace: { pollMilliseconds: 100 },
      },
    });
    person = await world.portal.as("ines");
  });

  afterEach(async () => world[Symbol.asyncDispose]());

  const items = async (view: "open" | "history" = "open") =>
    (await person.call(readInbox, { query: { view } })).items.filter(({ source }) => source !== "portal");
  const item = async (id: string) => (await items()).find((each) => each.id === id);
  const shown = async (id: string) => {
    await expect.poll(async () => item(id), patient).toBeDefined();
    return item(id);
  };

  async function act(target: InboxItem | undefined, name: InboxAct) {
    const id = randomUUID();
    const changes = target?.changes.map((change) => change.id) ?? [];
    const { outcomes } = await person.call(actOnInbox, {
      body: { acts: [{ id, act: name, item: target?.id ?? "", changes }] },
    });
    return { id, state: outcomes[0]?.state };
  }

  function mentioned() {
    const { openproject, accounts } = world;
    const ines = accounts.get("ines");
    if (ines === undefined) throw new Error("Ines has no account.");
    const deniz = openproject.world.account({ name: "Deniz Aslan", login: "deniz" });
    const project = openproject.world.project("Hochwasserschutz", [ines, deniz]);
    const workPackage = openproject.world.create({ id: 4711, project, author: deniz, subject: "Pegel" });
    return openproject.world.notify({ recipient: ines, workPackage, reason: "mentioned", actor: deniz });
  }

  function announced() {
    const subject = { de: "Jemand hat etwas geteilt", en: "Somebody shared something" };
    const { notifications } = world.nextcloud.world;
    return notifications.add("ines", { app: "test", objectType: "share", objectId: "9", subject });
  }

  test("reads in OpenProject, keeps it here until it is done, and turns it round", async () => {
    const notification = mentioned();
    const read = await act(await shown("projects:wp:4711"), "read");
    // A busy machine may take longer than an answer waits.
    expect(["applied", "waiting"]).toContain(read.state);
    await expect.poll(() => notification.isRead, patient).toBe(true);
    // OpenProject lists it no longer; here it stays, as read.
    await expect
      .poll(async () => item("projects:wp:4711"), patient)
      .toMatchObject({
        isRead: true,
        isMention: true,
        object: { title: "Pegel" },
      });
    expect(await person.call(undoInboxActs, { body: { acts: [read.id] } })).toMatchObject({
      outcomes: [{ state: "undone" }],
    });
    await expect.poll(() => notification.isRead, patient).toBe(false);
    await expect.poll(async () => item("projects:wp:4711"), patient).toMatchObject({ isRead: false });
    await act(await shown("projects:wp:4711"), "done");
    expect(await item("projects:wp:4711")).toBeUndefined();
    expect((await items("history")).map(({ id }) => id)).toEqual(["projects:wp:4711"]);
    await expect.poll(() => notification.isRead, patient).toBe(true);
  });

  test("lets what was read in OpenProject itself leave", async () => {
    const notification = mentioned();
    await shown("projects:wp:4711");
    world.openproject.world.setRead(notification, true);
    await expect.poll(async () => item("projects:wp:4711"), patient).toBeUndefined();
  });

  test("remembers what was read of Nextcloud, and dismisses there what is done once the undo has passed", async () => {
    const id = announced();
    const there = () => world.nextcloud.world.notifications.find("ines", id) !== null;
    expect((await act(await shown("files:share:9"), "read")).state).toBe("applied");
    expect(await item("files:share:9")).toMatchObject({ isRead: true });
    const done = await act(await item("files:share:9"), "done");
    expect(done.state).toBe("waiting");
    expect(await item("files:share:9")).toBeUndefined();
    expect(await person.call(undoInboxActs, { body: { acts: [done.id] } })).toMatchObject({
      outcomes: [{ state: "undone" }],
    });
    expect(await item("files:share:9")).toMatchObject({ isRead: true });
    await act(await item("files:share:9"), "done");
    expect(there()).toBe(true);
    passed += 10_001;
    await expect.poll(there, patient).toBe(false);
  });

  test.each(["http500", "lost", "garbage", "stop"] as const)(
    "acknowledges an act while OpenProject is broken by %s, shows it as pending, and carries it out afterwards",
    async (mode) => {
      const notification = mentioned();
      const before = await shown("projects:wp:4711");
      world.break("projects", mode);
      expect((await act(before, "read")).state).toBe("waiting");
      expect(await item("projects:wp:4711")).toMatchObject({ isRead: true, pending: { acts: ["read"] } });
      world.break("projects", "ok");
      passed += 60_000;
      await expect.poll(async () => (await person.call(readInbox, { query: {} })).waiting, patient).toBe(0);
      expect(notification.isRead).toBe(true);
    },
  );

  test.each([
    ["invalid_request", "Requested audience not available: opendesk-openproject", 400, "refused"],
    ["server_error", "no", 500, "waiting"],
  ] as const)("makes no call for an act when the exchange says %s (S14)", async (error, description, status, state) => {
    const notification = mentioned();
    const before = await shown("projects:wp:4711");
    await world.portal.database.query("delete from tool_tokens");
    world.portal.identityProvider.levers.exchangeRefusal = { status, error, description };
    world.openproject.forget();
    expect((await act(before, "read")).state).toBe(state);
    expect(world.openproject.log).toEqual([]);
    expect(notification.isRead).toBe(false);
  });
});
