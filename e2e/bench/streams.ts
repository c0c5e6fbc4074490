import { setTimeout as sleep } from "node:timers/promises";
import { cardsRequest, startFleet } from "./fleet.ts";
import { inParallel, percentile } from "./measures.ts";
import { memory } from "./process-usage.ts";
import { openStreamClient, type StreamClient } from "./stream-client.ts";

export interface Streams {
  readonly count: number;
  readonly kilobytesEach: number;
  /** Milliseconds from the request that changes something to the event on each stream of that person. */
  readonly fanOut: { readonly p50: number; readonly p99: number };
  /** Until all were open again after all were cut at once. */
  readonly reconnectSeconds: number;
  readonly refused: number;
}

const streamsPerSession = 6;
const sessionsPerPerson = 2;
const opensAtOnce = 50;

interface Seat {
  readonly cookie: string;
  readonly client: StreamClient;
  /** When something was changed for it. */
  readonly change: { at: number | null };
}

/** Opens so many streams, changes something for everybody, cuts all of them and waits until they are back. */
export async function measureStreams(count: number): Promise<Streams> {
  const people = Math.ceil(count / (streamsPerSession * sessionsPerPerson));
  await using fleet = await startFleet({ replicas: 1, people, hasTools: false });
  const [replica] = fleet.replicas;
  if (replica === undefined) throw new Error("The fleet is empty.");
  const sessions = fleet.people.flatMap(({ username }) => Array.from({ length: sessionsPerPerson }, () => username));
  const cookies = await inParallel(sessions, 8, async (username) => fleet.signIn(username));
  await sleep(2000);
  const before = memory(replica.child().pid).now;
  const changed: number[] = [];
  const open = async (cookie: string, lastEventId: string | null): Promise<Seat> => {
    const change: Seat["change"] = { at: null };
    const client = openStreamClient({
      address: replica.address,
      host: fleet.host,
      cookie,
      lastEventId,
      isForgetful: true,
      onEvent({ data, at }) {
        if (data.includes("preferences_changed") && change.at !== null) changed.push(at - change.at);
      },
    });
    const status = await client.opened;
    if (status !== 200) throw new Error(`A stream was refused with ${status}.`);
    return { cookie, client, change };
  };
  const wanted = cookies.flatMap((cookie) => Array.from({ length: streamsPerSession }, () => cookie)).slice(0, count);
  const seats = await inParallel(
    wanted,
    opensAtOnce,
    async (cookie) => (await insist(async () => open(cookie, null))).result,
  );
  await sleep(5000);
  const kilobytesEach = ((memory(replica.child().pid).now - before) * 1024) / seats.length;

  const expected = await changeAll(fleet.origin, replica.address, seats);
  for (let left = 100; changed.length < expected && left > 0; left -= 1) await sleep(100);
  if (changed.length < expected) throw new Error(`Only ${changed.length} of ${expected} streams heard the change.`);

  const { seconds, refused } = await reconnectAll(seats, open);
  return {
    count: seats.length,
    kilobytesEach,
    fanOut: { p50: percentile(changed, 0.5), p99: percentile(changed, 0.99) },
    reconnectSeconds: seconds,
    refused,
  };
}

/** One change per person, one after the other at a pace; answers how many events that makes. */
async function changeAll(origin: string, address: string, seats: readonly Seat[]): Promise<number> {
  const bySession = Map.groupBy(seats, ({ cookie }) => cookie);
  const cookies = [...bySession.keys()];
  // Sessions of one person stand side by side; one of them changes, both hear.
  const people = Array.from({ length: Math.ceil(cookies.length / sessionsPerPerson) }, (_, at) =>
    cookies.slice(at * sessionsPerPerson, (at + 1) * sessionsPerPerson),
  );
  await inParallel(people, 8, async (theirs) => {
    const now = performance.now();
    for (const cookie of theirs) for (const seat of bySession.get(cookie) ?? []) seat.change.at = now;
    const { headers } = cardsRequest(theirs[0] ?? "");
    // Also while the machine is busy with the streams themselves; the time of a refused change counts.
    await insist(async () => {
      const answer = await fetch(`${address}/api/preferences`, {
        method: "PATCH",
        headers: { ...headers, origin, "content-type": "application/json" },
        body: JSON.stringify({ appearance: "dark" }),
      });
      await answer.arrayBuffer();
      if (answer.status !== 200) throw new Error(`A change was refused with ${answer.status}.`);
    });
  });
  return seats.length;
}

/** All at once, each after a wait of its own as a page does; a page that is refused comes back a little later. */
async function reconnectAll(seats: readonly Seat[], open: (cookie: string, id: string | null) => Promise<Seat>) {
  for (const { client } of seats) client.close();
  await Promise.all(seats.map(async ({ client }) => client.ended));
  const begin = performance.now();
  const back = await Promise.all(
    seats.map(async ({ cookie, client }) => {
      await sleep(500 + Math.random() * 500);
      return insist(async () => open(cookie, client.lastId()));
    }),
  );
  const seconds = (performance.now() - begin) / 1000;
  for (const { result } of back) result.client.close();
  return { seconds, refused: back.reduce((sum, { refusals }) => sum + refusals, 0) };
}

/** A page that is refused comes back a little later, and later each time. */
export async function insist<Result>(
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly refusals: number }> {
  for (let refusals = 0; ; refusals += 1) {
    try {
      return { result: await work(), refusals };
    } catch {
      await sleep(Math.min(1000 * 2 ** refusals, 30_000) * (0.5 + Math.random() / 2));
    }
  }
}
