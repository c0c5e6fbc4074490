import { setTimeout as sleep } from "node:timers/promises";
import { readDraft } from "@pforte/shared/contract/admin-draft";
import { readHome } from "@pforte/shared/contract/home";
import { actOnInbox, readInbox } from "@pforte/shared/contract/inbox";
import { changePreferences, preferencesSchema } from "@pforte/shared/contract/preferences";
import type { Replica } from "../bench/fleet.ts";
import { CookieJar, signInByForm } from "../world/sign-in-driver.ts";
import type { Act } from "./acts.ts";
import { type Answer, ask, carrierTo, type Heard, type Question } from "./client.ts";
import { Flag } from "./flags.ts";
import { Register } from "./register.ts";
import type { TrackedSession } from "./session-history.ts";
import { replicaAt } from "./stage.ts";
import type { Visit } from "./visit.ts";
import { beSignedOut, signOut } from "./ways-out.ts";
import type { Belongings } from "./world.ts";

const appearances = ["system", "light", "dark", "contrast"] as const;
const appearanceOf = (value: number): string => appearances[value % appearances.length] ?? "system";
const dockOf = (value: number): string[] => [`choice-${value}`];
const mostSessions = 3;
/** Longer than any fault with its aftermath. */
const patience = 60_000;

/** One person at the portal, who does what was drawn for them, and remembers all that was acknowledged. */
export class Visitor {
  readonly at: number;
  readonly isAdministrator: boolean;
  readonly flags: readonly Flag[];
  readonly choices: Register;
  readonly #visit: Visit;
  #searches = 0;

  constructor(visit: Visit, at: number, facts: { readonly isAdministrator: boolean; readonly belongings: Belongings }) {
    this.#visit = visit;
    this.at = at;
    this.isAdministrator = facts.isAdministrator;
    this.flags = facts.belongings.flags.map((flag) => new Flag(flag, visit.history));
    this.choices = new Register(visit.history, "preferences");
  }

  async run(acts: Iterable<Act>): Promise<void> {
    const { signal } = this.#visit;
    for (const act of acts) {
      await sleep(act.pause);
      if (signal.aborted) return;
      const session = await this.session(act.which);
      if (session === null) return;
      await this.#perform(act, session);
    }
  }

  /** One of the living sessions; a new one where there is none. Null when nothing helps for long. */
  async session(which: number): Promise<TrackedSession | null> {
    const { sessions, history } = this.#visit;
    const until = performance.now() + patience;
    for (let tries = 0; ; tries += 1) {
      const from = performance.now();
      const living = sessions.living(this.at).filter(({ mayHaveEnded }) => !mayHaveEnded);
      const session = living[which % Math.max(living.length, 1)] ?? (await this.signIn(which + tries));
      if (session !== null) return session;
      // Faults that follow each other closely may keep people out for long; a portal that is whole may not.
      if (from > until && history.weather.wasCalm(from, performance.now())) break;
      await sleep(300);
    }
    history.breach("S22", `Person ${this.at} cannot sign in`);
    return null;
  }

  /** A new session in a browser of its own; null where it did not work out. */
  async signIn(which: number): Promise<TrackedSession | null> {
    const { stage, history, sessions } = this.#visit;
    const { fleet } = stage;
    const from = performance.now();
    const jar = new CookieJar();
    const ended = await signInByForm({
      start: `${fleet.origin}/auth/login`,
      username: this.#username,
      carry: carrierTo(fleet, replicaAt(fleet, which)),
      jar,
    }).then(
      ({ response, url }) => `${response?.status} ${url.pathname}`,
      (error: unknown) => (error instanceof Error ? error.message : "?"),
    );
    const value = jar.get("portal");
    if (value !== undefined && value !== "") return sessions.born(this.at, `portal=${value}`);
    history.count("sign-ins that failed");
    // A machine that is busy with other tests may make the portal refuse what it would be late for.
    const isRefused = ended.startsWith("503");
    if (!isRefused && history.weather.wasCalm(from, performance.now()))
      history.breach("S22", `A sign-in ended at ${ended}`);
    return null;
  }

  async #signInAgain(replica: number): Promise<void> {
    if (this.#visit.sessions.living(this.at).length < mostSessions) await this.signIn(replica);
  }

