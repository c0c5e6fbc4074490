import { boundedCache } from "#bounded-cache.ts";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import type { Topic } from "#connectors/kit/push.ts";
import type { Log } from "#log.ts";
import { ownerDigest, type Principal } from "#storage/principal.ts";
import { StorageUnavailableError } from "#storage/storage.ts";
import { readTopic, slotOf, type ContentTopic, type TopicContent, type Wanted } from "./content-topics.ts";
import type { ConnectedSource } from "./live-sources.ts";
import type { CacheSlot, PersonCache, Shelf } from "./person-cache.ts";
import { SessionWork } from "./session-work.ts";
import { staleState, type SourceFailure } from "./source-outcomes.ts";
import type { ToolCalls } from "./tool-calls.ts";

/** Content may be shown this long after it was obtained, whatever became of its source. */
export const staleMilliseconds = 15 * 60_000;

/** A list as it was obtained. */
interface Entry<Content> {
  readonly content: Content;
  /** The connection that it came over; what another one brought is not believed. */
  readonly live: ConnectedSource["live"];
  /** When it was asked for, by this process's own count: what changed after that is not in it. */
  readonly asked: number;
}

/** How obtaining a list goes. */
interface Attempts {
  failure: SourceFailure | null;
  askingSince: Date | null;
  /** Somebody was told less than what is known now, and waits to hear of it. */
  isOwed: boolean;
}

/** What is known of a list. */
export interface KnownContent<Content> {
  /** Null where there is none, or it must not be shown. */
  readonly content: Content | null;
  readonly at: Date | null;
  /** Something at the source changed after this was asked for. */
  readonly isOutdated: boolean;
  readonly failure: SourceFailure | null;
  readonly askingSince: Date | null;
}

interface ContentBookOptions {
  readonly cache: PersonCache;
  readonly calls: ToolCalls;
  readonly now: () => Date;
  readonly log: Log;
  /** Lists kept in memory per topic. */
  readonly max?: number;
}

type Shelves = { readonly [T in ContentTopic]: Shelf<Entry<TopicContent[T]>> };

/** What people's tools said, in memory, with how obtaining it goes. */
export class ContentBook {
  readonly #options: ContentBookOptions;
  readonly #shelves: Shelves;
  /** Whoever searches a lot takes the place of searches only, never of the lists that everybody's page shows. */
  readonly #searches: Shelf<Entry<TopicContent["files"]>>;
  readonly #attempts: Shelf<Attempts>;
  readonly #changes = boundedCache<string, number>(100_000);
  readonly #work = new SessionWork();
  #count = 0;

