import { BrokenCircuitError, circuitBreaker, CircuitState, CountBreaker, handleWhen } from "cockatiel";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import type { Log } from "#log.ts";
import { OthersFailedError } from "./classify.ts";
import { FailureLog } from "./failure-log.ts";
import type { UpstreamLimits } from "./limits.ts";
import { Places } from "./places.ts";
import { Silence } from "./silence.ts";
import { senderSilent } from "./upload.ts";

/** Kinds of calls by how long they hold a place; none can starve another. */
export type CallKind = "calls" | "relays" | "longPolls" | "streams" | "sockets";

/** Keeps one slow or dead source from costing anything but its own card: bulkhead, breaker, and silence where it was asked for. */
export interface SourceGuard {
  /** Runs a call in a place of its kind and under the breaker; the place is free again afterwards. */
  run<T>(kind: CallKind, lane: string, signal: AbortSignal, call: () => Promise<T>): Promise<T>;
  /** The same for what stays open after it was opened: it holds its place until it gives it back itself. */
  hold<T>(kind: CallKind, lane: string, signal: AbortSignal, open: (giveBack: () => void) => Promise<T>): Promise<T>;
}

/** How one call ended; neither whose it was nor what it was about. */
export interface CallOutcome {
  readonly kind: CallKind;
  readonly milliseconds: number;
  /** Null for one that brought what it should. */
  readonly error: UpstreamError | null;
}

interface GuardOptions {
  readonly source: string;
  readonly limits: UpstreamLimits;
  readonly log: Log;
  readonly now: () => Date;
  readonly random: () => number;
  /** Hears of every call that was made. */
  readonly observe?: ((outcome: CallOutcome) => void) | undefined;
}

/** A call that brought no reply. */
interface Failed {
  readonly kind: CallKind;
  readonly lane: string;
  readonly signal: AbortSignal;
  readonly started: number;
}

const isFaultOfTheSource = (error: unknown) =>
  error instanceof UpstreamError &&
  (error.reason === "unavailable" || error.reason === "timeout") &&
  error.code !== senderSilent &&
  !(error instanceof OthersFailedError);

/** `lane` names whose calls belong together: a person, or all sign-ins, which a tool limits by our address. */
export function createGuard({ source, limits, log, now, random, observe }: GuardOptions): SourceGuard {
  let closedAt = Number.NEGATIVE_INFINITY;
  const breaker = breakerOf(limits);
  breaker.onStateChange((state) => {
    if (state === CircuitState.Open)
      log.warn({ source }, "Calls to a source are suspended because most of them failed.");
    if (state === CircuitState.Closed) {
      closedAt = performance.now();
      log.info({ source }, "A source answers again.");
    }
  });
  // Push is a convenience that often fails alone, at a proxy that does not know it: the calls go on.
  const socketBreaker = breakerOf(limits);
  // A tool that has just come back is not met by everybody at once.
  const share = () => (performance.now() - closedAt) / limits.slowStartMilliseconds;
  const placesOf = (kind: CallKind) => new Places(limits[kind], limits.queueMilliseconds, share);
  const places: Readonly<Record<CallKind, Places>> = {
    calls: placesOf("calls"),
    relays: placesOf("relays"),
    longPolls: placesOf("longPolls"),
    streams: placesOf("streams"),
    sockets: placesOf("sockets"),
  };
  const silence = new Silence(now, random);
  const failures = new FailureLog(source, log, now);

  /** What a call that failed means for the source, before the breaker counts it. */
  function judged(error: unknown, { kind, lane, signal, started }: Failed): unknown {
    if (error instanceof UpstreamError && error.code === senderSilent) return error;
    if (!signal.aborted) {
      silence.heed(lane, error);
      failures.tell(error);
      return error;
    }
    // Impatient people are no proof that a source is well: it has let them wait, or was being tried.
    // An upload takes as long as its bytes take to come, and what a page's own client asks for may be with a server far
    // away: who gives that up was let down by nobody.
    const hasWaited = kind === "calls" && performance.now() - started >= limits.patienceMilliseconds;
    const isCounted = kind !== "longPolls" && (hasWaited || breaker.state === CircuitState.HalfOpen);
    return isCounted ? new UpstreamError("timeout", "Nobody waited any longer for the tool.") : error;
  }

  const hold: SourceGuard["hold"] = async (kind, lane, signal, open) => {
    silence.check(lane);
    // It would be a bad probe: all who wait for what it brings would wait as long as it does.
    if (kind === "longPolls" && breaker.state !== CircuitState.Closed) throw suspended();
    const giveBack = await places[kind].take(lane, signal);
    try {
      // Whoever waited for a place may meanwhile have been told to be quiet.
      silence.check(lane);
      return await (kind === "sockets" ? socketBreaker : breaker).execute(async () => {
        const started = performance.now();
        try {
          const opened = await open(giveBack);
          observe?.({ kind, milliseconds: performance.now() - started, error: null });
          return opened;
        } catch (thrown) {
          const error = judged(thrown, { kind, lane, signal, started });
          const isItsOwn = error instanceof UpstreamError && error.code !== senderSilent;
          if (isItsOwn) observe?.({ kind, milliseconds: performance.now() - started, error });
          throw error;
        }
      }, signal);
    } catch (error) {
      giveBack();
      throw error instanceof BrokenCircuitError ? suspended() : error;
    }
  };

  return {
    hold,
    run: async (kind, lane, signal, call) =>
      hold(kind, lane, signal, async (giveBack) => {
        try {
          return await call();
        } finally {
          giveBack();
        }
      }),
  };
}

function breakerOf(limits: UpstreamLimits) {
  return circuitBreaker(handleWhen(isFaultOfTheSource), {
    halfOpenAfter: limits.breakerOpenMilliseconds,
    breaker: new CountBreaker({ threshold: 0.5, size: limits.breakerCalls }),
  });
}

const suspended = () => new UpstreamError("unavailable", "The source is suspended.", { code: "suspended" });
