import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type InboxWorld, request, startInboxWorld } from "../../test/inbox-world.ts";
import { emptyMemory } from "./inbox-memory.ts";
import { inboxItemSchema } from "@pforte/shared/contract/inbox";
import type { ChatSource } from "#connectors/kit/chat.ts";
import type { Principal } from "#storage/principal.ts";

const chat: ChatSource = {
  open() {
    throw new Error("Nobody looks at rooms here.");
  },
  write: async () => ({ id: "$written" }),
};

describe("what waits in a room", () => {
  let world: InboxWorld;
  let ines: Principal;
  const tool = () => world.projects;

  beforeEach(async () => {
    world = await startInboxWorld();
    ines = await world.signIn("ines");
    world.put("projects", tool().withFlag(), chat);
  });

  afterEach(async () => world[Symbol.asyncDispose]());

  const say = (id: string, canReply = true) =>
    tool().put(id, { thread: "room:!a:b", room: { id: "!a:b", message: id, canReply } });
  const item = async (view: "open" | "later" | "history" = "open") => (await world.items(ines, view))[0];

  test("knows its room across sources, and its newest message", async () => {
    say("$1");
    tool().put("1", { thread: "wp:1", at: new Date(Date.now() - 60_000).toISOString() });
    say("$2");
    const [first, second] = await world.items(ines);
    expect(first?.room).toEqual({ id: "projects:!a:b", message: "$2", canReply: true });
    expect(second?.room).toBeNull();
    expect(inboxItemSchema.safeParse(first).success).toBe(true);
  });

  test("cannot be answered where the tool says so, or where it takes no answers from here", async () => {
    say("$1", false);
    expect((await item())?.room).toEqual({ id: "projects:!a:b", message: "$1", canReply: false });
    world.put("projects", tool().withFlag());
    tool().notifications = [];
    say("$2");
    expect((await item())?.room).toEqual({ id: "projects:!a:b", message: "$2", canReply: false });
  });

  test("knows it still when the tool lists it no more: read, put off, and done", async () => {
    say("$1");
    const room = { id: "projects:!a:b", message: "$1", canReply: true };
    await world.act(ines, request(await item(), "read"));
    tool().notifications = [];
    expect(await item()).toMatchObject({ isRead: true, room });
    const until = new Date(world.now().getTime() + 3_600_000).toISOString();
    await world.act(ines, request(await item(), "snooze", { until }));
    expect(await item("later")).toMatchObject({ room });
    await world.act(ines, request(await item("later"), "done"));
    expect(await item("history")).toMatchObject({ room });
  });

  test("has no room where it was remembered before rooms were known, and is there all the same", async () => {
    say("$1");
    await world.act(ines, request(await item(), "read"));
    const { storage, vault } = world.first;
    const [row] = await storage.inbox.rows(ines.owner, []);
    if (row === undefined) throw new Error("Nothing is remembered.");
    const { room: _room, ...old } = emptyMemory("room:!a:b");
    const change = { id: "$1", reason: "mentioned", actor: null, text: "Alt", at: "2026-11-23T09:00:00.000Z" };
    const object = { kind: "room", title: "Referat 42", place: null, href: null };
    const kept = {
      ...old,
      object,
      changes: [{ ...change, isMention: true }],
      marks: { $1: { isRead: true, isDone: false } },
    };
    const sealed = vault.seal(ines.owner, ["inbox-row", row.source, row.thread], kept);
    await storage.inbox.transact(ines.owner, async (tx) => tx.putRow({ ...row, sealed }));
    tool().notifications = [];
    expect(await item()).toMatchObject({ object: { title: "Referat 42" }, changes: [{ text: "Alt" }], room: null });
  });
});
