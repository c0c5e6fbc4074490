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
const opensAtOnce = 100;

interface Seat {
  readonly cookie: string;
  client: StreamClient;
  changedAt: number | null;
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
    const seat: Seat = { cookie, changedAt: null, client: null as never };
    seat.client = openStreamClient({
      address: replica.address,
      host: fleet.host,
      cookie,
      lastEventId,
      isForgetful: true,
      onEvent({ data, at }) {
        if (data.includes("preferences_changed") && seat.changedAt !== null) changed.push(at - seat.changedAt);
      },
    });
    const status = await seat.client.opened;
    if (status !== 200) throw new Error(`A stream was refused with ${status}.`);
    return seat;
  };
  const wanted = cookies.flatMap((cookie) => Array.from({ length: streamsPerSession }, () => cookie)).slice(0, count);
  const seats = await inParallel(wanted, opensAtOnce, async (cookie) => open(cookie, null));
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
  await inParallel(people, 16, async (theirs) => {
    const now = performance.now();
    for (const cookie of theirs) for (const seat of bySession.get(cookie) ?? []) seat.changedAt = now;
    const { headers } = cardsRequest(theirs[0] ?? "");
    const answer = await fetch(`${address}/api/preferences`, {
      method: "PATCH",
      headers: { ...headers, origin, "content-type": "application/json" },
      body: JSON.stringify({ appearance: "dark" }),
    });
    await answer.arrayBuffer();
    if (answer.status !== 200) throw new Error(`A change was refused with ${answer.status}.`);
  });
  return seats.length;
}

/** All at once, each after a wait of its own as a page does; a page that is refused comes back a little later. */
async function reconnectAll(seats: readonly Seat[], open: (cookie: string, id: string | null) => Promise<Seat>) {
  for (const { client } of seats) client.close();
  await Promise.all(seats.map(async ({ client }) => client.ended));
  const begin = performance.now();
  let refused = 0;
  const back = await Promise.all(
    seats.map(async ({ cookie, client }) => {
      for (let wait = 1000; ; wait = Math.min(wait * 2, 30_000)) {
        await sleep(wait * (0.5 + Math.random() / 2));
        try {
          return await open(cookie, client.lastId());
        } catch {
          refused += 1;
        }
      }
    }),
  );
  const seconds = (performance.now() - begin) / 1000;
  for (const { client } of back) client.close();
  return { seconds, refused };
}
