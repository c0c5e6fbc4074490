import { UpstreamError } from "#connectors/kit/upstream-error.ts";

/** How often tools are asked, in milliseconds. Each pause is shortened at random by up to a tenth, so that people drift apart. */
export interface WatchTimes {
  /** Right after something changed, more is likely. */
  readonly busy: number;
  readonly visible: number;
  readonly hidden: number;
  /** While the tool itself says what changed. */
  readonly pushed: number;
  /** Whether a tool that offers no push does so by now. */
  readonly offered: number;
  readonly firstFailure: number;
  readonly longestFailure: number;
  /** Looking for a token that the person may bring at any moment costs the tool nothing. */
  readonly signIn: number;
  /** A right that is missing now is not there a second later. */
  readonly refused: number;
  /** Between two reads of one list that push asks for. */
  readonly betweenPushes: number;
}

export const watchTimes: WatchTimes = {
  busy: 10_000,
  visible: 25_000,
  hidden: 120_000,
  pushed: 300_000,
  offered: 600_000,
  firstFailure: 1000,
  longestFailure: 12_000,
  signIn: 5000,
  refused: 60_000,
  betweenPushes: 1000,
};

/** The pauses of one person's loops, which somebody who comes back to the page ends. */
export class WatchPace {
  readonly times: WatchTimes;
  isHidden = false;
  readonly #random: () => number;
  readonly #sleepers = new Set<() => void>();

  constructor(times: WatchTimes, random: () => number) {
    this.times = times;
    this.#random = random;
  }

  /** Ends all pauses of this person. */
  poke(): void {
    for (const wake of this.#sleepers) wake();
  }

  async sleep(milliseconds: number, signal: AbortSignal, nap: Nap = new Nap()): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, milliseconds * (1 - 0.1 * this.#random()));
    const stop = () => resolve();
    signal.addEventListener("abort", stop, { once: true });
    this.#sleepers.add(resolve);
    nap.begin(resolve);
    if (signal.aborted) resolve();
    await promise;
    nap.end();
    clearTimeout(timer);
    // The signal outlives thousands of pauses.
    signal.removeEventListener("abort", stop);
    this.#sleepers.delete(resolve);
  }

  /** How long to leave a source alone after so many failures in a row. */
  afterFailure(failures: number, error: UpstreamError): number {
    const asked = (error.retryAfterSeconds ?? 0) * 1000;
    if (error.code === "needs_sign_in") return Math.max(asked, this.times.signIn);
    // Jitter only shortens; what the tool asked for is kept by asking a tenth later.
    return Math.max(asked / 0.9, isRefused(error) ? this.times.refused : this.#backoff(failures));
  }

  #backoff(failures: number): number {
    const longest = this.isHidden ? this.times.hidden : this.times.longestFailure;
    return Math.min(this.times.firstFailure * 2 ** (failures - 1), longest);
  }
}

/** One loop's pause, which whoever has news for this loop ends; news that comes while it is awake counts as well. */
export class Nap {
  #wake: (() => void) | null = null;
  #hasNews = false;

  disturb(): void {
    this.#hasNews = true;
    this.#wake?.();
  }

  begin(wake: () => void): void {
    this.#wake = wake;
    if (this.#hasNews) wake();
  }

  end(): void {
    this.#wake = null;
  }

  /** What came until now is looked at now. */
  heed(): void {
    this.#hasNews = false;
  }
}

function isRefused(error: UpstreamError): boolean {
  return error.reason === "forbidden" || error.reason === "not_found" || error.code === "ended";
}

/** Two failures that say the same to a person are one problem, however the tool happens to be away. */
export function problemOf({ reason, code }: UpstreamError): string {
  return reason === "unavailable" || reason === "timeout" ? "away" : `${reason} ${code ?? ""}`;
}

/** The error as one of a source, whatever was thrown. */
export function asUpstreamError(error: unknown): UpstreamError {
  if (error instanceof UpstreamError) return error;
  return new UpstreamError("bad_response", "The tool's answer could not be used.", { cause: error });
}
