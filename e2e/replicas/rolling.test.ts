import { expect, test } from "vitest";
import { startFleet, type Replica } from "../bench/fleet.ts";
import { freePort } from "../world/free-ports.ts";
import { startBalancer, type Balancer } from "./balancer.ts";
import { openOnlooker, signIn } from "./asking.ts";
import { startLoad } from "./rolling-load.ts";

// By hand: PFORTE_ROLLING_RESTARTS=20, for a full run.
const restarts = Number(process.env["PFORTE_ROLLING_RESTARTS"] ?? 3);

/** Of those of one round; a quiet machine makes ten times as many. */
const fewestRequests = 50;
/** How many answers may be "not now": none where there is room, some on a machine that is busy with much else. */
const mostLater = 0.05;

/** As an orchestrator does it: one is told to end and is replaced; the next follows once the balancer trusts the new one. */
async function replace(replica: Replica, balancer: Balancer): Promise<void> {
  await replica.child().stop();
  expect(replica.child().exitCode()).toBe(0);
  await expect.poll(() => balancer.isReady(replica), { timeout: 5000 }).toBe(false);
  await replica.restart();
  await expect.poll(() => balancer.isReady(replica), { timeout: 60_000 }).toBe(true);
}

test("replacing both processes one after the other costs nobody a request, an open page or their session (F28)", async ({
  annotate,
}) => {
  const publicPort = await freePort();
  await using balancer = await startBalancer(publicPort);
  await using fleet = await startFleet({
    replicas: 2,
    people: 4,
    hasTools: false,
    isDurable: false,
    publicPort,
    // Ten times the balancer's pause between two looks; the usual five seconds would only take longer.
    environment: { PFORTE_DRAIN: "1s" },
  });
  balancer.aim(fleet.replicas);
  await expect.poll(() => fleet.replicas.every((replica) => balancer.isReady(replica)), { timeout: 10_000 }).toBe(true);
  const readers = await Promise.all(
    fleet.people.slice(1).map(async ({ username }) => ({ username, cookie: await signIn(fleet, username) })),
  );
  await using onlooker = await openOnlooker(fleet.databaseUrl);
  /** Of those who never signed out; for whoever has to find out why a request failed. */
  const ends = async () => {
    const text = "select ended_because, count(*)::int from sessions where ended_because is not null group by 1";
    const { rows } = await onlooker.pool.query<{ ended_because: string }>(text);
    return rows.filter((row) => row.ended_because !== "signed_out");
  };
  const load = startLoad(fleet, readers);
  try {
    for (let round = 1; round <= restarts; round += 1) {
      for (const replica of fleet.replicas) await replace(replica, balancer);
      expect([round, load.failures, await ends()]).toEqual([round, [], []]);
    }
  } finally {
    await load.stop();
  }
  expect(load.failures).toEqual([]);
  const { requests, signIns, moves, later } = load.counts;
  await annotate(
    `${restarts} rounds: ${requests} requests, ${later} to come again, ${signIns} sign-ins, ${moves} moves`,
  );
  expect(requests).toBeGreaterThanOrEqual(fewestRequests * restarts);
  expect(later / requests).toBeLessThanOrEqual(mostLater);
  // Both processes had open pages, and sent them on each time.
  expect(moves).toBeGreaterThanOrEqual(restarts * 2);
  expect(signIns).toBeGreaterThan(restarts);
}, 3_600_000);
