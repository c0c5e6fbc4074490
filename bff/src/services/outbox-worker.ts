import type { Log } from "#log.ts";
import type { Bus } from "#storage/ports/bus.ts";

interface OutboxWorkerOptions {
  readonly bus: Pick<Bus, "subscribe">;
  readonly log: Log;
  readonly pollMilliseconds: number;
  /** Carries out what is due. */
  readonly round: () => Promise<void>;
  /** What needs no hurry; once a minute. */
  readonly slowRound: () => Promise<void>;
}

const slowMilliseconds = 60_000;

/** Looks for work again and again, and at once when somebody signed in. One round at a time; a failed one is logged. */
export class OutboxWorker {
  readonly #options: OutboxWorkerOptions;
  #stopListening: (() => void) | null = null;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | null = null;
  #slowAt = Number.NEGATIVE_INFINITY;
  #isKicked = false;
  #isClosed = false;

  constructor(options: OutboxWorkerOptions) {
    this.#options = options;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  start(): void {
    this.#stopListening = this.#options.bus.subscribe((message) => {
      if (message.type === "signed_in") this.#kick();
    });
    this.#kick();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#stopListening?.();
    await this.#round;
  }

  #kick(): void {
    if (this.#isClosed) return;
    if (this.#round !== null) {
      this.#isKicked = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#isKicked = false;
    this.#round = this.#once().finally(() => {
      this.#round = null;
      if (this.#isKicked) this.#kick();
      else if (!this.#isClosed) {
        this.#timer = setTimeout(() => this.#kick(), this.#options.pollMilliseconds);
        this.#timer.unref();
      }
    });
  }

  async #once(): Promise<void> {
    try {
      await this.#options.round();
      if (performance.now() - this.#slowAt >= slowMilliseconds) {
        await this.#options.slowRound();
        this.#slowAt = performance.now();
      }
    } catch (error) {
      const reason = error instanceof Error ? error.name : "unknown";
      this.#options.log.warn({ reason }, "Acts that wait could not be looked for.");
    }
  }
}
