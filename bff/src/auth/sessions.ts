import { boundedCache } from "#bounded-cache.ts";
import type { Config } from "#config/config.ts";
import type { Log } from "#log.ts";
import type { Bus } from "#storage/ports/bus.ts";
import type { SeenPerson } from "#storage/ports/known-people-store.ts";
import type { Arrival, EndedSession, SessionEnd, SessionRecord, SessionStore } from "#storage/ports/session-store.ts";
import { type Owner, type Principal, verifiedPrincipal } from "#storage/principal.ts";
import { StorageUnavailableError } from "#storage/storage.ts";
import type { SignedIn } from "./authentication.ts";

interface SessionsOptions {
  readonly store: SessionStore;
  readonly bus: Bus;
  readonly settings: Config["session"];
  readonly now: () => Date;
  readonly log: Log;
}

interface Remembered {
  readonly record: SessionRecord;
  readonly readAt: number;
}

/** What a session begins with; `startedAt` is when its sign-in did. */
interface Beginning {
  readonly replaces: string | null;
  readonly startedAt: Date;
  readonly arrival?: Arrival;
}

const remembered = 10_000;
const touchEverySeconds = 60;
/** Longer than any read that was under way when the end was heard of. */
const endedForMilliseconds = 60_000;

/**
 * Sessions with a memory of seconds in front of the store. The memory is emptied by what replicas tell each other and
 * is not believed while that connection is down, so that a sign-out holds everywhere at once (S26).
 */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #memory = boundedCache<string, Remembered>(remembered);
  readonly #ended = boundedCache<string, true>(remembered, { ttl: endedForMilliseconds });
  readonly #listeners: ((ended: EndedSession) => Promise<void>)[] = [];
  readonly #seenListeners: ((seen: SeenPerson) => void)[] = [];
  readonly #stop: readonly (() => void)[];
  /** Counts the gaps in what replicas told us; what was read before one may be over and is not remembered after it. */
  #gaps = 0;

  constructor(options: SessionsOptions) {
    this.#options = options;
    this.#stop = [
      options.bus.subscribe((message) => {
        if (message.type === "session_ended") {
          this.#forget(message.sessionHash);
        }
      }),
      options.bus.onReconnect(() => {
        this.#gaps += 1;
        this.#memory.clear();
      }),
    ];
  }

  close(): void {
    for (const stop of this.#stop) {
      stop();
    }
  }

  onEnded(listener: (ended: EndedSession) => Promise<void>): void {
    this.#listeners.push(listener);
  }

  onSeen(listener: (seen: SeenPerson) => void): void {
    this.#seenListeners.push(listener);
  }

  /** Tells what the provider has just said of a person. */
  seen(seen: Omit<SeenPerson, "at">): void {
    const at = this.#options.now();
    for (const listener of this.#seenListeners) {
      listener({ ...seen, at });
    }
  }

  /** The living session; from memory only where that may be believed. Ends it when its idle limit is over. */
  async find(hash: string): Promise<SessionRecord | null> {
    const known = this.#memory.get(hash);
    if (known !== undefined && this.#mayBelieve(known) && !this.#isOver(known.record)) {
      return known.record;
    }
    return this.read(hash);
  }

  /** As whom acts that wait for this person may be carried out; reading it extends nothing. */
  async livingPrincipal(owner: Owner): Promise<Principal | null> {
    const { store, now, settings } = this.#options;
    const at = now();
    const record = await store.findNewest(owner, at, new Date(at.getTime() - settings.idleSeconds * 1000));
    return record === null || this.#ended.has(record.hash) ? null : this.signedIn(record).principal;
  }

  /** The same from the store, whatever the memory says. */
  async read(hash: string): Promise<SessionRecord | null> {
    const { store, now } = this.#options;
    const readAt = now().getTime();
    const gaps = this.#gaps;
    const record = await store.find(hash, now());
    if (record === null || this.#ended.has(hash)) {
      this.#memory.delete(hash);
      return null;
    }
    if (this.#isOver(record)) {
      await this.end(hash, "expired");
      return null;
    }
    if (gaps === this.#gaps) {
      this.#memory.set(hash, { record, readAt });
    }
    return record;
  }

  /**
   * Stores a new session and ends the one that it replaces in the same transaction (S11). False when the provider ended
   * it while its sign-in, begun at `startedAt` by the store's clock, was under way.
   */
  async create(record: SessionRecord, beginning: Beginning): Promise<boolean> {
    const { store, settings } = this.#options;
    const ended = await store.create(record, { ...beginning, cap: settings.perPerson });
    for (const session of ended ?? []) {
      this.#tidy(session);
    }
    if (ended !== null) {
      this.seen({ owner: record.owner, person: record.person, isSignIn: true });
    }
    return ended !== null;
  }

  async end(hash: string, because: SessionEnd): Promise<EndedSession | null> {
    const ended = await this.#options.store.end(hash, because);
    this.#forget(hash);
    if (ended !== null) {
      this.#tidy(ended);
    }
    return ended;
  }

  /** For ends that the store found by other means, such as back-channel logout. */
  tidyAll(ended: readonly EndedSession[]): void {
    for (const session of ended) {
      this.#forget(session.hash);
      this.#tidy(session);
    }
  }

  /** Drops what is remembered, for a record that was just written. */
  changed(hash: string): void {
    this.#memory.delete(hash);
  }

  /** Extends the idle limit; at most one write a minute. */
  async markActive(principal: Principal): Promise<void> {
    const { store, now } = this.#options;
    const hash = principal.sessionHash;
    const record = this.#memory.get(hash)?.record ?? (await this.read(hash));
    const at = now();
    if (record === null || at.getTime() - record.lastActiveAt.getTime() < touchEverySeconds * 1000) {
      return;
    }
    try {
      await store.touch(hash, at);
    } catch (error) {
      if (!(error instanceof StorageUnavailableError)) throw error;
      // A full disk must not keep people from reading (F26): that they were active is noted when it can be.
      this.#options.log.warn({}, "Activity could not be noted: the database takes no writes.");
      return;
    }
    const known = this.#memory.get(hash);
    if (known !== undefined) {
      this.#memory.set(hash, { ...known, record: { ...known.record, lastActiveAt: at } });
    }
  }

  /** The person of a living record, with the limits that hold from now on. */
  signedIn(record: SessionRecord): SignedIn {
    const { idleSeconds } = this.#options.settings;
    return {
      principal: verifiedPrincipal({ owner: record.owner, sessionHash: record.hash, ...record.person }),
      endsAt: record.endsAt,
      authTime: record.authTime,
      acr: record.acr,
      idleEndsAt: new Date(Math.min(record.lastActiveAt.getTime() + idleSeconds * 1000, record.endsAt.getTime())),
    };
  }

  #mayBelieve(known: Remembered): boolean {
    const age = this.#options.now().getTime() - known.readAt;
    return this.#options.bus.isListening() && age >= 0 && age < this.#options.settings.cacheSeconds * 1000;
  }

  #isOver(record: SessionRecord): boolean {
    const now = this.#options.now().getTime();
    const idleEnd = record.lastActiveAt.getTime() + this.#options.settings.idleSeconds * 1000;
    return now >= record.endsAt.getTime() || now >= idleEnd;
  }

  #forget(hash: string): void {
    this.#ended.set(hash, true);
    this.#memory.delete(hash);
  }

  #tidy(ended: EndedSession): void {
    for (const listener of this.#listeners) {
      // Tidying up at a tool must never hold up, nor undo, the end of a session.
      listener(ended).catch((error: unknown) => {
        const reason = error instanceof Error ? error.name : "unknown";
        this.#options.log.warn({ because: ended.because, reason }, "Tidying up after a session failed.");
      });
    }
  }
}
