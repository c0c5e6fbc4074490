import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { startFleet, type Fleet } from "../bench/fleet.ts";
import { CanaryWatch } from "./canary.ts";
import { furnish, type Content } from "./content.ts";
import { SoakPerson, type Tally } from "./person.ts";

export type DefectName = "owner-check-off" | "key-without-owner" | "replies-swapped";

export interface SoakPlan {
  readonly seconds: number;
  readonly people: number;
  readonly replicas: number;
  /** Seconds between two crashes of a replica. */
  readonly crashEverySeconds: number;
  readonly defect?: DefectName;
  /** Ends with the first foreign canary, as a run that has to find one may. */
  readonly endsWhenFound?: boolean;
}

export interface SoakResult extends Tally {
  readonly seconds: number;
  /** Answers that held something of the person who asked; without them nothing would be proven. */
  readonly own: number;
  readonly foreign: readonly string[];
  /** What the portal itself noticed: values under a key of somebody else. */
  readonly violations: number;
  readonly crashes: number;
}

/** Lets many people use a portal whose tools break and whose replicas crash, and looks for what is not theirs. */
export async function soak(plan: SoakPlan): Promise<SoakResult> {
  const hooks = new URL("defects.ts", import.meta.url).href;
  await using fleet = await startFleet({
    replicas: plan.replicas,
    people: plan.people,
    ...(plan.defect !== undefined && { nodeOptions: `--import ${hooks}?defect=${plan.defect}` }),
  });
  const content = furnish(fleet);
  const watch = new CanaryWatch();
  const tally: Tally = { requests: 0, aborted: 0, broken: 0, statuses: new Map() };
  const end = new AbortController();
  const begin = performance.now();
  const people = fleet.people.map(async (_, at) =>
    new SoakPerson(at, { fleet, watch, tally, signal: end.signal }).run(),
  );
  const breaking = breakTools(fleet, content, end.signal);
  const crashing = crash(fleet, plan.crashEverySeconds, end.signal);
  let violations = 0;
  while (performance.now() - begin < plan.seconds * 1000) {
    if (plan.endsWhenFound === true && watch.foreign.length > 0) break;
    await sleep(500);
    violations = Math.max(violations, await violationsOf(fleet));
  }
  end.abort();
  const crashes = await crashing;
  await Promise.all([...people, breaking]);
  const seconds = (performance.now() - begin) / 1000;
  return { ...tally, seconds, own: watch.own, foreign: watch.foreign, violations, crashes };
}

/** Some calls are cut, refused, never answered or answered late; most are answered, so that there is something to mix up. */
async function misbehave(_call: unknown, response: ServerResponse): Promise<boolean> {
  const dice = Math.random();
  if (dice < 0.03) response.destroy();
  else if (dice < 0.06) response.writeHead(500, { "content-type": "application/json" }).end("{}");
  else if (dice < 0.08) setTimeout(() => response.destroy(), 3000);
  else {
    if (dice < 0.4) await sleep(Math.random() * 400);
    return false;
  }
  return true;
}

/** Tools misbehave at random, and something new happens at them all the time. */
async function breakTools({ nextcloud, openproject, matrix, people }: Fleet, content: Content, signal: AbortSignal) {
  nextcloud.levers.intercept(misbehave);
  openproject.levers.intercept(misbehave);
  matrix.intercept(misbehave);
  while (!signal.aborted) {
    content.add(Math.floor(Math.random() * people.length));
    await sleep(300);
  }
}

/** Kills all replicas but the first, one after the other; the first stays for sign-ins. */
async function crash({ replicas }: Fleet, everySeconds: number, signal: AbortSignal): Promise<number> {
  let crashes = 0;
  for (let round = 0; ; round += 1) {
    const until = performance.now() + everySeconds * 1000;
    while (performance.now() < until && !signal.aborted) await sleep(100);
    const replica = replicas[1 + (round % Math.max(replicas.length - 1, 1))];
    if (signal.aborted || replica === undefined) return crashes;
    await replica.child().kill();
    await replica.restart();
    crashes += 1;
  }
}

async function violationsOf({ replicas }: Fleet): Promise<number> {
  const counts = await Promise.all(
    replicas.map(async ({ opsAddress }) => {
      const text = await fetch(`${opsAddress}/metrics`).then(
        async (answer) => answer.text(),
        () => "",
      );
      return Number(/^pforte_isolation_violations\S* (\d+)/mu.exec(text)?.[1] ?? 0);
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}
