import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  circuitBreaker,
  CircuitState,
  CountBreaker,
  handleWhen,
} from "cockatiel";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import type { Log } from "#log.ts";
import type { UpstreamLimits } from "./limits.ts";

/** Keeps one slow or dead source from costing anything but its own card: bulkhead, breaker, and silence where it was asked for. */
export interface SourceGuard {
  /** Runs a call under the bulkhead and the breaker; a long poll holds no place of the bulkhead. */
  run<T>(lane: string, isLongPoll: boolean, signal: AbortSignal, call: () => Promise<T>): Promise<T>;
}

const isFaultOfTheSource = (error: unknown) =>
  error instanceof UpstreamError && (error.reason === "unavailable" || error.reason === "timeout");

/** `lane` names whose calls belong together: a person, or all sign-ins, which a tool limits by our address. */
export function createGuard(source: string, limits: UpstreamLimits, log: Log, now: () => Date): SourceGuard {
  const places = bulkhead(limits.inFlight, limits.queued);
  const breaker = circuitBreaker(handleWhen(isFaultOfTheSource), {
    halfOpenAfter: limits.breakerOpenMilliseconds,
    breaker: new CountBreaker({ threshold: 0.5, size: limits.breakerCalls }),
  });
  breaker.onStateChange((state) => {
    if (state === CircuitState.Open)
      log.warn({ source }, "Calls to a source are suspended because most of them failed.");
    if (state === CircuitState.Closed) log.info({ source }, "A source answers again.");
  });
  const lanes = new Lanes(limits.inFlightPerLane, now);

  return {
    async run(lane, isLongPoll, signal, call) {
      lanes.enter(lane);
      try {
        return await (isLongPoll
          ? breaker.execute(call, signal)
          : places.execute(() => breaker.execute(call, signal), signal));
      } catch (error) {
        const known = known429(error);
        if (known !== null) lanes.silence(lane, known);
        throw ownError(error);
      } finally {
        lanes.leave(lane);
      }
    },
  };
}

function known429(error: unknown): number | null {
  return error instanceof UpstreamError && error.reason === "rate_limited" ? (error.retryAfterSeconds ?? 5) : null;
}

function ownError(error: unknown): unknown {
  if (error instanceof BrokenCircuitError)
    return new UpstreamError("unavailable", "The source is suspended.", { code: "suspended" });
  if (error instanceof BulkheadRejectedError)
    return new UpstreamError("unavailable", "The source is busy.", { code: "busy" });
  return error;
}

/** How many calls each lane has in flight, and until when it must be quiet. Empty lanes are forgotten. */
class Lanes {
  readonly #limit: number;
  readonly #now: () => Date;
  readonly #inFlight = new Map<string, number>();
  readonly #quietUntil = new Map<string, number>();

  constructor(limit: number, now: () => Date) {
    this.#limit = limit;
    this.#now = now;
  }

  enter(lane: string): void {
    const at = this.#now().getTime();
    const until = this.#quietUntil.get(lane);
    if (until !== undefined && until > at) {
      throw new UpstreamError("rate_limited", "The tool asked to wait.", {
        retryAfterSeconds: Math.ceil((until - at) / 1000),
      });
    }
    this.#quietUntil.delete(lane);
    const count = this.#inFlight.get(lane) ?? 0;
    if (count >= this.#limit) {
      throw new UpstreamError("rate_limited", "Too many calls of one person at once.", { retryAfterSeconds: 1 });
    }
    this.#inFlight.set(lane, count + 1);
  }

  leave(lane: string): void {
    const count = (this.#inFlight.get(lane) ?? 1) - 1;
    if (count <= 0) this.#inFlight.delete(lane);
    else this.#inFlight.set(lane, count);
  }

  silence(lane: string, seconds: number): void {
    const at = this.#now().getTime();
    if (this.#quietUntil.size > 10_000) {
      for (const [name, until] of this.#quietUntil) if (until <= at) this.#quietUntil.delete(name);
    }
    this.#quietUntil.set(lane, at + seconds * 1000);
  }
}
