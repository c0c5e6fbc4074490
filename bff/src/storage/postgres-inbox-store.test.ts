import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { aSession, hashOf } from "../../test/session-record.ts";
import { nine, openReplicas } from "../../test/test-storage.ts";
import type { InboxRow, Intent, NewIntent } from "./ports/inbox-store.ts";

/** A busy machine takes longer than a second. */
const patient = { timeout: 5000 } as const;

const replicas = await openReplicas();
const { database, storage, other } = replicas;
afterAll(async () => replicas[Symbol.asyncDispose]());

const issuer = "https://id.example.org/realms/pforte";
const later = (milliseconds: number) => new Date(nine.getTime() + milliseconds);
let ines = { issuer, subject: "ines" };

beforeEach(() => {
  ines = { issuer, subject: `ines-${randomUUID()}` };
});

const intent = (object: string, facts: Partial<NewIntent> = {}): NewIntent => ({
  id: randomUUID(),
  source: "tool",
  object,
  slot: null,
  act: "value.set",
  sealed: "sealed",
  createdAt: nine,
  dueAt: nine,
  state: "waiting",
  ...facts,
});

const row = (thread: string, facts: Partial<InboxRow> = {}): InboxRow => ({
  source: "tool",
  thread,
  sealed: "sealed",
  changedAt: nine,
  doneAt: null,
  snoozedUntil: null,
  isKept: false,
  settledAt: null,
  ...facts,
});

const add = async (...intents: NewIntent[]) =>
  storage.inbox.transact(ines, async (tx) => {
    for (const each of intents) await tx.addIntent(each);
  });

const claim = async (from = storage, holder = "one", at = nine, limit = 100) =>
  from.intents.claim({ holder, leaseMilliseconds: 10_000, at, limit, owner: ines });

const done = { state: "applied", detail: null, at: nine, notification: null } as const;

describe("one act", () => {
  test("is written as a whole with its message, or not at all", async () => {
    const heard: string[] = [];
    const stop = other.bus.subscribe(({ type }) => heard.push(type));
    const broken = storage.inbox.transact(ines, async (tx) => {
      await tx.putRow(row("a"));
      await tx.putMute({ source: "tool", thread: "a", sealed: "sealed", at: nine });
      await tx.addIntent(intent("a"));
      throw new Error("cut");
    });
    await expect(broken).rejects.toThrow("cut");
    expect(await storage.inbox.rows(ines, ["a"])).toEqual([]);
    expect(await storage.inbox.mutes(ines)).toEqual([]);
    expect(await storage.inbox.waitingCount(ines)).toBe(0);
    await storage.inbox.transact(ines, async (tx) => tx.putRow(row("a")));
    await expect.poll(() => heard, patient).toContain("inbox_changed");
    expect(heard.filter((type) => type === "inbox_changed")).toHaveLength(1);
    expect(await other.inbox.rows(ines, ["a"])).toEqual([row("a")]);
    stop();
  });

  test("takes turns with the others of its person, on all replicas, and not with those of another", async () => {
    const gate = Promise.withResolvers<void>();
    const seen: string[] = [];
    const begun = Promise.withResolvers<void>();
    const first = storage.inbox.transact(ines, async (tx) => {
      await tx.addIntent(intent("a"));
      begun.resolve();
      await gate.promise;
      seen.push("first");
    });
    await begun.promise;
    const second = other.inbox.transact(ines, async (tx) => {
      seen.push(`second sees ${(await tx.waitingOn("a")).length}`);
    });
    await other.inbox.transact({ issuer, subject: "katharina" }, async () => void seen.push("another person"));
    gate.resolve();
    await Promise.all([first, second]);
    expect(seen).toEqual(["another person", "first", "second sees 1"]);
  });
});

