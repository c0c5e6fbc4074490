import { execFileSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { openAccounts, startFleet, type Fleet } from "../bench/fleet.ts";
import { carryAfresh } from "../world/http-carrier.ts";
import { percentile } from "../bench/measures.ts";
import { askWhether, openOnlooker, statusOf } from "../replicas/asking.ts";
import { signInByForm } from "../world/sign-in-driver.ts";
import { report } from "./own-network.ts";

/**
 * A whole portal with its database, its provider and its tools in a network that loses packets for a while, and people who
 * use it before, meanwhile and afterwards.
 */
const lostPercent = 20;
const crowd = 10;
/** And as many who sign in again and again. */
const comers = 2;
const spell = { before: 3000, meanwhile: 15_000, afterwards: 3000 } as const;
/** What each of them chose last that was acknowledged, and what else it may be since. */
const choices = new Map<number, string[]>();
/** A person who looks at something else in between. */
const pause = 200;

/** All of it, on every way and in both directions. */
function lose(percent: number | null): void {
  const rule = `add rule inet weather arriving iif lo numgen random mod 100 < ${percent ?? 0} counter drop`;
  const table = "add table inet weather; add chain inet weather arriving { type filter hook input priority 0; }";
  execFileSync("nft", [percent === null ? "delete table inet weather" : `${table}; ${rule}`]);
}

const lostPackets = (): number =>
  Number(/counter packets (\d+)/u.exec(execFileSync("nft", ["list", "ruleset"], { encoding: "utf8" }))?.[1] ?? 0);

/** What people did and were told in one of the spells. */
class Record {
  readonly answers = new Map<string, number>();
  readonly times: number[] = [];

  async time(what: string, act: () => Promise<unknown>): Promise<unknown> {
    const begin = performance.now();
    const answer = await act().catch((error: unknown) => (error instanceof Error ? error.message : "unknown"));
    // A sign-in is a dozen answers, of the provider as well.
    if (what !== "sign-in") this.times.push(performance.now() - begin);
    const key = `${what}: ${String(answer)}`;
    this.answers.set(key, (this.answers.get(key) ?? 0) + 1);
    return answer;
  }

  said() {
    const milliseconds = (share: number): number => Math.round(percentile(this.times, share));
    return {
      answers: Object.fromEntries(this.answers),
      count: this.times.length,
      p50: milliseconds(0.5),
      p99: milliseconds(0.99),
    };
  }
}

async function work(fleet: Fleet, cookies: readonly string[], milliseconds: number) {
  const record = new Record();
  const end = performance.now() + milliseconds;
  const use = async (cookie: string, person: number): Promise<void> => {
    for (let turn = 0; performance.now() < end; turn += 1) {
      for (const path of ["/api/session", "/api/home", "/api/cards"]) {
        await record.time(path, async () => askWhether(fleet, fleet.origin, cookie, { path }));
      }
      const appearance = turn % 2 === 0 ? "dark" : "light";
      const answer = await record.time("choice", async () =>
        askWhether(fleet, fleet.origin, cookie, { path: "/api/preferences", method: "PATCH", body: { appearance } }),
      );
      // What was not acknowledged may have been carried out all the same.
      choices.set(person, [appearance, ...(answer === 200 ? [] : (choices.get(person) ?? []))]);
      await sleep(pause);
    }
  };
  const comeAndGo = async (username: string): Promise<void> => {
    while (performance.now() < end) {
      await record.time("sign-in", async () => {
        const { response } = await signInByForm({ start: fleet.origin, username, carry: carryAfresh });
        return statusOf(response?.status ?? 0, response?.headers.get("retry-after"));
      });
      await sleep(pause);
    }
  };
  const names = fleet.people.slice(crowd).map(({ username }) => username);
  await Promise.all([...cookies.map(use), ...names.map(comeAndGo)]);
  return record.said();
}

/** Whose last choice is not what was acknowledged. */
async function lostChoices(fleet: Fleet): Promise<number> {
  await using onlooker = await openOnlooker(fleet.databaseUrl);
  const { rows } = await onlooker.pool.query<{ subject: string; appearance: string }>(
    "select subject, preferences ->> 'appearance' as appearance from person_settings",
  );
  const kept = new Map(rows.map(({ subject, appearance }) => [subject, appearance]));
  return [...choices].filter(([person, some]) => !some.includes(kept.get(fleet.people[person]?.sub ?? "") ?? ""))
    .length;
}

async function observe() {
  await using fleet = await startFleet({ replicas: 1, people: crowd + comers, isDurable: false });
  openAccounts(fleet);
  const cookies = await Promise.all(fleet.people.slice(0, crowd).map(async ({ username }) => fleet.signIn(username)));
  const before = await work(fleet, cookies, spell.before);
  lose(lostPercent);
  const meanwhile = await work(fleet, cookies, spell.meanwhile);
  const lost = lostPackets();
  lose(null);
  const lostAcknowledged = await lostChoices(fleet);
  // What was under way when it got better is sent once more by now.
  await sleep(2000);
  const afterwards = await work(fleet, cookies, spell.afterwards);
  return { lost, lostAcknowledged, before, meanwhile, afterwards };
}

report(await observe());
