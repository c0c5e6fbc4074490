import { UpstreamError } from "#connectors/kit/upstream-error.ts";

const defaultSeconds = 5;
/** A source that is closed for everybody is asked again after a minute at the latest, so that nobody looks at an old page for long. */
const longestClosedSeconds = 60;
/** All who were told to wait until the same moment come back spread over this share of the wait. */
const jitter = 0.1;

/** Keeps the silence that a tool asked for by `Retry-After`: of one lane after a 429, of all after a 503. */
export class Silence {
  readonly #now: () => Date;
  readonly #random: () => number;
  readonly #quietUntil = new Map<string, number>();
  #closedUntil = 0;

  constructor(now: () => Date, random: () => number) {
    this.#now = now;
    this.#random = random;
  }

  /** Throws while it lasts. */
  check(lane: string): void {
    const at = this.#now().getTime();
    if (this.#closedUntil > at) {
      throw new UpstreamError("unavailable", "The tool asked everybody to wait.", {
        code: "suspended",
        retryAfterSeconds: secondsUntil(this.#closedUntil, at),
      });
    }
    const until = this.#quietUntil.get(lane) ?? 0;
    if (until > at) {
      throw new UpstreamError("rate_limited", "The tool asked to wait.", {
        retryAfterSeconds: secondsUntil(until, at),
      });
    }
    this.#quietUntil.delete(lane);
  }

  /** Takes note of what a call brought. What `check` itself threw must not come here: it would renew itself for ever. */
  heed(lane: string, error: unknown): void {
    if (!(error instanceof UpstreamError)) return;
    const at = this.#now().getTime();
    if (error.reason === "rate_limited") {
      this.#forgetOld(at);
      this.#quietUntil.set(lane, at + this.#spread(error.retryAfterSeconds ?? defaultSeconds));
    } else if (error.status === 503 && error.retryAfterSeconds !== null) {
      this.#closedUntil = at + this.#spread(Math.min(error.retryAfterSeconds, longestClosedSeconds));
    }
  }

  #spread(seconds: number): number {
    return seconds * 1000 * (1 + this.#random() * jitter);
  }

  #forgetOld(at: number): void {
    if (this.#quietUntil.size <= 10_000) return;
    for (const [name, until] of this.#quietUntil) if (until <= at) this.#quietUntil.delete(name);
  }
}

const secondsUntil = (until: number, at: number) => Math.ceil((until - at) / 1000);
