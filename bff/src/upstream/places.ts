import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import type { PlaceLimits } from "./limits.ts";

interface Waiting {
  readonly lane: string;
  readonly enter: () => void;
}

/**
 * A bulkhead: so many at a time in all and of one lane, and a short queue before it. Whoever waits is let in by turn, but
 * a lane that is full does not hold up the lanes behind it.
 */
export class Places {
  readonly #limits: PlaceLimits;
  readonly #queueMilliseconds: number;
  readonly #share: () => number;
  readonly #taken = new Map<string, number>();
  readonly #queue = new Set<Waiting>();
  #inAll = 0;

  /** `share` of all places that may be used now, from 0 to 1; a few may always. */
  constructor(limits: PlaceLimits, queueMilliseconds: number, share: () => number = () => 1) {
    this.#limits = limits;
    this.#queueMilliseconds = queueMilliseconds;
    this.#share = share;
  }

  /** Brings the way to give the place back; giving it back twice is the same as once. */
  async take(lane: string, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (!this.#hasRoom(lane)) await this.#wait(lane, signal);
    else this.#enter(lane);
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      this.#leave(lane);
    };
  }

  #hasRoom(lane: string): boolean {
    return this.#hasRoomInAll() && (this.#taken.get(lane) ?? 0) < this.#limits.perLane;
  }

  #hasRoomInAll(): boolean {
    const { inAll } = this.#limits;
    return this.#inAll < Math.min(inAll, Math.max(2, Math.ceil(inAll * this.#share())));
  }

  #enter(lane: string): void {
    this.#inAll += 1;
    this.#taken.set(lane, (this.#taken.get(lane) ?? 0) + 1);
  }

  #leave(lane: string): void {
    this.#inAll -= 1;
    const left = (this.#taken.get(lane) ?? 1) - 1;
    if (left <= 0) this.#taken.delete(lane);
    else this.#taken.set(lane, left);
    for (const waiting of this.#queue) {
      if (!this.#hasRoomInAll()) return;
      if (this.#hasRoom(waiting.lane)) waiting.enter();
    }
  }

  #wait(lane: string, signal: AbortSignal): Promise<void> {
    const ofLane = [...this.#queue].filter((waiting) => waiting.lane === lane).length;
    if ((this.#taken.get(lane) ?? 0) >= this.#limits.perLane && ofLane >= this.#limits.queuedPerLane) {
      throw new UpstreamError("rate_limited", "Too many calls of one person at once.", { retryAfterSeconds: 1 });
    }
    if (this.#queue.size >= this.#limits.queued) throw busy();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = () => {
      this.#queue.delete(waiting);
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
    };
    const abort = () => {
      leave();
      reject(signal.reason);
    };
    const waiting: Waiting = {
      lane,
      enter: () => {
        leave();
        this.#enter(lane);
        resolve();
      },
    };
    const timer = setTimeout(() => {
      leave();
      reject(busy());
    }, this.#queueMilliseconds);
    signal.addEventListener("abort", abort, { once: true });
    this.#queue.add(waiting);
    return promise;
  }
}

const busy = () => new UpstreamError("unavailable", "The source is busy.", { code: "busy" });
