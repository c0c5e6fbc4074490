import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { setting, Values } from "../../test/outbox-values.ts";
import { type OutboxWorld, startOutboxWorld } from "../../test/outbox-world.ts";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import type { Principal } from "#storage/principal.ts";

/** A busy machine takes longer than a second. */
const patient = { timeout: 5000 } as const;

const waiting = { language: "de", waitMilliseconds: 2000 } as const;

describe("an act that must reach a tool", () => {
  let world: OutboxWorld;
  let tool: Values;
  let ines: Principal;

  beforeEach(async () => {
    world = await startOutboxWorld();
    world.put("tool", {});
    tool = new Values();
    tool.register(world.first);
    ines = await world.signIn("ines");
  });

  afterEach(async () => world[Symbol.asyncDispose]());

  const notes = async (principal = ines) =>
    (await world.first.notifications.list(principal.owner, "de")).notifications.map(({ object }) => object.title);
  const told = async (principal = ines) => (await notes(principal)).filter((title) => title !== "Willkommen");

  test("is carried out at once, and its outcome says what the tool made of it", async () => {
    const act = setting("a", "1");
    const outcomes = await world.first.outbox.submit(ines, [act], waiting);
    expect(outcomes).toEqual([{ id: act.id, state: "applied", detail: { to: "1", after: null } }]);
    expect(tool.history).toEqual(["a=1"]);
    expect(await world.first.outbox.waitingCount(ines.owner)).toBe(0);
  });

  test("changes nothing when it is repeated, also with the same answer at the same time on two replicas (F38)", async () => {
    const second = await world.replica();
    tool.register(second);
    const act = setting("a", "1");
    const all = await Promise.all(
      Array.from({ length: 10 }, async (_, index) =>
        (index % 2 === 0 ? world.first : second).outbox.submit(ines, [act], waiting),
      ),
    );
    await expect.poll(async () => world.first.outbox.waitingCount(ines.owner), patient).toBe(0);
    expect(tool.history).toEqual(["a=1"]);
    expect(tool.calls).toBe(1);
    expect(all.flat().every(({ id, state }) => id === act.id && ["applied", "waiting"].includes(state))).toBe(true);
    expect(await second.outbox.submit(ines, [act], waiting)).toMatchObject([{ state: "applied", detail: { to: "1" } }]);
    expect(tool.calls).toBe(1);
  });

  test("is carried out once although every second reply is lost on its way", async () => {
    let count = 0;
    tool.cut = () => (count += 1) % 2 === 1;
    world.first.outbox.start();
    const acts = Array.from({ length: 20 }, (_, index) => setting(`object-${index}`, "done"));
    await world.first.outbox.submit(ines, acts, { ...waiting, waitMilliseconds: 100 });
    await expect
      .poll(
        async () => {
          world.passTime(60_000);
          return world.first.outbox.waitingCount(ines.owner);
        },
        { timeout: 10_000 },
      )
      .toBe(0);
    expect(tool.history.toSorted()).toEqual(acts.map(({ object }) => `${object}=done`).toSorted());
    expect(await told()).toEqual([]);
  });

  test("is repeated by another replica when the one that called the tool dies before it could say so", async () => {
    const dying = await world.replica({ leaseMilliseconds: 300 });
    tool.register(dying);
    const never = Promise.withResolvers<void>();
    tool.hold = never.promise;
    const act = setting("a", "1");
    await dying.outbox.submit(ines, [act], { ...waiting, waitMilliseconds: 50 });
    expect(tool.history).toEqual(["a=1"]);
    // Its database goes away under it, as a kill would make it.
    await dying.storage.close();
    tool.hold = null;
    world.first.outbox.start();
    await expect.poll(async () => world.first.outbox.waitingCount(ines.owner), { timeout: 3000 }).toBe(0);
    expect(tool.calls).toBe(2);
    expect(tool.history).toEqual(["a=1"]);
    never.resolve();
    expect(await world.first.outbox.submit(ines, [act], waiting)).toMatchObject([{ state: "applied" }]);
  });

  test("that is under way when the portal stops is given back for another to repeat, and is no error", async () => {
    const stopping = await world.replica({ attemptMilliseconds: 400 });
    tool.register(stopping);
    const never = Promise.withResolvers<void>();
    const hanging = setting("a", "1");
    stopping.outbox.handle("value.set", z.unknown(), async ({ call }) => {
      await Promise.race([never.promise, once(call.signal, "abort")]);
      call.signal.throwIfAborted();
      return { state: "applied" };
    });
    await stopping.outbox.submit(ines, [hanging], { ...waiting, waitMilliseconds: 50 });
    await stopping.outbox.close();
    never.resolve();
    world.passTime(10_000);
    world.first.outbox.start();
    await expect.poll(() => tool.history, patient).toEqual(["a=1"]);
    expect(world.log.lines.filter(({ level }) => level === "error")).toEqual([]);
  });

  test("waits an hour and more for a tool that is down, asking it less and less often, and is then applied", async () => {
    tool.failure = new UpstreamError("unavailable", "The tool is down.");
    const act = setting("a", "1");
    expect(await world.first.outbox.submit(ines, [act], { ...waiting, waitMilliseconds: 2000 })).toMatchObject([
      { state: "waiting" },
    ]);
    const pauses: number[] = [];
    for (let total = 0; total < 3_900_000; total += pauses.at(-1) ?? 0) {
      const [row] = await world.database.query("select due_at from intents");
      const pause = Number(row?.["due_at"]) - world.now().getTime();
      pauses.push(pause);
      world.passTime(pause + 1);
      await world.first.outbox.carryOut(ines, [act.id], 2000);
    }
    expect(tool.calls).toBe(pauses.length + 1);
    const seconds = pauses.map((each) => Math.round(each / 1000));
    expect(seconds.slice(0, 3)).toEqual([2, 4, 8]);
    expect(seconds.slice(-3)).toEqual([300, 300, 300]);
    // By then the session has been idle for too long; the person has signed in again.
    await world.signIn("ines");
    tool.failure = null;
    world.passTime(300_001);
    world.first.outbox.start();
    await expect.poll(async () => world.first.outbox.waitingCount(ines.owner), { timeout: 5000 }).toBe(0);
    expect(tool.history).toEqual(["a=1"]);
  });

  test("is not tried again before the tool asked for it", async () => {
    tool.failure = new UpstreamError("rate_limited", "Too many.", { retryAfterSeconds: 1800 });
    world.first.outbox.start();
    await world.first.outbox.submit(ines, [setting("a", "1")], { ...waiting, waitMilliseconds: 100 });
    tool.failure = null;
    world.passTime(1_700_000);
    await world.signIn("ines");
    await sleep(200);
    expect(tool.calls).toBe(1);
    world.passTime(600_000);
    await expect.poll(() => tool.history, patient).toEqual(["a=1"]);
  });

  test("waits without any token when the session ends first, and is applied at the next sign-in", async () => {
    tool.failure = new UpstreamError("unavailable", "The tool is down.");
    world.first.outbox.start();
    await world.first.outbox.submit(ines, [setting("a", "1")], { ...waiting, waitMilliseconds: 100 });
    await world.signOut(ines);
    tool.failure = null;
    world.passTime(10 * 24 * 3600 * 1000);
    await sleep(300);
    expect(tool.calls).toBe(1);
    expect(await world.first.outbox.waitingCount(ines.owner)).toBe(1);
    const [row] = await world.database.query("select * from tool_tokens");
    expect(row).toBeUndefined();
    const at = performance.now();
    await world.signIn("ines");
    await expect.poll(() => tool.history, { timeout: 5000 }).toEqual(["a=1"]);
    expect(performance.now() - at).toBeLessThan(3000);
  });

  test("never runs as somebody else: the sign-in of another person changes nothing for it", async () => {
    tool.failure = new UpstreamError("sign_in_required", "No token.");
    world.first.outbox.start();
    await world.first.outbox.submit(ines, [setting("a", "1")], { ...waiting, waitMilliseconds: 100 });
    await world.signOut(ines);
    tool.failure = null;
    await world.signIn("katharina");
    world.passTime(3_600_000);
    await sleep(200);
    expect(tool.history).toEqual([]);
  });

  test("expires after 30 days, which the person is told", async () => {
    tool.failure = new UpstreamError("unavailable", "The tool is down.");
    const act = setting("a", "1");
    await world.first.outbox.submit(ines, [act], { ...waiting, waitMilliseconds: 100 });
    await world.signOut(ines);
    world.passTime(30 * 24 * 3600 * 1000 + 60_000);
    world.first.outbox.start();
    await expect.poll(async () => told(), { timeout: 5000 }).toEqual(["Verfallen: a"]);
    tool.failure = null;
    const again = await world.signIn("ines");
    await sleep(200);
    expect(tool.history).toEqual([]);
    expect(await world.first.outbox.submit(again, [act], waiting)).toMatchObject([{ state: "refused" }]);
  });

  test("comes after the older ones of its object, on whatever replica, and beside those of others", async () => {
    const second = await world.replica();
    tool.register(second);
    const gate = Promise.withResolvers<void>();
    tool.hold = gate.promise;
    const first = world.first.outbox.submit(ines, [setting("a", "1", { slot: null })], waiting);
    await expect.poll(() => tool.calls, patient).toBe(1);
    const later = ["2", "3", "4"].map((to) => setting("a", to, { slot: null }));
    await second.outbox.submit(ines, [...later, setting("b", "1")], { ...waiting, waitMilliseconds: 100 });
    expect(tool.history).toEqual(["a=1", "b=1"]);
    tool.hold = null;
    gate.resolve();
    await first;
    await expect.poll(async () => second.outbox.waitingCount(ines.owner), patient).toBe(0);
    expect(tool.history.filter((each) => each.startsWith("a"))).toEqual(["a=1", "a=2", "a=3", "a=4"]);
  });

  test("gives way to a newer one of its slot while it waits, and leads to the newest in the end", async () => {
    tool.failure = new UpstreamError("timeout", "Slow.");
    const acts = ["1", "2", "3"].map((to) => setting("a", to));
    for (const act of acts) await world.first.outbox.submit(ines, [act], { ...waiting, waitMilliseconds: 50 });
    expect(await world.first.outbox.waitingOf(ines)).toMatchObject([
      { source: "tool", object: "a", acts: [{ id: acts[2]?.id }] },
    ]);
    tool.failure = null;
    world.passTime(600_000);
    const outcomes = await world.first.outbox.carryOut(
      ines,
      acts.map(({ id }) => id),
      2000,
    );
    expect(new Map(outcomes.map(({ id, state }) => [id, state]))).toEqual(
      new Map([
        [acts[0]?.id, "undone"],
        [acts[1]?.id, "undone"],
        [acts[2]?.id, "applied"],
      ]),
    );
    expect(tool.history).toEqual(["a=3"]);
  });

  test("is told what an older one of its object brought after it was submitted", async () => {
    const gate = Promise.withResolvers<void>();
    tool.hold = gate.promise;
    const first = world.first.outbox.submit(ines, [setting("a", "1")], waiting);
    await expect.poll(() => tool.calls, patient).toBe(1);
    const second = setting("a", "2");
    await world.first.outbox.submit(ines, [second], { ...waiting, waitMilliseconds: 50 });
    tool.hold = null;
    gate.resolve();
    await first;
    const [outcome] = await world.first.outbox.carryOut(ines, [second.id], 2000);
    expect(outcome).toMatchObject({ state: "applied", detail: { to: "2", after: { to: "1" } } });
    const third = await world.first.outbox.submit(ines, [setting("a", "3")], waiting);
    expect(third).toMatchObject([{ detail: { after: null } }]);
  });
});
