import type { Log } from "#log.ts";
import type { Storage } from "./storage.ts";

/** What regular tidying needs. */
export interface SweepingOptions {
  readonly storage: Pick<Storage, "sessions" | "loginTransactions" | "replays">;
  readonly idleSeconds: number;
  readonly now: () => Date;
  readonly log: Log;
  readonly everyMilliseconds?: number;
}

/**
 * Deletes what is over, every minute and beside other replicas; a failed round is logged and the next one tries again.
 * Returns the way to stop, which waits for a round that is under way.
 */
export function startSweeping(options: SweepingOptions): () => Promise<void> {
  const { everyMilliseconds = 60_000 } = options;
  let round: Promise<void> = Promise.resolve();
  let isBusy = false;
  const timer = setInterval(() => {
    if (isBusy) {
      return;
    }
    isBusy = true;
    round = sweepOnce(options).finally(() => {
      isBusy = false;
    });
  }, everyMilliseconds);
  // Tidying alone is no reason to keep a process alive.
  timer.unref();
  return async () => {
    clearInterval(timer);
    await round;
  };
}

async function sweepOnce({ storage, idleSeconds, now, log }: SweepingOptions): Promise<void> {
  try {
    const at = now();
    const swept = {
      sessions: await storage.sessions.sweep(at, idleSeconds),
      loginTransactions: await storage.loginTransactions.sweep(at),
      replays: await storage.replays.sweep(at),
    };
    log.debug(swept, "What was over was deleted.");
  } catch (error) {
    log.warn({ reason: error instanceof Error ? error.name : "unknown" }, "What is over could not be deleted.");
  }
}
