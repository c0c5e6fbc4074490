import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { openAccounts, startFleet, type Fleet } from "../bench/fleet.ts";
import { openStreamClient } from "../bench/stream-client.ts";
import { ask, openOnlooker, sessionAt, sessionHash } from "../replicas/asking.ts";
import { openRefreshGate } from "../replicas/refresh-gate.ts";

/** Longer than any lease (15 s). */
const pauseMilliseconds = 20_000;
const cards = { path: "/api/cards" } as const;

function callsToTools({ nextcloud, openproject, matrix }: Fleet): number {
  const sum = (counts: Iterable<number>) => [...counts].reduce((total, each) => total + each, 0);
  return sum(Object.values(nextcloud.counts)) + sum(openproject.counts.values()) + matrix.requests.length;
}

test(
  "a process that stood still for twenty seconds amid a refresh overwrites nothing of who went on without it, and comes back without a herd (F33)",
  { timeout: 300_000 },
  async () => {
    await using fleet = await startFleet({ replicas: 2, people: 6, isDurable: false });
    openAccounts(fleet);
    const [first, second] = fleet.replicas;
    if (first === undefined || second === undefined) throw new Error("Two replicas are needed.");
    await using onlooker = await openOnlooker(fleet.databaseUrl);
    const gate = openRefreshGate(fleet.identityProvider);
    const cookies = await Promise.all(fleet.people.map(async ({ username }) => fleet.signIn(username)));
    const [cookie = ""] = cookies;
    const streams = cookies.map((own) => openStreamClient({ address: first.address, host: fleet.host, cookie: own }));
    expect(await Promise.all(streams.map(async ({ opened }) => opened))).toEqual(cookies.map(() => 200));
    await Promise.all(cookies.map(async (own) => ask(fleet, first.address, own, cards)));

    const hash = sessionHash(cookie);
    const held = gate.hold(fleet.people[0]?.sub ?? "");
    await onlooker.expireToken(hash);
    // What the first process remembers of the session is seconds old and says otherwise.
    const asked = (async () => {
      for (;;) if ((await sessionAt(fleet, first.address, cookie).catch(() => 0)) === 0) return;
    })();
    await held.reached;
    process.kill(first.child().pid, "SIGSTOP");
    try {
      held.release();
      await sleep(pauseMilliseconds);
      // The lease of the process that stands still is over, so another one may renew the token: it writes the tokens, and
      // then who the provider says it is.
      const version = async () =>
        Number((await onlooker.pool.query("select version from sessions where hash = $1", [hash])).rows[0]?.version);
      await expect
        .poll(async () => [await sessionAt(fleet, second.address, cookie), await version()], { timeout: 30_000 })
        .toEqual([200, 3]);
    } finally {
      process.kill(first.child().pid, "SIGCONT");
    }
    const before = { ...fleet.identityProvider.counts, tools: callsToTools(fleet) };
    await expect.poll(async () => sessionAt(fleet, first.address, cookie), { timeout: 15_000 }).toBe(200);
    await sleep(3000);
    const { rows } = await onlooker.pool.query(
      "select version, ended_at, refresh_holder from sessions where hash = $1",
      [hash],
    );
    expect(rows).toEqual([{ version: 3, ended_at: null, refresh_holder: null }]);
    expect(gate.revoked.size).toBe(0);
    const { counts } = fleet.identityProvider;
    expect([counts.refreshes - before.refreshes, counts.codes - before.codes]).toEqual([0, 0]);
    // Each of six people has three tools; what each was about to be asked is asked once, and not once per second missed.
    expect(callsToTools(fleet) - before.tools).toBeLessThanOrEqual(6 * 3 * 4);
    for (const own of cookies) {
      expect(await Promise.all([first, second].map(async ({ address }) => sessionAt(fleet, address, own)))).toEqual([
        200, 200,
      ]);
    }
    for (const stream of streams) stream.close();
    gate.close();
    await first.child().kill();
    await asked;
  },
);
