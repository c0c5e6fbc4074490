import { afterEach, beforeEach, describe, expect, test } from "vitest";
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

  test.each([
    ["overtaken", "Nicht übernommen: a"],
    ["refused", "Nicht ausgeführt: a"],
  ] as const)(
    "that is %s is said to whoever waits, and else told by a notification of the portal",
    async (state, title) => {
      tool.answer = () => ({ state });
      expect(await world.first.outbox.submit(ines, [setting("a", "1")], waiting)).toMatchObject([{ state }]);
      expect(await told()).toEqual([]);
      tool.failure = new UpstreamError("unavailable", "Down.");
      await world.first.outbox.submit(ines, [setting("a", "2")], { ...waiting, waitMilliseconds: 50 });
      tool.failure = null;
      world.first.outbox.start();
      world.passTime(60_000);
      await expect.poll(async () => told(), patient).toEqual([title]);
    },
  );

  test.each([
    ["that the person may not", new UpstreamError("forbidden", "no"), "refused"],
    ["that there is no such thing", new UpstreamError("not_found", "no"), "refused"],
    ["that it has changed", new UpstreamError("conflict", "no", { status: 409 }), "overtaken"],
    ["that somebody has it open", new UpstreamError("conflict", "no", { status: 423 }), "waiting"],
    ["nonsense", new UpstreamError("bad_response", "no"), "waiting"],
    ["something that nobody expected", new TypeError("a bug"), "waiting"],
  ] as const)("to which the tool answers $0 is $2", async (_answer, failure, state) => {
    tool.failure = failure;
    expect(await world.first.outbox.submit(ines, [setting("a", "1")], waiting)).toMatchObject([{ state }]);
  });

  test("is given up after some attempts when its handler has a bug, and logged as one", async () => {
    tool.failure = new TypeError("a bug");
    world.first.outbox.start();
    const act = setting("a", "1");
    await world.first.outbox.submit(ines, [act], { ...waiting, waitMilliseconds: 50 });
    await expect
      .poll(
        async () => {
          world.passTime(300_000);
          await world.signIn("ines");
          return (await world.first.outbox.carryOut(ines, [act.id], 10))[0]?.state;
        },
        { timeout: 5000 },
      )
      .toBe("refused");
    expect(world.log.text()).toContain("its handler does not know");
  });

  test("waits while its source is not configured", async () => {
    const source = world.sources.get("tool");
    world.remove("tool");
    const act = setting("a", "1");
    expect(await world.first.outbox.submit(ines, [act], { ...waiting, waitMilliseconds: 50 })).toMatchObject([
      { state: "waiting" },
    ]);
    if (source !== undefined) world.sources.set("tool", source);
    world.passTime(120_000);
    expect(await world.first.outbox.carryOut(ines, [act.id], 2000)).toMatchObject([{ state: "applied" }]);
  });

  test("lies sealed: neither what it says nor what it is about can be read in the database", async () => {
    tool.failure = new UpstreamError("unavailable", "Down.");
    await world.first.outbox.submit(ines, [setting("wp:4711", "geheim")], { ...waiting, waitMilliseconds: 50 });
    const text = JSON.stringify(await world.database.query("select * from intents"));
    expect(text).not.toMatch(/geheim|4711/u);
  });

  test("of one person under another's name is dropped with an alarm and never carried out (S48)", async () => {
    const katharina = await world.signIn("katharina");
    tool.failure = new UpstreamError("unavailable", "Down.");
    const options = { ...waiting, waitMilliseconds: 50 };
    const hers = setting("a", "hers");
    await world.first.outbox.submit(ines, [hers], options);
    await world.first.outbox.submit(katharina, [setting("b", "other")], options);
    tool.failure = null;
    await world.database.query(
      "update intents set subject = case subject when 'ines' then 'katharina' else 'ines' end",
    );
    world.passTime(600_000);
    expect(await world.first.outbox.waitingOf(katharina)).toEqual([]);
    expect(world.first.vault.violations).toBe(1);
    expect(await world.first.outbox.carryOut(katharina, [hers.id], 1000)).toMatchObject([{ state: "refused" }]);
    expect(tool.history).toEqual([]);
    expect(world.log.lines.filter(({ fields }) => fields["event"] === "isolation_violation").length).toBeGreaterThan(0);
  });

  test("does not open when its sealed text was moved to another act", async () => {
    tool.failure = new UpstreamError("unavailable", "Down.");
    await world.first.outbox.submit(ines, [setting("a", "1"), setting("b", "2")], { ...waiting, waitMilliseconds: 50 });
    await world.database.query("update intents i set sealed = (select sealed from intents o where o.id <> i.id)");
    tool.failure = null;
    world.passTime(600_000);
    world.first.outbox.start();
    await expect.poll(async () => world.first.outbox.waitingCount(ines.owner), patient).toBe(0);
    expect(tool.history).toEqual([]);
    expect(world.log.text()).toContain("unopenable");
  });

  test("that nobody carries out is a mistake of the caller, not kept", async () => {
    await expect(world.first.outbox.submit(ines, [setting("a", "1", { kind: "unknown" })], waiting)).rejects.toThrow(
      "Nobody carries out unknown.",
    );
    expect(await world.database.query("select * from intents")).toEqual([]);
  });
});