  constructor(options: ContentBookOptions) {
    this.#options = options;
    const { cache, max = 6000 } = options;
    const shelf = { max, staleMilliseconds };
    this.#shelves = {
      notifications: cache.shelf({ ...shelf, name: "content-notifications" }),
      files: cache.shelf({ ...shelf, name: "content-files" }),
      work: cache.shelf({ ...shelf, name: "content-work" }),
    };
    this.#searches = cache.shelf({ ...shelf, name: "content-searches", max: Math.ceil(max / 6) });
    this.#attempts = cache.shelf({ ...shelf, name: "content-attempts", max: 3 * max });
  }

  /** What is in memory; makes no call. */
  known<T extends ContentTopic>(
    principal: Principal,
    source: ConnectedSource,
    wanted: Wanted<T>,
  ): KnownContent<TopicContent[T]> {
    const slot = slotOf(source, wanted);
    const { failure, askingSince } = this.#attempts.peek(principal, stateSlot(slot))?.data ?? nothingTried;
    const held = this.#shelf(wanted).peek(principal, slot);
    const isShowable =
      held !== null &&
      held.data.live === source.live &&
      this.#options.now().getTime() - held.at.getTime() <= staleMilliseconds &&
      (failure === null || staleState(failure, held.at) !== null);
    if (!isShowable) return { content: null, at: null, isOutdated: true, failure, askingSince };
    const isOutdated = held.data.asked < this.#changedAt(principal, source.key, wanted.topic);
    return { content: held.data.content, at: held.at, isOutdated, failure, askingSince };
  }

  /**
   * Asks the tool, once for all who want the same at the same time; goes on when those who wait have left, and ends with
   * the session. Throws an `UpstreamError`.
   */
  async renew(principal: Principal, source: ConnectedSource, wanted: Wanted): Promise<void> {
    const slot = slotOf(source, wanted);
    await this.#work.run(principal.sessionHash, async (signal) => {
      // What was under way when something changed may have missed it: then once more.
      for (let round = 0; round < 2; round += 1) {
        await this.#load(principal, source, wanted, slot, signal);
        if (!this.known(principal, source, wanted).isOutdated) return;
      }
    });
  }

  /** How often something was asked for or changed so far; for `askedAfter`. */
  get count(): number {
    return this.#count;
  }

  /** Whether what is known was asked for after the count stood there. */
  askedAfter(principal: Principal, source: ConnectedSource, wanted: Wanted, count: number): boolean {
    return (this.#held(principal, source, wanted)?.data.asked ?? 0) > count;
  }

  /** Whether what is known was obtained just now and nothing speaks against it. */
  isNew(principal: Principal, source: ConnectedSource, wanted: Wanted, milliseconds: number): boolean {
    const { at, failure, isOutdated } = this.known(principal, source, wanted);
    return (
      at !== null && failure === null && !isOutdated && this.#options.now().getTime() - at.getTime() < milliseconds
    );
  }

  /** The tool proved that nothing changed: what is known holds as of now. False where nothing is known. */
  confirm(principal: Principal, source: ConnectedSource, wanted: Wanted): boolean {
    const { content, failure, isOutdated } = this.known(principal, source, wanted);
    if (content === null || failure !== null || isOutdated) return false;
    this.#keepHeld(principal, source, wanted);
    return true;
  }

  /** A failure that was met beside a list, such as at its mark. */
  fail(principal: Principal, source: ConnectedSource, wanted: Wanted, error: UpstreamError): void {
    this.#note(principal, source, slotOf(source, wanted), error);
  }

  /** Something of these topics changed: what was asked for before is not new any more. Knows the owner by digest only. */
  outdate(owner: string, source: string, topics: readonly Topic[]): void {
    this.#count += 1;
    for (const topic of topics) this.#changes.set(changeKey(owner, source, topic), this.#count);
  }

  /** This list was found changed: other lists of its topic, and other languages, that were asked for earlier are not new. */
  outdateOthers(principal: Principal, source: ConnectedSource, wanted: Wanted): void {
    const asked = this.#held(principal, source, wanted)?.data.asked ?? 0;
    const key = changeKey(ownerDigest(principal.owner), source.key, wanted.topic);
    this.#changes.set(key, Math.max(asked, this.#changes.get(key) ?? 0));
  }

  /** Somebody was told less than there is; returns whether that was so already, with `false` to settle it. */
  owe(principal: Principal, source: ConnectedSource, wanted: Wanted, isOwed: boolean): boolean {
    const attempts = this.#attemptsOf(principal, stateSlot(slotOf(source, wanted)));
    const before = attempts.isOwed;
    attempts.isOwed = isOwed;
    return before;
  }

  endSession(sessionHash: string): void {
    this.#work.endSession(sessionHash);
  }

  close(): void {
    this.#work.close();
  }

  async #load<T extends ContentTopic>(
    principal: Principal,
    source: ConnectedSource,
    wanted: Wanted<T>,
    slot: CacheSlot,
    signal: AbortSignal,
  ): Promise<void> {
    const attempts = this.#attemptsOf(principal, stateSlot(slot));
    attempts.askingSince ??= this.#options.now();
    try {
      const loaded = await this.#shelf(wanted).load(
        principal,
        slot,
        async (flight) => this.#ask(principal, source, wanted, flight),
        signal,
      );
      if (loaded.staleBecause !== null) throw loaded.staleBecause;
    } finally {
      attempts.askingSince = null;
    }
  }

  async #ask<T extends ContentTopic>(
    principal: Principal,
    source: ConnectedSource,
    wanted: Wanted<T>,
    signal: AbortSignal,
  ): Promise<Entry<TopicContent[T]>> {
    const slot = slotOf(source, wanted);
    this.#count += 1;
    const asked = this.#count;
    try {
      const call = this.#options.calls.context(principal, source, wanted.language, signal);
      const content = await readTopic(source.live.connection.connector, call, wanted);
      this.#attemptsOf(principal, stateSlot(slot)).failure = null;
      return { content, live: source.live, asked };
    } catch (error) {
      if (signal.aborted) throw error;
      const known = error instanceof UpstreamError ? error : this.#unexpected(source, error);
      this.#note(principal, source, slot, known);
      throw known;
    }
  }

  /** A connector that throws anything else has a defect; the person still sees a state. */
  #unexpected(source: ConnectedSource, error: unknown): UpstreamError {
    // No tool was asked: the portal's own database had no token for it, and is asked again with the next attempt.
    if (error instanceof StorageUnavailableError) {
      return new UpstreamError("unavailable", "The portal's database does not answer.", { cause: error });
    }
    const name = error instanceof Error ? error.name : "unknown";
    this.#options.log.error({ source: source.key, error: name }, "A connector failed in an unexpected way.");
    return new UpstreamError("bad_response", "The tool's answer could not be used.", { cause: error });
  }

  #note(principal: Principal, source: ConnectedSource, slot: CacheSlot, error: UpstreamError): void {
    const at = this.#options.now();
    const attempts = this.#attemptsOf(principal, stateSlot(slot));
    const before = attempts.failure;
    attempts.failure = { error, since: before?.since ?? at, at };
    const fields = { source: source.key, topic: slot.params[0], reason: error.reason, status: error.status };
    this.#options.log.debug(fields, "A source did not bring a person's content.");
    // Whoever may no longer read it must not read it from memory either, in no language and no list.
    if (isRefusal(error) && before?.error.reason !== error.reason) {
      for (const shelf of [...Object.values(this.#shelves), this.#searches]) shelf.forgetSource(principal, source.key);
    }
  }

  #shelf<T extends ContentTopic>({ topic, params }: Wanted<T>): Shelves[T] {
    // Only files are searched: there the two are of one type.
    return topic === "files" && params[0] === "search" ? (this.#searches as Shelves[T]) : this.#shelves[topic];
  }

  #held(principal: Principal, source: ConnectedSource, wanted: Wanted) {
    return this.#shelf(wanted).peek(principal, slotOf(source, wanted));
  }

  #keepHeld<T extends ContentTopic>(principal: Principal, source: ConnectedSource, wanted: Wanted<T>): void {
    const slot = slotOf(source, wanted);
    const shelf = this.#shelf(wanted);
    const held = shelf.peek(principal, slot);
    if (held !== null) shelf.put(principal, slot, held.data);
  }

  #attemptsOf(principal: Principal, slot: CacheSlot): Attempts {
    const held = this.#attempts.peek(principal, slot)?.data;
    if (held !== undefined) return held;
    const fresh: Attempts = { failure: null, askingSince: null, isOwed: false };
    this.#attempts.put(principal, slot, fresh);
    return fresh;
  }

  #changedAt(principal: Principal, source: string, topic: Topic): number {
    return this.#changes.get(changeKey(ownerDigest(principal.owner), source, topic)) ?? 0;
  }
}

const nothingTried: Attempts = { failure: null, askingSince: null, isOwed: false };
const changeKey = (owner: string, source: string, topic: Topic) => `${owner} ${source} ${topic}`;
const stateSlot = (slot: CacheSlot): CacheSlot => ({ ...slot, locale: "" });

/** `not_found` is also a person whom the tool does not know yet. */
function isRefusal({ reason }: UpstreamError): boolean {
  return reason === "forbidden" || reason === "sign_in_required" || reason === "not_found";
}
