import { cardsRequest, openAccounts, startFleet } from "./fleet.ts";
import { measureLoad, type LoadResult } from "./load.ts";
import { percentile } from "./measures.ts";
import { openStreamClient } from "./stream-client.ts";

/** How long each tool takes for each call; the slowest decides. */
const toolMilliseconds = { files: 150, projects: 100 } as const;

export interface Aggregate {
  /** All four cards, kept young by a watch. */
  readonly warm: LoadResult;
  /** Reading all four cards for the first time of a session, in milliseconds. */
  readonly cold: { readonly p50: number; readonly p95: number; readonly slowestTool: number; readonly count: number };
}

export async function measureAggregate(size: {
  readonly people: number;
  readonly seconds: number;
}): Promise<Aggregate> {
  await using fleet = await startFleet({ replicas: 1, people: size.people });
  const accounts = openAccounts(fleet);
  const [replica] = fleet.replicas;
  const [colleague] = accounts;
  if (replica === undefined || colleague === undefined) throw new Error("The fleet is empty.");
  const project = fleet.openproject.world.project("Deich", accounts);
  for (const [at, person] of fleet.people.entries()) {
    for (let file = 0; file < 10; file += 1) fleet.nextcloud.world.put(person.username, `Bericht ${file}.odt`, "Text");
    for (let task = 0; task < 10; task += 1) {
      fleet.openproject.world.create({
        subject: `Aufgabe ${task}`,
        project,
        author: colleague,
        assignee: accounts[at] ?? colleague,
      });
    }
  }
  fleet.nextcloud.levers.break({ slow: toolMilliseconds.files });
  fleet.openproject.levers.break({ slow: toolMilliseconds.projects });
  const times: number[] = [];
  const cookies: string[] = [];
  for (const { username } of fleet.people) {
    const cookie = await fleet.signIn(username);
    cookies.push(cookie);
    const begin = performance.now();
    const answer = await fetch(`${replica.address}/api/cards?patient=true`, cardsRequest(cookie));
    await answer.arrayBuffer();
    times.push(performance.now() - begin);
    if (answer.status !== 200) throw new Error(`The cards were refused with ${answer.status}.`);
  }
  fleet.nextcloud.levers.break("ok");
  fleet.openproject.levers.break("ok");
  const cookie = cookies[0] ?? "";
  const stream = openStreamClient({ address: replica.address, host: fleet.host, cookie });
  await stream.opened;
  const { headers } = cardsRequest(cookie);
  const warm = await measureLoad({
    name: "all four cards, watched",
    url: `${replica.address}/api/cards`,
    pid: replica.child().pid,
    headers,
    seconds: size.seconds,
  });
  stream.close();
  // The first sign-in of all warms the process itself, which people after a start of the portal see once.
  const [, ...counted] = times;
  const slowestTool = Math.max(...Object.values(toolMilliseconds));
  const cold = { p50: percentile(counted, 0.5), p95: percentile(counted, 0.95), slowestTool, count: counted.length };
  return { warm, cold };
}
