import { giveUpChecks } from "@pforte/e2e/world/specification";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type GeneratedWorld, startGeneratedWorld } from "../../test/generated-world.ts";

/** By hand a million: `PFORTE_GENERATED=1000000` (docs/security/proofs.md). */
const many = Number(process.env["PFORTE_GENERATED"] ?? 20_000);
/** The same seed makes the same requests. */
const seed = Number(process.env["PFORTE_GENERATED_SEED"] ?? 1);
const atOnce = 12;
const batch = 500;
/** Enough that caches are full before memory is looked at. */
const longRun = 100_000;
const mebibyte = 1024 * 1024;

let world: GeneratedWorld;
beforeAll(async () => {
  if (many >= longRun) giveUpChecks();
  world = await startGeneratedWorld();
}, 300_000);
afterAll(async () => world[Symbol.asyncDispose]());

/** Sends so many; in a long run several batches at a time, whose slowest ones then keep nobody waiting. */
async function send(from: number, to: number): Promise<void> {
  const streams = many >= longRun ? 4 : 1;
  await Promise.all(Array.from({ length: streams }, async (_, at) => sendSome(from + at * batch, to, streams * batch)));
}

async function sendSome(from: number, to: number, step: number): Promise<void> {
  for (let sent = from; sent < to; sent += step) {
    const waiting = fc
      .sample(world.requests, { numRuns: Math.min(batch, to - sent), seed: seed * 1e6 + sent })
      .values();
    const lane = async () => {
      for (const one of waiting) await world.send(one);
    };
    await Promise.all(Array.from({ length: atOnce }, lane));
    if ((sent + batch) % longRun === 0) process.stdout.write(`${sent + batch} requests\n`);
    if (world.replica.ended() !== null || world.findings.length > 0) return;
    await world.mend();
  }
}

describe("requests that are made of the forms of all routes, as anybody, a person and an administrator", () => {
  it(
    "never bring a 500, nor the inside of the portal in an answer or a line of its log, and the process lives (S42, S46)",
    async () => {
      const [half, started] = [Math.ceil(many / 2), performance.now()];
      await send(0, half);
      const before = await world.replica.state();
      await send(half, many);
      const after = await world.replica.state();
      const seconds = Math.round((performance.now() - started) / 1000);
      const answers = Object.fromEntries([...world.statuses].toSorted(([one], [other]) => one - other));
      process.stdout.write(
        `${many} requests in ${seconds} s, seed ${seed}: ${JSON.stringify({ answers, before, after })}\n`,
      );
      expect(world.findings).toEqual([]);
      expect(world.replica.ended()).toBeNull();
      expect(after.areWhole).toBe(true);
      const { 200: accepted = 0, 400: refused = 0, ...others } = answers;
      // Neither a wall in front of everything nor a door that is always open: the handlers were reached.
      expect(accepted).toBeGreaterThan(many / 20);
      expect(refused).toBeGreaterThan(many / 20);
      expect(Object.keys(others).map(Number)).toEqual(expect.arrayContaining([303, 401, 403, 404, 412, 415]));
      expect(world.untouched()).toEqual([]);
      // In a short run the caches still fill.
      const most = many >= longRun ? before.held * 1.1 + 8 * mebibyte : Number.POSITIVE_INFINITY;
      expect(after.held).toBeLessThan(most);
    },
    4 * 3_600_000,
  );
});
