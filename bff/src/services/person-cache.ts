import { boundedCache } from "#bounded-cache.ts";
import { createHmac, createSecretKey, type KeyObject } from "node:crypto";
import type { Log } from "#log.ts";
import { ownerDigest, type Principal } from "#storage/principal.ts";

/** What distinguishes two pieces of one person's content, besides the person. */
export interface CacheSlot {
  readonly source: string;
  readonly audience: string | null;
  readonly locale: string;
  readonly params: readonly string[];
}

/** A value together with whose it is; what is read is checked against the reader, whatever the key said (S48). */
export interface Envelope<T> {
  readonly owner: string;
  readonly source: string;
  readonly at: Date;
  readonly data: T;
  /** The sessions that read or wrote it; when one of them ends, the value goes. */
  readonly sessions: Set<string>;
}

/** A value that was just obtained, or an older one with the error that kept it from being renewed. */
export interface Loaded<T> {
  readonly data: T;
  readonly at: Date;
  readonly staleBecause: unknown;
}

export interface ShelfOptions {
  readonly name: string;
  readonly max: number;
  /** How long a value may be shown after it could not be renewed. */
  readonly staleMilliseconds: number;
}

/** The entries of a shelf by key; in memory, or something that a test corrupts. */
export interface ShelfStore<T> {
  get(key: string): Envelope<T> | undefined;
  set(key: string, envelope: Envelope<T>): void;
  delete(key: string): void;
  entries(): Iterable<[string, Envelope<T>]>;
}

interface Endable {
  endSession(sessionHash: string): void;
}

interface PersonCacheOptions {
  readonly secret: Uint8Array;
  readonly now: () => Date;
  readonly log: Log;
}

const rememberedEndings = 10_000;

/** The one place where personal content waits in memory. Asks for a `Principal`: a plain string is nobody's identity. */
export class PersonCache {
  readonly #options: PersonCacheOptions;
  /** Made once: making one for each key costs more than the key. */
  readonly #secret: KeyObject;
  readonly #shelves: Endable[] = [];
  readonly #ended = boundedCache<string, true>(rememberedEndings);
  #violations = 0;

  constructor(options: PersonCacheOptions) {
    this.#options = options;
    this.#secret = createSecretKey(options.secret);
  }

  /** How often an entry under a person's key belonged to somebody else. Anything but 0 is an alarm. */
  get isolationViolations(): number {
    return this.#violations;
  }

  shelf<T extends object>(options: ShelfOptions, store?: ShelfStore<T>): Shelf<T> {
    const shelf = new Shelf<T>(options, store ?? boundedCache<string, Envelope<T>>(options.max), {
      now: this.#options.now,
      keyOf: (owner, slot) => cacheKey(this.#secret, options.name, owner, slot),
      hasEnded: (sessionHash) => this.#ended.has(sessionHash),
      onViolation: (source) => {
        this.#violations += 1;
        this.#options.log.error(
          { event: "isolation_violation", source },
          "A cached value belonged to another person and was dropped.",
        );
      },
    });
    this.#shelves.push(shelf);
    return shelf;
  }

  /** Drops all that this session touched; what is still on its way for it is not kept either. */
  endSession(sessionHash: string): void {
    this.#ended.set(sessionHash, true);
    for (const shelf of this.#shelves) shelf.endSession(sessionHash);
  }
}

/** HMAC over the length-prefixed parts, so that no two different tuples can share a key. */
export function cacheKey(
  secret: Uint8Array | KeyObject,
  shelf: string,
  owner: Principal["owner"],
  slot: CacheSlot,
): string {
  const parts = [
    shelf,
    owner.issuer,
    owner.subject,
    slot.source,
    slot.audience === null ? "0" : `1${slot.audience}`,
    slot.locale,
    ...slot.params,
  ];
  const hmac = createHmac("sha256", secret);
  for (const part of parts) hmac.update(`${part.length}:`).update(part, "utf16le");
  return hmac.digest("base64url");
}

interface ShelfPorts {
  readonly now: () => Date;
  readonly keyOf: (owner: Principal["owner"], slot: CacheSlot) => string;
  readonly hasEnded: (sessionHash: string) => boolean;
  readonly onViolation: (source: string) => void;
}

/** Values of one kind. */
export class Shelf<T extends object> implements Endable {
  readonly #options: ShelfOptions;
  readonly #store: ShelfStore<T>;
  readonly #ports: ShelfPorts;
  readonly #flights = new Map<string, Flight<T>>();

  constructor(options: ShelfOptions, store: ShelfStore<T>, ports: ShelfPorts) {
    this.#options = options;
    this.#store = store;
    this.#ports = ports;
  }

