import { setTimeout as sleep } from "node:timers/promises";
import type { Language } from "@pforte/shared/contract/localized";
import type { z } from "zod";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import type { Topic } from "#connectors/kit/push.ts";
import type { Bus } from "#storage/ports/bus.ts";
import type { HeldIntent, InboxStore, IntentQueue, NewIntent } from "#storage/ports/inbox-store.ts";
import { type Owner, ownerDigest, type Principal } from "#storage/principal.ts";
import { aboutOf, openIntent, outcomeOf, sealDetail, sealIntent } from "./outbox-intents.ts";
import { attempt, type Attempt, type OutboxRunnerOptions, type RegisteredHandler } from "./outbox-runner.ts";
import type { Outbox, OutboxHandler, OutboxIntent, OutboxOutcome, WaitingObject } from "./outbox.ts";
import { OutboxWorker } from "./outbox-worker.ts";
import type { PortalNotifications } from "./portal-notifications.ts";

export interface OutboxOptions extends Omit<OutboxRunnerOptions, "attemptMilliseconds" | "longestPauseMilliseconds"> {
  readonly store: Pick<InboxStore, "transact" | "waiting" | "waitingCount" | "announceReturns">;
  readonly queue: IntentQueue;
  readonly bus: Pick<Bus, "subscribe">;
  readonly notifications: Pick<PortalNotifications, "make">;
  /** What an act changed at a tool is to be read anew. */
  readonly invalidate: (principal: Principal, source: string, topics: readonly Topic[]) => Promise<void>;
  /** Names this process among the replicas. */
  readonly holder: string;
  readonly now: () => Date;
  /** For tests that cannot wait as long as a portal does. */
  readonly pace?: Partial<OutboxPace>;
}

export interface OutboxPace {
  readonly pollMilliseconds: number;
  readonly leaseMilliseconds: number;
  readonly attemptMilliseconds: number;
  readonly longestPauseMilliseconds: number;
}

const usualPace: OutboxPace = {
  pollMilliseconds: 1000,
  leaseMilliseconds: 40_000,
  attemptMilliseconds: 20_000,
  longestPauseMilliseconds: 300_000,
};
const batch = 8;
const mostRunning = 32;
const waitingKept = 30 * 24 * 3600 * 1000;

