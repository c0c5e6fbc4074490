import { expect, test } from "vitest";
import { z } from "zod";
import { isMissing } from "./needs.ts";
import { inOwnNetwork } from "./own-network.ts";

/** The longest that anything of a page may wait for a part that does not answer. */
const pageDeadline = 10_000;

const spellSchema = z.object({
  /** "what: status", and how often. */
  answers: z.record(z.string(), z.number()),
  count: z.number(),
  /** Milliseconds until a page's answer was there; of a hundred, one took longer. */
  p99: z.number(),
});
const resultSchema = z.object({
  lost: z.number(),
  lostAcknowledged: z.number(),
  before: spellSchema,
  meanwhile: spellSchema,
  afterwards: spellSchema,
});

const acts = ["/api/cards", "/api/home", "/api/session", "choice", "sign-in"];
const good = acts.map((act) => `${act}: 200`);
const notNow = acts.map((act) => `${act}: 503`);

test.skipIf(isMissing("root", "unshare", "nft"))(
  "a network that loses every fifth packet makes the portal slow, not wrong: nobody is signed out, nothing acknowledged is lost, what cannot be had says when to come back, and it is as before as soon as the network is (F5)",
  { timeout: 250_000 },
  async () => {
    const { lost, lostAcknowledged, ...spells } = resultSchema.parse(
      await inOwnNetwork(new URL("lossy-network-process.ts", import.meta.url)),
    );
    expect(lost).toBeGreaterThan(300);
    expect(lostAcknowledged).toBe(0);
    const { before, meanwhile, afterwards } = spells;
    expect(Object.keys(before.answers).toSorted()).toEqual(good);
    expect(Object.keys(afterwards.answers).toSorted()).toEqual(good);

    // All of them were seen, none with anything but an answer or a "not now" that says until when.
    const seen = Object.keys(meanwhile.answers).toSorted();
    expect(seen).toEqual(expect.arrayContaining(good));
    expect([...good, ...notNow]).toEqual(expect.arrayContaining(seen));
    const refused = notNow.reduce((sum, key) => sum + (meanwhile.answers[key] ?? 0), 0);
    expect(refused).toBeLessThan(0.1 * meanwhile.count);
    // Slow, and yet it is no pile-up.
    expect(meanwhile.p99).toBeLessThan(pageDeadline);
  },
);