  /** The value of this person, however old, or null. */
  peek(principal: Principal, slot: CacheSlot): Envelope<T> | null {
    const key = this.#ports.keyOf(principal.owner, slot);
    const envelope = this.#store.get(key);
    if (envelope === undefined) return null;
    if (envelope.owner !== ownerDigest(principal.owner) || envelope.source !== slot.source) {
      this.#store.delete(key);
      this.#ports.onViolation(slot.source);
      return null;
    }
    envelope.sessions.add(principal.sessionHash);
    return envelope;
  }

  put(principal: Principal, slot: CacheSlot, data: T): void {
    if (this.#ports.hasEnded(principal.sessionHash)) return;
    const sessions = this.peek(principal, slot)?.sessions ?? new Set<string>();
    sessions.add(principal.sessionHash);
    const owner = ownerDigest(principal.owner);
    this.#store.set(this.#ports.keyOf(principal.owner, slot), {
      owner,
      source: slot.source,
      at: this.#ports.now(),
      data,
      sessions,
    });
  }

  forget(principal: Principal, slot: CacheSlot): void {
    this.#store.delete(this.#ports.keyOf(principal.owner, slot));
  }

  /** Drops all that is known of this person at a source, in every language and whatever was asked for. */
  forgetSource(principal: Principal, source: string): void {
    const owner = ownerDigest(principal.owner);
    const theirs = [...this.#store.entries()].filter(([, held]) => held.source === source && held.owner === owner);
    for (const [key] of theirs) this.#store.delete(key);
  }

  /**
   * Obtains the value anew, once for all who ask at the same time. A caller's abort is its own affair: the others go on,
   * and the work stops only when nobody waits any more. An error is answered with the old value while that may be shown.
   */
  async load(
    principal: Principal,
    slot: CacheSlot,
    work: (signal: AbortSignal) => Promise<T>,
    signal: AbortSignal,
  ): Promise<Loaded<T>> {
    try {
      const data = await this.#join(principal, slot, work, signal);
      return { data, at: this.peek(principal, slot)?.at ?? this.#ports.now(), staleBecause: null };
    } catch (error) {
      if (signal.aborted) throw error;
      const held = this.peek(principal, slot);
      const isShowable =
        held !== null && this.#ports.now().getTime() - held.at.getTime() <= this.#options.staleMilliseconds;
      if (!isShowable) throw error;
      return { data: held.data, at: held.at, staleBecause: error };
    }
  }

  endSession(sessionHash: string): void {
    const touched = [...this.#store.entries()].filter(([, envelope]) => envelope.sessions.has(sessionHash));
    for (const [key] of touched) {
      this.#store.delete(key);
      // Work under way may wait for news of what was just dropped, half a minute long: whoever asks now begins anew.
      this.#flights.delete(key);
    }
  }

  #join(
    principal: Principal,
    slot: CacheSlot,
    work: (signal: AbortSignal) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    const key = this.#ports.keyOf(principal.owner, slot);
    const owner = ownerDigest(principal.owner);
    const running = this.#flights.get(key);
    if (running?.owner === owner) return running.join(signal);
    if (running !== undefined) this.#ports.onViolation(slot.source);
    const flight = new Flight<T>(owner, async (flightSignal) => {
      const data = await work(flightSignal);
      const current = this.#flights.get(key);
      // A sign-out elsewhere drops the flight: what it brings still counts, unless somebody began anew meanwhile.
      const isNewest = current === flight || (current === undefined && this.peek(principal, slot) === null);
      if (!flightSignal.aborted && isNewest) this.put(principal, slot, data);
      return data;
    });
    this.#flights.set(key, flight);
    const leave = () => {
      if (this.#flights.get(key) === flight) this.#flights.delete(key);
    };
    flight.onAbandoned = leave;
    flight.result.then(leave, leave);
    return flight.join(signal);
  }
}

/** One piece of work with several who wait for it. */
class Flight<T> {
  /** Whose work it is; nobody else joins it, whatever the key said (S48). */
  readonly owner: string;
  readonly result: Promise<T>;
  onAbandoned: () => void = () => undefined;
  readonly #controller = new AbortController();
  #waiting = 0;

  constructor(owner: string, work: (signal: AbortSignal) => Promise<T>) {
    this.owner = owner;
    this.result = Promise.resolve().then(() => work(this.#controller.signal));
    // Whoever waits gets the error; with nobody waiting it is nobody's.
    this.result.catch(() => undefined);
  }

  async join(signal: AbortSignal): Promise<T> {
    this.#waiting += 1;
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    let isWaiting = true;
    const leave = () => {
      if (!isWaiting) return;
      isWaiting = false;
      this.#waiting -= 1;
      if (this.#waiting > 0 || !signal.aborted) return;
      this.onAbandoned();
      this.#controller.abort(signal.reason);
    };
    // At once, not when the promise settles: whoever asks right after the abort must not join work of an ended session.
    const abort = () => {
      reject(signal.reason);
      leave();
    };
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    try {
      return await Promise.race([this.result, aborted]);
    } finally {
      signal.removeEventListener("abort", abort);
      leave();
    }
  }
}
