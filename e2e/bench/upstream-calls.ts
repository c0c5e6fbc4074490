import { setTimeout as sleep } from "node:timers/promises";
import { cardsRequest, openAccounts, startFleet, type Fleet } from "./fleet.ts";
import { inParallel } from "./measures.ts";
import { openStreamClient } from "./stream-client.ts";

export interface UpstreamCalls {
  readonly people: number;
  /** Of one person and minute, at all tools together. */
  readonly perMinute: number;
  readonly longPolls: number;
}

/** Until the first answers are in and asking has found its pace. */
const settlingSeconds = 45;

/** Lets so many people look at their page, nothing happening, and counts what their tools are asked. */
export async function measureUpstreamCalls(people: number, seconds: number): Promise<UpstreamCalls> {
  await using fleet = await startFleet({ replicas: 1, people });
  openAccounts(fleet);
  fleet.nextcloud.levers.offerPush(false);
  const [replica] = fleet.replicas;
  if (replica === undefined) throw new Error("The fleet is empty.");
  const streams = await inParallel(fleet.people, 8, async ({ username }) => {
    const cookie = await fleet.signIn(username);
    const stream = openStreamClient({ address: replica.address, host: fleet.host, cookie, isForgetful: true });
    await stream.opened;
    const cards = await fetch(`${replica.address}/api/cards`, cardsRequest(cookie));
    await cards.arrayBuffer();
    return stream;
  });
  await sleep(settlingSeconds * 1000);
  forget(fleet);
  await sleep(seconds * 1000);
  const { all, longPolls } = count(fleet);
  for (const stream of streams) stream.close();
  const perMinute = 60 / seconds / people;
  return { people, perMinute: all * perMinute, longPolls: longPolls * perMinute };
}

function forget({ nextcloud, openproject, matrix }: Fleet): void {
  nextcloud.forget();
  openproject.forget();
  matrix.forget();
}

function count({ nextcloud, openproject, matrix }: Fleet) {
  const sum = (counts: Iterable<number>) => [...counts].reduce((total, each) => total + each, 0);
  const longPolls = matrix.requests.filter(({ path }) => path.endsWith("/sync")).length;
  const all = sum(Object.values(nextcloud.counts)) + sum(openproject.counts.values()) + matrix.requests.length;
  return { all, longPolls };
}
