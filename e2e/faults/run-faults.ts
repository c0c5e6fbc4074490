import { setTimeout as sleep } from "node:timers/promises";
import { readDraft } from "@pforte/shared/contract/admin-draft";
import { CanaryWatch } from "../soak/canary.ts";
import { drawActs } from "./acts.ts";
import { databaseFaults, deadlock, type Heal } from "./database-faults.ts";
import { Edits } from "./edits.ts";
import { type Fault, type FaultKind, factsOf } from "./fault-kinds.ts";
import { History, type PromiseName, type Violation } from "./history.ts";
import { processFaults, providerFaults, rotationFaults, toolFaults } from "./other-faults.ts";
import { watchRefreshes } from "./provider-watch.ts";
import { seeded } from "./random.ts";
import { SessionHistory } from "./session-history.ts";
import { startStage } from "./stage.ts";
import type { Visit } from "./visit.ts";
import { Visitor } from "./visitor.ts";
import { Watchman } from "./watchman.ts";
import { Weather } from "./weather.ts";
import { furnish } from "./world.ts";

export interface FaultsPlan {
  readonly seed: number;
  readonly schedule: readonly Fault[];
  readonly seconds: number;
  readonly people: number;
  /** A defect that the run has to find. */
  readonly defect?: "tombstones-off" | "refresh-without-lease";
  /** Ends with the first breach of this promise, as a run that has to find one may. */
  readonly endsWith?: PromiseName;
  readonly say?: (line: string) => void;
}

export interface FaultsReport {
  readonly violations: readonly Violation[];
  /** How much was done and looked at. */
  readonly counts: ReadonlyMap<string, number>;
  readonly faults: ReadonlyMap<FaultKind, number>;
  readonly recoveries: readonly { readonly kind: string; readonly milliseconds: number }[];
}

/** How many administer the portal, the watchman among them, who is the last one. */
const administrators = 3;

/** Lets people use a portal of two processes while everything around it breaks, and compares with what they were told. */
export async function runFaults(plan: FaultsPlan): Promise<FaultsReport> {
  await using stage = await startStage({ ...plan, people: plan.people, administrators });
  const history = new History(new Weather());
  const sessions = new SessionHistory(history);
  const canaries = new CanaryWatch();
  const end = new AbortController();
  const refreshes = watchRefreshes(stage.fleet.identityProvider, history);
  const visit: Visit = { refreshes, stage, history, sessions, canaries, edits: new Edits(history), signal: end.signal };
  const visitors = furnish(stage.fleet).map(
    (belongings, at) => new Visitor(visit, at, { belongings, isAdministrator: at < administrators }),
  );
  // The first one is no visitor but looks on.
  const [onlooker, ...acting] = visitors;
  if (onlooker === undefined) throw new Error("Nobody is there.");
  const watchman = new Watchman(visit, onlooker);
  // Faults begin when everybody is there.
  await Promise.all(visitors.map(async (visitor) => visitor.session(visitor.at)));
  await watchman.learnPace();
  history.begin();
  const running = [
    ...acting.map(async (visitor) => visitor.run(drawActs(plan.seed, visitor.at))),
    watchman.showEndedSessions(seeded(plan.seed, "watchman")),
  ].map(async (each) =>
    // Such as an answer that is not what the contract says.
    each.catch((error: unknown) => history.breach("S22", `Somebody could not go on: ${String(error)}`)),
  );
  const breaking = new Breaking(visit, watchman, plan);
  await breaking.run();
  plan.say?.("Everything is whole again.");
  refreshes.stop();
  end.abort();
  await Promise.all(running);
  plan.say?.("Everybody has stopped.");
  if (!breaking.isEndedEarly) await settle(visit, visitors, watchman);
  for (const foreign of canaries.foreign) history.breach("P6", foreign);
  history.count("own canaries", canaries.own);
  return {
    violations: history.violations,
    counts: history.counts,
    faults: breaking.counts,
    recoveries: watchman.recoveries,
  };
}

const answersToRefreshes: ReadonlySet<FaultKind> = new Set([
  "provider answers held",
  "provider answers lost",
  "provider answers lost, with rotation",
]);

/** Carries out a schedule. */
class Breaking {
  readonly counts = new Map<FaultKind, number>();
  isEndedEarly = false;
  /** Ends what is on, once all that met is mended. */
  readonly #overs: (() => void)[] = [];
  readonly #visit: Visit;
  readonly #watchman: Watchman;
  readonly #plan: FaultsPlan;

  constructor(visit: Visit, watchman: Watchman, plan: FaultsPlan) {
    this.#visit = visit;
    this.#watchman = watchman;
    this.#plan = plan;
  }