/** The outbox over PostgreSQL; see the port for what it promises. */
export class PostgresOutbox implements Outbox {
  readonly #options: OutboxOptions;
  readonly #pace: OutboxPace;
  readonly #handlers = new Map<string, RegisteredHandler>();
  /** Intents that this process carries out right now, until they are written. */
  readonly #running = new Map<string, Promise<void>>();
  /** Those of them whose end is being written. */
  readonly #settling = new Map<string, Promise<unknown>>();
  /** Intents whose outcome somebody is about to be told, so that no notification needs to. */
  readonly #awaited = new Map<string, number>();
  readonly #closing = new AbortController();
  readonly #worker: OutboxWorker;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#pace = { ...usualPace, ...options.pace };
    this.#worker = new OutboxWorker({
      bus: options.bus,
      log: options.log,
      pollMilliseconds: this.#pace.pollMilliseconds,
      round: async () => this.#round(),
      slowRound: async () => this.#expire(),
    });
  }

  handle<Payload>(
    kind: string,
    payload: z.ZodType<Payload>,
    handler: OutboxHandler<Payload>,
    topics: readonly Topic[] = ["notifications"],
  ): void {
    // What reaches the handler was parsed by this very schema just before.
    this.#handlers.set(kind, {
      payload,
      run: async (task) => handler({ ...task, payload: task.payload as Payload }),
      topics,
    });
  }

  prepare(owner: Owner, intent: OutboxIntent, language: Language): NewIntent {
    if (!this.#handlers.has(intent.kind)) throw new TypeError(`Nobody carries out ${intent.kind}.`);
    return sealIntent(this.#options.vault, owner, intent, { language, at: this.#options.now() });
  }

  async submit(
    principal: Principal,
    intents: readonly OutboxIntent[],
    { language, waitMilliseconds }: { readonly language: Language; readonly waitMilliseconds: number },
  ): Promise<readonly OutboxOutcome[]> {
    const ids = intents.map(({ id }) => id);
    await this.#options.store.transact(principal.owner, async (tx) => {
      const known = new Set((await tx.intents(ids)).map(({ id }) => id));
      for (const intent of intents) {
        if (!known.has(intent.id)) await tx.addIntent(this.prepare(principal.owner, intent, language));
        known.add(intent.id);
      }
    });
    return this.carryOut(principal, ids, waitMilliseconds);
  }

  async carryOut(
    principal: Principal,
    ids: readonly string[],
    waitMilliseconds: number,
  ): Promise<readonly OutboxOutcome[]> {
    const { owner } = principal;
    const keys = ids.map((id) => keyOf(owner, id));
    for (const key of keys) this.#awaited.set(key, (this.#awaited.get(key) ?? 0) + 1);
    const enough = new AbortController();
    try {
      const work = this.#drain(owner, principal).then(async () => this.#settledHere(keys));
      // Whoever stops waiting leaves it to go on; its errors are in the log.
      work.catch(() => undefined);
      await Promise.race([work, sleep(waitMilliseconds, undefined, { signal: enough.signal, ref: false })]);
    } finally {
      enough.abort();
      for (const key of keys) this.#leave(key);
    }
    // Who was counted as told must be told.
    await Promise.allSettled(keys.map(async (key) => this.#settling.get(key)));
    const found = await this.#options.queue.find(owner, ids);
    return found.map((intent) => outcomeOf(this.#options.vault, intent));
  }

  async waitingOf({ owner }: Principal): Promise<readonly WaitingObject[]> {
    const { store, vault } = this.#options;
    const objects = new Map<string, { source: string; object: string; acts: WaitingObject["acts"][number][] }>();
    for (const intent of await store.waiting(owner)) {
      const kept = openIntent(vault, intent);
      if (kept === null) continue;
      const known = objects.get(intent.object) ?? { source: intent.source, object: kept.object, acts: [] };
      known.acts.push({ id: intent.id, kind: intent.act, payload: kept.payload, since: intent.createdAt });
      objects.set(intent.object, known);
    }
    return [...objects.values()];
  }

  waitingCount = async (owner: Owner): Promise<number> => this.#options.store.waitingCount(owner);

  start(): void {
    this.#worker.start();
  }

  async close(): Promise<void> {
    await this.#worker.close();
    const late = sleep(this.#pace.attemptMilliseconds / 4, undefined, { ref: false });
    await Promise.race([Promise.allSettled(this.#running.values()), late]);
    this.#closing.abort(new UpstreamError("unavailable", "The portal stops."));
    await Promise.allSettled(this.#running.values());
  }

  /** Begins all that is due; one tool that hangs keeps none of the others waiting. */
  async #round(): Promise<void> {
    await this.#options.store.announceReturns(this.#options.now());
    while (this.#running.size < mostRunning && (await this.#begin(null, null)).length > 0);
  }

  /** Carries out what is due of one person, one after the other where it is about one object. */
  async #drain(owner: Owner, submitter: Principal): Promise<void> {
    for (;;) {
      const begun = await this.#begin(owner, submitter);
      if (begun.length === 0) return;
      await Promise.all(begun);
    }
  }

  async #begin(owner: Owner | null, submitter: Principal | null): Promise<readonly Promise<void>[]> {
    const { queue, holder, now } = this.#options;
    const { leaseMilliseconds } = this.#pace;
    if (this.#worker.isClosed) return [];
    const held = await queue.claim({ holder, leaseMilliseconds, at: now(), limit: batch, owner });
    return held.map(async (intent) => this.#carryOut(intent, submitter));
  }

  async #carryOut(intent: HeldIntent, submitter: Principal | null): Promise<void> {
    const key = keyOf(intent.owner, intent.id);
    const work = this.#attempt(intent, submitter).catch((error: unknown) => {
      // The store did not answer: the lease runs out, and somebody repeats it.
      const reason = error instanceof Error ? error.name : "unknown";
      this.#options.log.warn({ act: intent.act, source: intent.source, reason }, "What became of an act was not kept.");
    });
    this.#running.set(key, work);
    await work.finally(() => this.#running.delete(key));
  }

  async #attempt(intent: HeldIntent, submitter: Principal | null): Promise<void> {
    const { attemptMilliseconds, longestPauseMilliseconds } = this.#pace;
    const options = { ...this.#options, attemptMilliseconds, longestPauseMilliseconds };
    const made = await attempt(options, this.#handlers, intent, submitter, this.#closing.signal);
    const { queue, holder, now } = this.#options;
    if (made.kind === "settled") return this.#settle(intent, made);
    const until = new Date(now().getTime() + made.milliseconds);
    await queue.postpone(intent, holder, { until, isStalled: made.isStalled, isAttempt: made.isAttempt });
  }

  async #settle(intent: HeldIntent, { result, about, principal }: Extract<Attempt, { kind: "settled" }>) {
    const { queue, holder, vault, now, invalidate } = this.#options;
    const key = keyOf(intent.owner, intent.id);
    const isTold = result.state === "applied" || result.isQuiet === true || this.#awaited.has(key);
    const settling = queue.settle(intent, holder, {
      state: result.state,
      detail: sealDetail(vault, intent.owner, intent.id, result.detail),
      at: now(),
      notification: isTold ? null : this.#options.notifications.make(intent.owner, `act_${result.state}`, about),
    });
    this.#settling.set(key, settling);
    const isOurs = await settling.finally(() => this.#settling.delete(key));
    const handler = this.#handlers.get(intent.act);
    if (isOurs && principal !== null && handler !== undefined)
      await invalidate(principal, intent.source, handler.topics);
  }

  async #settledHere(keys: readonly string[]): Promise<void> {
    await Promise.all(keys.map(async (key) => this.#running.get(key)));
  }

  #leave(key: string): void {
    const left = (this.#awaited.get(key) ?? 1) - 1;
    if (left === 0) this.#awaited.delete(key);
    else this.#awaited.set(key, left);
  }

  /** Who could not be helped for 30 days is told so. */
  async #expire(): Promise<void> {
    const { queue, now, vault, notifications } = this.#options;
    const at = now();
    for (const intent of await queue.overdue(new Date(at.getTime() - waitingKept), 100)) {
      const notification = notifications.make(intent.owner, "act_expired", aboutOf(openIntent(vault, intent)));
      await queue.expire(intent, { state: "expired", detail: null, at, notification });
    }
  }
}

const keyOf = (owner: Owner, id: string) => `${ownerDigest(owner)} ${id}`;
