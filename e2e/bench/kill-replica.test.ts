import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openAccounts, startFleet, type Fleet } from "./fleet.ts";
import { openStreamClient, type StreamClient } from "./stream-client.ts";

/** The full size, a thousand streams, is measured by the bench. */
const peopleCount = 20;
const streamsEach = 5;

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet({ replicas: 2, people: peopleCount });
  openAccounts(fleet);
}, 120_000);
afterAll(async () => fleet[Symbol.asyncDispose](), 60_000);

const preferencesChanged = '{"type":"preferences_changed"}';

/** Something that only this person's streams hear of. */
async function change(address: string, cookie: string): Promise<void> {
  const answer = await fetch(`${address}/api/preferences`, {
    method: "PATCH",
    headers: { cookie, "x-portal": "1", "content-type": "application/json", origin: fleet.origin },
    body: JSON.stringify({ appearance: "dark" }),
  });
  expect(answer.status).toBe(200);
  await answer.body?.cancel();
}

test(
  "clients of a replica that is killed go on at another within five seconds, with all that they missed and nothing twice (F27)",
  {
    timeout: 120_000,
  },
  async () => {
    const [first, second] = fleet.replicas;
    if (first === undefined || second === undefined) throw new Error("Two replicas are needed.");
    // A first try of this test has killed it.
    if (second.child().hasEnded()) await second.restart();
    const cookies = await Promise.all(fleet.people.map(async ({ username }) => fleet.signIn(username)));
    const open = (address: string, cookie: string, lastEventId: string | null) =>
      openStreamClient({ address, host: fleet.host, cookie, lastEventId });
    const opened = async (address: string, cookie: string, lastEventId: string | null): Promise<StreamClient> => {
      for (;;) {
        const client = open(address, cookie, lastEventId);
        if ((await client.opened) === 200) return client;
        // As a page does: a little later, each at its own time, and again where it is refused.
        await sleep(500 + Math.random() * 500);
      }
    };
    const beganAt = performance.now();
    const before = await Promise.all(
      cookies.flatMap((cookie) =>
        Array.from({ length: streamsEach }, async () => ({
          cookie,
          client: await opened(second.address, cookie, null),
        })),
      ),
    );
    // What is promised is promised of a machine that opens them in no time; others have their own pace.
    const limit = 5000 + 4 * (performance.now() - beganAt);
    for (const cookie of cookies) await change(first.address, cookie);
    const count = ({ heard }: StreamClient) => heard.filter(({ data }) => data === preferencesChanged).length;
    await expect.poll(() => before.every(({ client }) => count(client) === 1), { timeout: limit }).toBe(true);

    const killedAt = performance.now();
    await second.child().kill();
    await Promise.all(before.map(async ({ client }) => client.ended));
    for (const cookie of cookies) await change(first.address, cookie);
    const after = await Promise.all(
      before.map(async ({ cookie, client }) => {
        await sleep(500 + Math.random() * 500);
        return { client, next: await opened(first.address, cookie, client.lastId()) };
      }),
    );
    await expect.poll(() => after.every(({ next }) => count(next) === 1), { timeout: limit }).toBe(true);
    expect(performance.now() - killedAt).toBeLessThan(limit);
    for (const { client, next } of after) {
      const own = [...client.heard, ...next.heard].filter(({ data }) => data === preferencesChanged);
      expect(new Set(own.map(({ id }) => id)).size).toBe(2);
      expect(next.heard.some(({ data }) => data.includes("resync"))).toBe(false);
      next.close();
    }
  },
);

test(
  "a herd of clients that were all cut at once is back at once, and costs the identity provider nothing (F35)",
  {
    timeout: 60_000,
  },
  async () => {
    const [replica] = fleet.replicas;
    if (replica === undefined) throw new Error("A replica is needed.");
    const cookies = await Promise.all(fleet.people.map(async ({ username }) => fleet.signIn(username)));
    const all = cookies.flatMap((cookie) => Array.from({ length: streamsEach }, () => cookie));
    const openAll = (lastIds: readonly (string | null)[]) =>
      all.map((cookie, at) =>
        openStreamClient({ address: replica.address, host: fleet.host, cookie, lastEventId: lastIds[at] ?? null }),
      );
    const statusesOf = async (clients: readonly StreamClient[]) =>
      new Set(await Promise.all(clients.map(async ({ opened }) => opened)));
    const { codes, refreshes, exchanges } = fleet.identityProvider.counts;
    const before = openAll([]);
    expect(await statusesOf(before)).toEqual(new Set([200]));
    await expect.poll(() => before.every((client) => client.lastId() !== null), { timeout: 5000 }).toBe(true);
    for (const client of before) client.close();
    await Promise.all(before.map(async ({ ended }) => ended));
    const after = openAll(before.map((client) => client.lastId()));
    expect(await statusesOf(after)).toEqual(new Set([200]));
    const now = fleet.identityProvider.counts;
    expect([now.codes, now.refreshes]).toEqual([codes, refreshes]);
    // The watch exchanges once per session and tool, whoever comes back how often.
    const tools = 3;
    expect(now.exchanges - exchanges).toBeLessThanOrEqual(cookies.length * tools);
    for (const client of after) client.close();
  },
);
