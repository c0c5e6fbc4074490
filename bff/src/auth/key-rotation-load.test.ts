import { expect, it } from "vitest";
import { buildTestPortal } from "../../test/portal.ts";

/** Signs in over and over until told to stop; the answers that were no session. */
async function signInUntil(isOver: () => boolean, signIn: () => Promise<string>) {
  const failures: string[] = [];
  let done = 0;
  while (!isOver()) {
    const outcome = await signIn();
    if (outcome === "portal") done += 1;
    else failures.push(outcome);
  }
  return { done, failures };
}

it(
  "keys that are replaced again and again under load turn nobody away, and are read once a minute at most (F13)",
  { timeout: 90_000 },
  async () => {
    let ahead = 0;
    await using portal = await buildTestPortal({ overrides: { now: () => new Date(Date.now() + ahead) } });
    const { identityProvider: provider } = portal;
    await portal.as("ines");
    const before = provider.counts.certs;
    let signIns = 0;
    let isOver = false;
    const signIn = async (username: string) => {
      const person = await portal.as(username);
      signIns += 1;
      return person.jar.get("portal") === undefined ? "no session" : "portal";
    };
    const people = ["ines", "tobias"];
    const load = people.map(async (username) =>
      signInUntil(
        () => isOver,
        async () => signIn(username),
      ),
    );
    const minutes = 3;
    try {
      for (let minute = 1; minute <= minutes; minute += 1) {
        // A minute passes for the portal while people sign in, and the next keys sign from now on.
        ahead += 61_000;
        await provider.rotateKeys();
        // Noticed before the next, which would else come within a minute of the look at this one.
        await expect.poll(() => provider.counts.certs - before, { interval: 5, timeout: 20_000 }).toBe(minute);
        const until = signIns + people.length;
        await expect.poll(() => signIns, { interval: 5, timeout: 20_000 }).toBeGreaterThanOrEqual(until);
      }
    } finally {
      // Nobody goes on after the test, whatever came of it.
      isOver = true;
      await Promise.allSettled(load);
    }
    const done = await Promise.all(load);
    expect(done.flatMap(({ failures }) => failures)).toEqual([]);
    expect(Math.min(...done.map((one) => one.done))).toBeGreaterThan(1);
    expect(provider.counts.certs - before).toBe(minutes);
  },
);
