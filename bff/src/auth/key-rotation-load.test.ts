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
  { timeout: 60_000 },
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
    const people = ["ines", "tobias", "katharina"];
    const load = people.map(async (username) =>
      signInUntil(
        () => isOver,
        async () => signIn(username),
      ),
    );
    const minutes = 4;
    for (let minute = 0; minute < minutes; minute += 1) {
      // A minute passes for the portal while people sign in, and the next keys sign from now on.
      ahead += 61_000;
      await provider.rotateKeys();
      const until = signIns + people.length;
      await expect.poll(() => signIns, { interval: 5, timeout: 15_000 }).toBeGreaterThanOrEqual(until);
    }
    isOver = true;
    const done = await Promise.all(load);
    expect(done.flatMap(({ failures }) => failures)).toEqual([]);
    expect(Math.min(...done.map((one) => one.done))).toBeGreaterThan(1);
    // Each of the rotations was noticed, and none of them by more than one call.
    expect(provider.counts.certs - before).toBeGreaterThanOrEqual(minutes - 1);
    expect(provider.counts.certs - before).toBeLessThanOrEqual(minutes);
  },
);
