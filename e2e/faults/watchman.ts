import { setTimeout as sleep } from "node:timers/promises";
import { changeDraft, readDraft } from "@pforte/shared/contract/admin-draft";
import { readHome } from "@pforte/shared/contract/home";
import { readSession } from "@pforte/shared/contract/session";
import type { Replica } from "../bench/fleet.ts";
import { sessionHash } from "../replicas/asking.ts";
import { graceMilliseconds, type TrackedSession } from "./session-history.ts";
import type { Visit } from "./visit.ts";
import type { Visitor } from "./visitor.ts";
import { ask } from "./client.ts";
import { factsOf, type FaultKind } from "./fault-kinds.ts";
import type { PromiseName } from "./history.ts";
import type { Random } from "./random.ts";

/** How long a recovery may take: five seconds are promised, twice that on a machine that is busy with other tests, … */
const recoveryMilliseconds = 10_000;
/** … and as long as so many calm answers take there, for one that is far too busy. */
const recoveryAnswers = 40;
const calmAnswers = 9;
const mostEnds = 4;

/** Looks on from one session that nobody ends, and shows sessions that are over at every process again and again. */
export class Watchman {
  readonly recoveries: { readonly kind: string; readonly milliseconds: number }[] = [];
  readonly #visit: Visit;
  readonly #person: Visitor;
  #limit = recoveryMilliseconds;

  constructor(visit: Visit, person: Visitor) {
    this.#visit = visit;
    this.#person = person;
  }

  /** Learns, before anything breaks, how fast this machine is now. */
  async learnPace(): Promise<void> {
    const session = await this.#person.session(0);
    if (session === null) return;
    const took: number[] = [];
    for (let at = 0; at < calmAnswers; at += 1) {
      const begin = performance.now();
      await this.#person.ask(session, at, { path: readSession.path });
      took.push(performance.now() - begin);
    }
    const usual = took.toSorted((one, other) => one - other)[Math.floor(calmAnswers / 2)] ?? 0;
    this.#limit = recoveryMilliseconds + recoveryAnswers * usual;
  }

  /** Sessions that are over, in an order that the numbers decide; nobody may get in by them. */
  async showEndedSessions(random: Random): Promise<void> {
    const { sessions, signal } = this.#visit;
    while (!signal.aborted) {
      await sleep(120);
      const over = sessions.over();
      // The last ones most of all, for there a late write could still matter.
      const at = random() < 0.7 ? over.length - 1 - Math.floor(random() * 6) : Math.floor(random() * over.length);
      const session = over[at];
      if (session !== undefined) await this.#show(session, random() < 0.5 ? 0 : 1);
    }
  }