  async run(): Promise<void> {
    const { schedule, seconds } = this.#plan;
    const begin = performance.now();
    for (const together of meetings(schedule)) {
      const [first] = together;
      await this.#until(begin + (first?.at ?? 0) * 1000);
      if (this.isEndedEarly) return;
      // Where a recovery took longer than was planned, what follows is late by as much, and never meets it.
      const late = Math.max(performance.now() - begin - (first?.at ?? 0) * 1000, 0);
      await Promise.all(
        together.map(async (fault) => {
          await this.#until(begin + late + fault.at * 1000);
          await this.#break(fault);
        }),
      );
      const kinds = together.map(({ kind }) => kind).filter((kind) => factsOf(kind).group !== "tool");
      for (const over of this.#overs.splice(0)) over();
      if (kinds.length > 0) await this.#watchman.recovered(kinds);
    }
    await this.#until(begin + seconds * 1000);
  }

  /** Sleeps until then, or until a run that may end early has found what it had to. */
  async #until(time: number): Promise<void> {
    while (performance.now() < time && !this.isEndedEarly) {
      await sleep(Math.min(time - performance.now(), 200));
      this.isEndedEarly ||= this.#visit.history.violations.some(({ promise }) => promise === this.#plan.endsWith);
    }
  }

  async #break(fault: Fault): Promise<void> {
    const { history } = this.#visit;
    const { kind } = fault;
    this.#plan.say?.(`${history.seconds().toFixed(1).padStart(7)} s  ${kind}`);
    this.#overs.push(history.weather.begin(fault));
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    try {
      const heal = await this.#begin(fault);
      const until = performance.now() + fault.seconds * 1000;
      if (kind === "provider paused") await this.#watchman.pageWorks("F10", until);
      if (kind === "provider down, tokens expired") await this.#watchman.pageWorks("F11", until);
      // Else nobody might need new tokens in these seconds, and there would be no answer to hold or to lose.
      if (answersToRefreshes.has(kind)) await this.#watchman.endsAmidRefreshes(until);
      while (performance.now() < until) await sleep(Math.min(until - performance.now() + 1, 200));
      await heal();
    } catch (error) {
      const why = error instanceof Error ? error.stack : String(error);
      history.breach("S22", `“${kind}” could not be carried out: ${why}`);
    }
  }

  async #begin(fault: Fault): Promise<Heal> {
    const { stage, sessions, history } = this.#visit;
    const { kind } = fault;
    if (kind === "database deadlock") {
      const { met } = await deadlock(stage, async () => this.#watchman.edit());
      if (met) history.count("F23: deadlocks met");
      return async () => Promise.resolve();
    }
    if (isOf(databaseFaults, kind)) return databaseFaults[kind](stage, fault);
    if (isOf(providerFaults, kind)) return providerFaults[kind](stage, fault, history);
    if (isOf(rotationFaults, kind)) return rotationFaults[kind](stage, sessions, history);
    if (isOf(processFaults, kind)) return processFaults[kind](stage, fault);
    return toolFaults[kind](stage, fault);
  }
}

/** Faults that overlap, one after the other. */
function meetings(schedule: readonly Fault[]): readonly (readonly Fault[])[] {
  const all: Fault[][] = [];
  let end = -Infinity;
  for (const fault of schedule) {
    if (fault.at >= end) all.push([]);
    all.at(-1)?.push(fault);
    end = Math.max(end, fault.at + fault.seconds);
  }
  return all;
}

function isOf<Table extends object>(table: Table, kind: PropertyKey): kind is keyof Table {
  return Object.hasOwn(table, kind);
}

/** Longer than the longest pause of an act that waits for its tool. */
const drainMilliseconds = 90_000;

/** When nothing is wrong any more: everything acknowledged is there, and everything that is over is over. */
async function settle(visit: Visit, visitors: readonly Visitor[], watchman: Watchman): Promise<void> {
  const { stage, history, edits } = visit;
  await watchman.showAllSessions();
  const until = performance.now() + drainMilliseconds;
  await Promise.all(
    visitors.map(async (visitor) => {
      await visitor.readEverything(until);
      for (const flag of visitor.flags) flag.check();
    }),
  );
  const draft = await visitors[0]?.read(readDraft.path);
  const audit = await stage.query("select after from audit where action = 'draft.changed' order by sequence");
  if (typeof draft === "string")
    edits.check(
      draft,
      audit.map(({ after }) => after),
    );
  const [left] = await stage.query("select count(*)::int as waiting from intents where state = 'waiting'");
  if (left?.["waiting"] !== 0) history.breach("P1", `${String(left?.["waiting"])} acts still wait`);
  for (const replica of stage.fleet.replicas) {
    if (replica.child().hasEnded())
      history.breach("S22", `A process ended by itself: ${replica.child().said().slice(-2000)}`);
  }
}
