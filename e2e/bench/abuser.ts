import { setTimeout as sleep } from "node:timers/promises";
import autocannon, { type Result } from "autocannon";
import { Agent, request } from "undici";
import { cardsRequest, startFleet } from "./fleet.ts";
import { percentile } from "./measures.ts";
import { cpuSeconds } from "./process-usage.ts";
import { table } from "./table.ts";

/** People at work beside one who sends fifty times what a session may (S45): medians of interleaved rounds. */
export interface AbuserReport {
  readonly rounds: number;
  readonly alone: Figures;
  /** The same abuse of another process of the portal, which costs this machine as much. */
  readonly elsewhere: Figures;
  readonly beside: Figures;
  /** Of the people at work: told to wait, or without any answer. */
  readonly turnedAway: number;
  readonly abuser: { readonly sent: number; readonly served: number; readonly refused: number; readonly other: number };
}

interface Figures {
  /** CPU milliseconds of the portal per second. */
  readonly cpu: number;
  readonly median: number;
  readonly p99: number;
}

/** As the settings name it when nobody says otherwise. */
const requestsPerMinute = 1200;
const peopleAtWork = 30;
/** Requests per second: of all the people at work, each of them far below their measure; and of the abuser. */
const ofPeople = 150;
const ofAbuser = 1000;

export async function measureAbuser(rounds: number, seconds: number): Promise<AbuserReport> {
  const environment = { PFORTE_REQUESTS_PER_MINUTE: String(requestsPerMinute) };
  await using fleet = await startFleet({ replicas: 2, people: peopleAtWork + 1, hasTools: false, environment });
  const [replica, other] = fleet.replicas;
  if (replica === undefined || other === undefined) throw new Error("Two replicas are needed.");
  const cookies = await Promise.all(fleet.people.map(async ({ username }) => fleet.signIn(username)));
  const asked = cookies.map((cookie) => cardsRequest(cookie).headers);
  const url = `${replica.address}/api/home`;
  const abuse = async (target: string, duration: number) =>
    // In a thread of its own, so that the one who measures is not slowed by it.
    autocannon({
      url: target,
      duration,
      connections: 10,
      overallRate: ofAbuser,
      workers: 1,
      requests: [{ headers: { ...asked[0] } }],
    });
  const measure = async (target: string | null): Promise<Measured> => {
    // What a session may send at once is used up before the others are looked at.
    if (target !== null) await abuse(target, 2);
    const before = cpuSeconds(replica.child().pid);
    const [people, abusing] = await Promise.all([
      work(url, asked.slice(1), seconds),
      target === null ? null : abuse(target, seconds),
    ]);
    return { people, abuse: abusing, cpu: ((cpuSeconds(replica.child().pid) - before) * 1000) / seconds };
  };
  await work(url, asked.slice(1), 2);
  const alone: Measured[] = [];
  const elsewhere: Measured[] = [];
  const beside: Measured[] = [];
  for (let pair = 0; pair < rounds; pair += 1) {
    alone.push(await measure(null));
    elsewhere.push(await measure(`${other.address}/api/home`));
    beside.push(await measure(url));
  }
  const abused = beside.map(({ abuse: result }) => result);
  const sum = (count: (result: Result) => number) =>
    abused.reduce((total, result) => total + (result === null ? 0 : count(result)), 0);
  return {
    rounds,
    alone: mediansOf(alone),
    elsewhere: mediansOf(elsewhere),
    beside: mediansOf(beside),
    turnedAway: [...alone, ...elsewhere, ...beside].reduce((total, { people }) => total + people.turnedAway, 0),
    abuser: {
      sent: sum(({ requests }) => requests.total),
      served: sum((result) => result["2xx"]),
      refused: sum((result) => result["4xx"]),
      other: sum((result) => result["5xx"] + result.errors + result.timeouts),
    },
  };
}

interface People {
  readonly took: readonly number[];
  readonly turnedAway: number;
}

interface Measured {
  readonly people: People;
  readonly abuse: Result | null;
  readonly cpu: number;
}

/** One request after the other at an even pace, each of the next person, whether those before are answered or not. */
async function work(url: string, asked: readonly Readonly<Record<string, string>>[], seconds: number): Promise<People> {
  const agent = new Agent({ connections: asked.length });
  const begin = performance.now();
  const results = await Promise.all(
    Array.from({ length: ofPeople * seconds }, async (_, at) => {
      const planned = begin + (at * 1000) / ofPeople;
      await sleep(Math.max(0, planned - performance.now()));
      const sent = performance.now();
      const { statusCode, body } = await request(url, { dispatcher: agent, headers: asked[at % asked.length] ?? {} });
      await body.dump();
      return { took: performance.now() - sent, isServed: statusCode === 200 };
    }),
  );
  await agent.destroy();
  return {
    took: results.map(({ took }) => took),
    turnedAway: results.filter(({ isServed }) => !isServed).length,
  };
}

function mediansOf(measured: readonly Measured[]): Figures {
  const median = (value: (one: Measured) => number) => percentile(measured.map(value), 0.5);
  return {
    cpu: median(({ cpu }) => cpu),
    median: median(({ people }) => percentile(people.took, 0.5)),
    p99: median(({ people }) => percentile(people.took, 0.99)),
  };
}

export function showAbuser({ rounds, alone, elsewhere, beside, turnedAway, abuser }: AbuserReport): string {
  const row = (name: string, { cpu, median, p99 }: Figures) => [
    name,
    cpu.toFixed(0),
    median.toFixed(1),
    p99.toFixed(1),
  ];
  return [
    table(
      [`${peopleAtWork} people, ${ofPeople} requests/s`, "CPU ms/s", "median ms", "p99 ms"],
      [
        row("alone", alone),
        row(`beside one who sends ${ofAbuser}/s to another process`, elsewhere),
        row(`beside one who sends ${ofAbuser}/s to theirs`, beside),
      ],
    ),
    `${rounds} rounds; of the people ${turnedAway} turned away; of the abuser's ${abuser.sent} requests ${abuser.served} served, ${abuser.refused} refused, ${abuser.other} otherwise`,
  ].join("\n");
}