  /** All of them, everywhere, once. */
  async showAllSessions(): Promise<void> {
    const { sessions, history } = this.#visit;
    await sleep(graceMilliseconds);
    for (const which of [0, 1]) await Promise.all(sessions.all.map(async (session) => this.#show(session, which)));
    history.count("sessions shown everywhere at the end", sessions.all.length);
  }

  async #show(session: TrackedSession, which: number): Promise<void> {
    await this.#person.ask(session, which, { path: readSession.path }, session.person);
  }

  /** Waits until every process answers again as if nothing had been. */
  async recovered(kinds: readonly FaultKind[]): Promise<void> {
    const { stage, history } = this.#visit;
    const took = await Promise.all(stage.fleet.replicas.map(async (replica) => this.#answers(replica)));
    const milliseconds = Math.max(...took);
    const what = kinds.join(" and ");
    this.recoveries.push({ kind: what, milliseconds });
    if (milliseconds > this.#limit) {
      const late = Math.round(milliseconds);
      for (const kind of kinds)
        history.breach(promiseOf(kind), `After “${what}” the portal was not back within ${late} ms`);
    }
  }

  async #answers(replica: Replica): Promise<number> {
    const { stage, sessions } = this.#visit;
    for (let begin = performance.now(); ;) {
      const [session] = sessions.living(this.#person.at);
      if (session === undefined) {
        // A session that a fault was allowed to cost; signing in again is no part of the recovery.
        if ((await this.#person.session(0)) === null) return Infinity;
        begin = performance.now();
        continue;
      }
      const answer = await ask(stage.fleet, replica, { path: readSession.path, cookie: session.cookie });
      const took = performance.now() - begin;
      if (took > this.#limit || (answer.kind === "answered" && answer.status === 200)) return took;
      if (answer.kind === "answered" && answer.status === 401) {
        sessions.saw(session, { isAlive: false, sentAt: answer.sentAt, where: replica.address });
      }
      await sleep(50);
    }
  }

  /** Whether people who are signed in get their page, whatever the provider does. */
  async pageWorks(promise: "F10" | "F11", until: number): Promise<void> {
    const { history } = this.#visit;
    while (performance.now() < until) {
      const session = await this.#person.session(0);
      if (session === null) return;
      for (const which of [0, 1]) {
        const answer = await this.#person.ask(session, which, { path: readHome.path });
        history.count(`${promise}: pages during it`);
        const isThere = answer.kind === "answered" && answer.status === 200;
        if (!isThere && !this.#otherTrouble(answer.sentAt)) {
          const what = answer.kind === "answered" ? String(answer.status) : "no answer";
          history.breach(promise, `Somebody who is signed in was given ${what} instead of their page`);
        }
      }
      await sleep(150);
    }
  }

  /** Sessions of their own that end while new tokens for them are on their way; some of the others' do so by chance. */
  async endsAmidRefreshes(until: number): Promise<void> {
    const { stage, sessions } = this.#visit;
    // The first one is the one that nobody ends.
    for (let tries = 0; tries < mostEnds && performance.now() < until; tries += 1) {
      const session = await this.#person.signIn(tries);
      if (session === null) continue;
      const hash = sessionHash(session.cookie);
      await stage.query("update sessions set access_expires_at = now() where hash = $1", [hash]);
      // The other process knows nothing of the session yet, and so not that its token was good.
      const beside = this.#person.ask(session, tries + 1, { path: readHome.path });
      const isRefreshing = async () =>
        (await stage.query("select 1 from sessions where hash = $1 and refresh_holder is not null", [hash])).length > 0;
      for (let looks = 0; looks < 40 && !(await isRefreshing()); looks += 1) await sleep(25);
      // The provider makes its answer, which then waits for longer than that.
      await sleep(150);
      session.mayHaveEnded = true;
      const answer = await this.#person.ask(session, tries, { method: "POST", path: "/auth/logout" });
      if (answer.kind === "answered" && answer.status === 303) sessions.ended(session, "signed out");
      await beside;
    }
  }

  #otherTrouble(from: number): boolean {
    return this.#visit.history.weather.wasFelt(
      from,
      performance.now(),
      (_, group) => group === "database" || group === "process",
    );
  }

  /** One change of the draft, which must be saved whatever stands in its way. */
  async edit(): Promise<void> {
    const { edits, history } = this.#visit;
    // Another administrator may be faster, which is no fault.
    for (let tries = 0; tries < 5; tries += 1) {
      const session = await this.#person.session(0);
      if (session === null) return;
      const read = await this.#person.ask(session, tries, { path: readDraft.path });
      if (read.kind !== "answered" || read.status !== 200) continue;
      const { version, operation } = edits.next(read.text, 0);
      const headers = { "if-match": `"${version}"` };
      const body = { operations: [operation] };
      const answer = await this.#person.ask(session, tries, { method: "PATCH", path: changeDraft.path, body, headers });
      const status = answer.kind === "answered" ? answer.status : 0;
      edits.told(operation, status === 200 ? "won" : status === 412 ? "stale" : "unheard");
      if (status === 200) return history.count("F23: changes saved against a deadlock");
      // A machine that is far too busy does not get there within the limits of a statement, and says so.
      if (status !== 412 && status !== 503) {
        const isExcused = this.#otherTroubleButDeadlock(read.sentAt);
        if (!isExcused) history.breach("F23", `A change that met another one was answered with ${status}`);
        return;
      }
    }
  }

  #otherTroubleButDeadlock(from: number): boolean {
    return this.#visit.history.weather.wasFelt(
      from,
      performance.now(),
      (kind, group) => group === "process" || (group === "database" && kind !== "database deadlock"),
    );
  }
}

const promises: readonly PromiseName[] = ["F10", "F11", "F14", "F15", "F20", "F21", "F22", "F23"];

/** What a recovery from it belongs to. */
function promiseOf(kind: FaultKind): PromiseName {
  return promises.find((promise) => factsOf(kind).rows.includes(promise)) ?? "S22";
}