describe("rows", () => {
  test("are no more than anybody can look through, and what was put off is among them", async () => {
    await storage.inbox.transact(ines, async (tx) => {
      await tx.putRow(row("off", { snoozedUntil: later(5000), isKept: true }));
      await tx.putRow(row("listed", { isKept: true }));
    });
    await database.query(`insert into inbox_rows (issuer, subject, source, thread, sealed, changed_at, is_kept)
      select issuer, subject, source, 'read-' || number, sealed, changed_at + number * interval '1 second', true
      from inbox_rows, generate_series(1, 1010) as number where subject = '${ines.subject}' and thread = 'listed'`);
    const threads = (await storage.inbox.rows(ines, ["listed"])).map(({ thread }) => thread);
    expect(threads).toHaveLength(1001);
    expect(threads).toEqual(expect.arrayContaining(["off", "listed", "read-1010"]));
    expect(threads).not.toContain("read-1");
  });

  test("are found by thread or because they are kept, of their owner alone", async () => {
    await storage.inbox.transact(ines, async (tx) => {
      for (const thread of ["a", "b", "c"]) await tx.putRow(row(thread, { isKept: thread === "c" }));
    });
    const found = await other.inbox.rows(ines, ["a", "z"]);
    expect(found.map(({ thread }) => thread).toSorted()).toEqual(["a", "c"]);
    expect(await other.inbox.rows({ issuer, subject: "katharina" }, ["a", "c"])).toEqual([]);
  });

  test("of the history come newest first, with how many there are in all", async () => {
    await storage.inbox.transact(ines, async (tx) => {
      for (const at of [1, 3, 2]) await tx.putRow(row(`${at}`, { doneAt: later(at) }));
      await tx.putRow(row("old", { doneAt: later(-10) }));
    });
    const { rows, total } = await storage.inbox.history(ines, nine, 2);
    expect(rows.map(({ thread }) => thread)).toEqual(["3", "2"]);
    expect(total).toBe(3);
    expect(await storage.inbox.handledSince(ines, later(2))).toBe(2);
  });

  test("that return are announced once, on whatever replica", async () => {
    await storage.inbox.transact(ines, async (tx) => tx.putRow(row("a", { snoozedUntil: later(1000), isKept: true })));
    expect(await storage.inbox.announceReturns(later(999))).toBe(0);
    const announced = await Promise.all(
      [storage, other, storage, other].map(async (each) => each.inbox.announceReturns(later(1000))),
    );
    expect(announced.reduce((sum, each) => sum + each, 0)).toBe(1);
    // An act on what has returned is no return; being put off once more is.
    await storage.inbox.transact(ines, async (tx) => tx.putRow(row("a", { snoozedUntil: later(1000), isKept: true })));
    expect(await storage.inbox.announceReturns(later(1000))).toBe(0);
    await storage.inbox.transact(ines, async (tx) => tx.putRow(row("a", { snoozedUntil: later(2000), isKept: true })));
    expect(await storage.inbox.announceReturns(later(2000))).toBe(1);
  });

  test("keep when their act was carried out, whatever is written meanwhile", async () => {
    await storage.inbox.transact(ines, async (tx) => {
      await tx.putRow(row("a"));
      await tx.addIntent(intent("a"));
    });
    const [held] = await claim();
    await storage.intents.settle(held as Intent, "one", { ...done, at: later(7) });
    await other.inbox.transact(ines, async (tx) => tx.putRow(row("a", { changedAt: later(8) })));
    expect(await storage.inbox.rows(ines, ["a"])).toEqual([row("a", { changedAt: later(8), settledAt: later(7) })]);
  });

  test("older than the history are swept in batches, but not what waits or is put off", async () => {
    await database.query(
      `insert into inbox_rows select $1, $2, 'tool', n::text, 'x', $3, null, null, false, false, null from generate_series(1, 2500) n`,
      [issuer, ines.subject, nine],
    );
    await storage.inbox.transact(ines, async (tx) => {
      await tx.putRow(row("off", { snoozedUntil: later(5000), isKept: true }));
      await tx.putRow(row("new", { changedAt: later(1) }));
      await tx.addIntent(intent("waits"));
      await tx.addIntent(intent("settled", { state: "applied" }));
    });
    await storage.inbox.addNotification(ines, { id: randomUUID(), kind: "welcome", sealed: "x", createdAt: nine });
    await storage.inbox.sweep(later(1));
    const left = await database.query("select thread from inbox_rows where subject = $1 order by 1", [ines.subject]);
    expect(left).toEqual([{ thread: "new" }, { thread: "off" }]);
    expect(await database.query("select object from intents where subject = $1", [ines.subject])).toEqual([
      { object: "waits" },
    ]);
    expect(await storage.inbox.notifications(ines)).toEqual([]);
  });
});

