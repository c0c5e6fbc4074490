import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { setting, Values } from "../../test/outbox-values.ts";
import { type OutboxReplica, type OutboxWorld, startOutboxWorld } from "../../test/outbox-world.ts";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import type { Principal } from "#storage/principal.ts";
import { StorageUnavailableError } from "#storage/storage.ts";

const brief = { language: "de", waitMilliseconds: 50 } as const;

describe("an act whose tool was down for many attempts", () => {
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

  /** Submits an act and lets it fail as long as a tool that is down makes it. */
  async function worn({ outbox }: OutboxReplica): Promise<string> {
    const act = setting("a", "1");
    tool.failure = new UpstreamError("unavailable", "Down.");
    await outbox.submit(ines, [act], brief);
    for (let attempt = 0; attempt < 10; attempt += 1) {
      world.passTime(600_000);
      ines = await world.signIn("ines");
      await outbox.carryOut(ines, [act.id], 1000);
    }
    return act.id;
  }

  test("is given back, and not given up, when the portal stops during the next one", async () => {
    const stopping = await world.replica({ attemptMilliseconds: 400 });
    tool.register(stopping);
    const id = await worn(stopping);
    const begun = Promise.withResolvers<void>();
    stopping.outbox.handle("value.set", z.unknown(), async ({ call }) => {
      begun.resolve();
      await once(call.signal, "abort");
      call.signal.throwIfAborted();
      return { state: "applied" };
    });
    world.passTime(600_000);
    await world.signIn("ines");
    stopping.outbox.start();
    await begun.promise;
    await stopping.outbox.close();
    const [left] = await world.first.storage.intents.find(ines.owner, [id]);
    expect(left?.state).toBe("waiting");
    expect(world.log.lines.filter(({ level }) => level === "error")).toEqual([]);
  });

  test("is not given up because the portal's own database did not answer during the next ones", async () => {
    const id = await worn(world.first);
    tool.failure = new StorageUnavailableError("The database did not answer in time, or not at all.");
    world.passTime(600_000);
    ines = await world.signIn("ines");
    expect(await world.first.outbox.carryOut(ines, [id], 1000)).toMatchObject([{ state: "waiting" }]);
    tool.failure = null;
    world.passTime(600_000);
    ines = await world.signIn("ines");
    expect(await world.first.outbox.carryOut(ines, [id], 1000)).toMatchObject([{ state: "applied" }]);
  });
});
