import type { EventStream } from "./event-stream.ts";

/** The open streams, found by whose they are: an event of one person must not cost a look at everybody's. */
export class OpenStreams {
  readonly #all = new Set<EventStream>();
  readonly #byOwner = new Map<string, Set<EventStream>>();
  readonly #bySession = new Map<string, Set<EventStream>>();

  get size(): number {
    return this.#all.size;
  }

  add(stream: EventStream): void {
    this.#all.add(stream);
    put(this.#byOwner, stream.owner, stream);
    put(this.#bySession, stream.sessionHash, stream);
  }

  delete(stream: EventStream): void {
    this.#all.delete(stream);
    take(this.#byOwner, stream.owner, stream);
    take(this.#bySession, stream.sessionHash, stream);
  }

  ofOwner(owner: string): ReadonlySet<EventStream> {
    return this.#byOwner.get(owner) ?? none;
  }

  ofSession(sessionHash: string): ReadonlySet<EventStream> {
    return this.#bySession.get(sessionHash) ?? none;
  }

  [Symbol.iterator](): Iterator<EventStream> {
    return this.#all[Symbol.iterator]();
  }
}

const none: ReadonlySet<EventStream> = new Set();

function put(map: Map<string, Set<EventStream>>, key: string, stream: EventStream): void {
  const set = map.get(key);
  if (set === undefined) map.set(key, new Set([stream]));
  else set.add(stream);
}

function take(map: Map<string, Set<EventStream>>, key: string, stream: EventStream): void {
  const set = map.get(key);
  set?.delete(stream);
  if (set?.size === 0) map.delete(key);
}