describe("intents", () => {
  test("go to one holder each, however many replicas ask at the same time", async () => {
    await add(...Array.from({ length: 60 }, (_, index) => intent(`object-${index}`)));
    const claims = await Promise.all(
      Array.from({ length: 12 }, async (_, index) =>
        claim(index % 2 === 0 ? storage : other, `holder-${index}`, nine, 10),
      ),
    );
    const ids = claims.flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    while ((await claim()).length > 0);
    expect(await claim(other)).toEqual([]);
  });

  test("of one object go out one at a time, in their order, and not before they are due", async () => {
    await add(
      intent("a", { sealed: "1" }),
      intent("a", { sealed: "2" }),
      intent("b", { dueAt: later(10) }),
      intent("b"),
    );
    const [first, ...rest] = await claim();
    expect([first?.sealed, rest]).toEqual(["1", []]);
    expect(await claim(other, "two")).toEqual([]);
    expect(await storage.intents.settle(first as Intent, "one", done)).toBe(true);
    expect((await claim(other, "two")).map(({ sealed }) => sealed)).toEqual(["2"]);
    expect((await claim(other, "two", later(10))).map(({ object }) => object)).toEqual(["b"]);
  });

  test("are free again when their lease runs out, and then the late holder's word no longer counts", async () => {
    await add(intent("a"));
    const [held] = await storage.intents.claim({
      holder: "dead",
      leaseMilliseconds: 50,
      at: nine,
      limit: 1,
      owner: ines,
    });
    await expect.poll(async () => (await claim(other, "heir")).map(({ attempts }) => attempts), patient).toEqual([2]);
    expect(await storage.intents.settle(held as Intent, "dead", { ...done, state: "refused" })).toBe(false);
    expect(await other.intents.settle(held as Intent, "heir", done)).toBe(true);
    expect(await other.intents.settle(held as Intent, "heir", done)).toBe(false);
  });

  test("that are put off come back at their time, without counting what was no attempt", async () => {
    await add(intent("a"));
    const [held] = await claim();
    await storage.intents.postpone(held as Intent, "one", { until: later(100), isStalled: false, isAttempt: false });
    expect(await claim(other, "two", later(99))).toEqual([]);
    expect((await claim(other, "two", later(100))).map(({ attempts }) => attempts)).toEqual([1]);
  });

  test("under way are neither replaced nor taken back; those that wait are, and go on when that is taken back", async () => {
    await add(intent("a", { slot: "s" }));
    const [held] = await claim();
    const [second, third] = [intent("a", { slot: "s" }), intent("a", { slot: "s" })];
    await add(second);
    await add(third);
    const states = async () =>
      new Map(
        (await storage.intents.find(ines, [held?.id ?? "", second.id, third.id])).map((each) => [each.id, each.state]),
      );
    expect((await states()).get(held?.id ?? "")).toBe("waiting");
    expect((await states()).get(second.id)).toBe("undone");
    const takenBack = await other.inbox.transact(ines, async (tx) => [
      await tx.takeBack(held?.id ?? "", nine),
      await tx.takeBack(third.id, nine),
      await tx.takeBack(third.id, nine),
    ]);
    expect(takenBack).toEqual([false, true, false]);
    expect((await states()).get(second.id)).toBe("waiting");
  });

  test("that were begun once are not as if they had never been, but can be stopped", async () => {
    const one = intent("a");
    await add(one);
    const [held] = await claim();
    const ask = async (how: "takeBack" | "stop") => storage.inbox.transact(ines, async (tx) => tx[how](one.id, nine));
    expect([await ask("takeBack"), await ask("stop")]).toEqual([false, false]);
    await storage.intents.postpone(held as Intent, "one", { until: later(100), isStalled: false, isAttempt: true });
    expect([await ask("takeBack"), await ask("stop"), await ask("stop")]).toEqual([false, true, false]);
    expect(await claim(other, "two", later(100))).toEqual([]);
  });

  test("that wait for a person are woken by their next sign-in, and no others", async () => {
    await add(intent("stalled"), intent("limited"));
    for (const held of await claim()) {
      const isStalled = held.object === "stalled";
      await storage.intents.postpone(held, "one", { until: later(3_600_000), isStalled, isAttempt: true });
    }
    const heard: string[] = [];
    const stop = storage.bus.subscribe(({ type }) => heard.push(type));
    await other.sessions.create(aSession({ owner: ines, createdAt: later(5), hash: hashOf(randomUUID()) }), {
      replaces: null,
      cap: 5,
    });
    await expect.poll(() => heard, patient).toContain("signed_in");
    expect((await claim(storage, "one", later(5))).map(({ object }) => object)).toEqual(["stalled"]);
    stop();
  });
});

describe("the session that is acted as", () => {
  const signIn = async (facts: Parameters<typeof aSession>[0]) => {
    const session = aSession({ owner: ines, hash: hashOf(randomUUID()), ...facts });
    await storage.sessions.create(session, { replaces: null, cap: 10 });
    return session;
  };
  const newest = async () => (await other.sessions.findNewest(ines, nine, later(-1_800_000)))?.hash ?? null;

  test("is the living one in which the person acted last, and asking for it extends nothing", async () => {
    await signIn({ lastActiveAt: later(-600_000) });
    const active = await signIn({ lastActiveAt: later(-60_000) });
    await signIn({ lastActiveAt: later(-300_000) });
    expect(await newest()).toBe(active.hash);
    expect((await storage.sessions.find(active.hash, nine))?.lastActiveAt).toEqual(active.lastActiveAt);
  });

  test("is none that ended, is idle, is past its end, or is another's", async () => {
    const ended = await signIn({ lastActiveAt: later(-1000) });
    await storage.sessions.end(ended.hash, "signed_out");
    await signIn({ lastActiveAt: later(-1_800_000) });
    await signIn({ lastActiveAt: later(-1000), endsAt: nine });
    await storage.sessions.create(
      aSession({ owner: { issuer, subject: "katharina" }, lastActiveAt: nine, hash: hashOf(randomUUID()) }),
      {
        replaces: null,
        cap: 10,
      },
    );
    expect(await newest()).toBeNull();
  });
});