  /** Asks, and looks at the answer in every way that does not depend on the question. */
  async ask(session: TrackedSession, which: number, question: Omit<Question, "cookie">, as = this.at): Promise<Answer> {
    const { stage, history, sessions, canaries } = this.#visit;
    const replica = replicaAt(stage.fleet, which);
    const answer = await ask(stage.fleet, replica, { ...question, cookie: session.cookie });
    const where = `${question.method ?? "GET"} ${question.path} at ${replica.address}`;
    history.count("requests");
    if (answer.kind === "unheard") {
      history.count("requests unheard");
      if (!this.#wasStruck(replica, answer.sentAt)) {
        const how = answer.isLate ? "none in time" : `cut (${answer.why})`;
        history.breach("S22", `No answer at all, ${how}: ${where}`);
      }
      return answer;
    }
    history.count(`answers ${answer.status}`);
    canaries.look(as, where, answer.text);
    this.#lookAtStatus(answer, where, replica);
    if (question.path !== "/auth/logout" && (answer.status === 200 || answer.status === 401)) {
      sessions.saw(session, { isAlive: answer.status === 200, sentAt: answer.sentAt, where });
    }
    return answer;
  }

  /** Whether this very process was stopped or killed; nothing else stands between a person and it. */
  #wasStruck({ address }: Replica, from: number): boolean {
    const { history, stage } = this.#visit;
    return history.weather.wasFelt(
      from,
      performance.now(),
      (_, group, which) => group === "process" && replicaAt(stage.fleet, which).address === address,
    );
  }

  #lookAtStatus({ status, text, retryAfter }: Heard, where: string, replica: Replica): void {
    const { history } = this.#visit;
    if (status >= 500 && status !== 503) {
      // What the portal logged of it is the only trace of why.
      const id = /"requestId":"([^"]+)"/u.exec(text)?.[1] ?? "?";
      const logged = replica
        .child()
        .said()
        .split("\n")
        .filter((line) => line.includes(id));
      history.breach("S22", `${status}: ${where}: ${text} ${logged.join(" ")}`);
    }
    if (status === 503 && !retryAfter) history.breach("S22", `503 without a time to come back: ${where}`);
  }

  async #perform(act: Act, session: TrackedSession): Promise<void> {
    const { which, replica } = act;
    switch (act.kind) {
      case "read home":
        return this.readHome(session, replica);
      case "read page":
        return void (await this.ask(session, replica, { path: "/" }));
      case "read inbox":
        return void (await this.ask(session, replica, { path: readInbox.path }));
      case "change preferences":
        return this.#choose(session, replica);
      case "mark":
        return this.#mark(which, replica);
      case "edit":
        return this.#edit(session, act);
      case "ask much at once":
        return this.askMuch(session, 6);
      case "sign in once more":
        return this.#signInAgain(replica);
      case "sign out":
        return signOut(this, this.#visit, session, act);
      case "be signed out at the provider":
        return beSignedOut(this, this.#visit, session, act);
    }
  }

  async readHome(session: TrackedSession, replica: number): Promise<void> {
    const answer = await this.ask(session, replica, { path: readHome.path });
    if (answer.kind !== "answered" || answer.status !== 200) return;
    const home = readHome.reply.parse(JSON.parse(answer.text));
    const value = appearances.indexOf(home.appearance);
    this.choices.read(value, answer.sentAt, false, (one) => appearanceOf(one) === home.appearance);
    const { givenName, familyName } = this.#visit.stage.fleet.people[this.at] ?? {};
    if (home.person?.name !== `${givenName} ${familyName}`) {
      this.#visit.history.breach("P6", `Person ${this.at} is greeted as ${home.person?.name}`);
    }
  }

  /** What was chosen, where it is kept. */
  async readChoices(session: TrackedSession, replica: number): Promise<boolean> {
    const answer = await this.ask(session, replica, { method: "PATCH", path: changePreferences.path, body: {} });
    if (answer.kind !== "answered" || answer.status !== 200) return false;
    this.choices.read(this.#chosen(answer.text), answer.sentAt, true);
    return true;
  }

  #chosen(text: string): number {
    const { dock } = preferencesSchema.parse(JSON.parse(text));
    return Number(/^choice-(\d+)$/u.exec(dock?.[0] ?? "")?.[1] ?? 0);
  }

  async #choose(session: TrackedSession, replica: number): Promise<void> {
    await this.readChoices(session, replica);
    const value = this.choices.next();
    const write = this.choices.sent(value);
    const body = { appearance: appearanceOf(value), dock: dockOf(value) };
    const answer = await this.ask(session, replica + 1, { method: "PATCH", path: changePreferences.path, body });
    if (answer.kind !== "answered" || answer.status === 503) return;
    if (answer.status !== 200) return write.refused();
    write.acked();
    if (this.#chosen(answer.text) !== value) this.#visit.history.breach("P1", "A choice is answered with another one");
  }

  /** Presses until it is known; with another session where the one before is over. */
  async #mark(which: number, replica: number): Promise<void> {
    const flag = this.flags[which % this.flags.length];
    const body = flag?.next();
    if (flag === undefined || body === undefined) return;
    const until = performance.now() + patience;
    for (let tries = 0; ; tries += 1) {
      const session = await this.session(which);
      const from = performance.now();
      if (session === null || (from > until && this.#visit.history.weather.wasCalm(from, from))) break;
      const answer = await this.ask(session, replica + tries, { method: "POST", path: actOnInbox.path, body });
      if (answer.kind === "answered" && answer.status === 200) return flag.acknowledged(answer.text);
      await sleep(200);
    }
    flag.unheard();
    this.#visit.history.breach("P1", `Person ${this.at} pressed again and again, and nobody took the act`);
  }

  async #edit(session: TrackedSession, { which, replica, lead }: Act): Promise<void> {
    const { edits } = this.#visit;
    if (!this.isAdministrator) return this.readHome(session, replica);
    const read = await this.ask(session, replica, { path: readDraft.path });
    if (read.kind !== "answered" || read.status !== 200) return;
    const { version, operation } = edits.next(read.text, which);
    await sleep(lead);
    const answer = await this.ask(session, replica + 1, {
      method: "PATCH",
      path: readDraft.path,
      body: { operations: [operation] },
      headers: { "if-match": `"${version}"` },
    });
    const isClear = answer.kind === "answered" && answer.status !== 503;
    edits.told(operation, isClear ? (answer.status === 200 ? "won" : "stale") : "unheard");
  }

  /** On both processes at once, most of it with tokens that must be renewed first. */
  async askMuch(session: TrackedSession, times: number): Promise<void> {
    // What was never asked before is in no memory, so that the tool is asked, with a token that is still good.
    this.#searches += 1;
    const search = `/api/files/search?term=gesucht-${this.#searches}`;
    const paths = [search, readInbox.path, "/api/cards"];
    await Promise.all(
      Array.from({ length: times }, async (_, at) => this.ask(session, at, { path: paths[at % 3] ?? search })),
    );
  }

  /** At the end, when everything works again: what is kept, and that no act of theirs still waits for its tool. */
  async readEverything(until: number): Promise<void> {
    for (const replica of [0, 1]) {
      let isRead = false;
      while (!isRead && performance.now() < until) {
        const session = await this.session(0);
        if (session === null) return;
        await this.readHome(session, replica);
        isRead = await this.readChoices(session, replica);
      }
      if (!isRead) this.#visit.history.breach("S22", "Nothing works at the end");
    }
    while (performance.now() < until) {
      const text = await this.read(readInbox.path);
      if (text !== null && readInbox.reply.parse(JSON.parse(text)).waiting === 0) return;
      // What waits between two attempts is due at once: its pauses would only take time.
      await this.#visit.stage.query("update intents set due_at = now(), is_stalled = false where state = 'waiting'");
      await sleep(500);
    }
  }

  async read(path: string): Promise<string | null> {
    const session = await this.session(0);
    const answer = session === null ? null : await this.ask(session, 0, { path });
    return answer?.kind === "answered" && answer.status === 200 ? answer.text : null;
  }

  get #username(): string {
    return this.#visit.stage.fleet.people[this.at]?.username ?? "";
  }
}
