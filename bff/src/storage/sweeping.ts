import type { Log } from "#log.ts";
import type { EndedSession } from "./ports/session-store.ts";
import type { Storage } from "./storage.ts";

/** How long is kept what people did in their inboxes, and what the portal told them. */
const historyMilliseconds = 30 * 24 * 3600 * 1000;

/** What regular tidying needs. */
export interface SweepingOptions {
  readonly storage: Pick<Storage, "sessions" | "loginTransactions" | "replays" | "inbox" | "administration">;
  readonly idleSeconds: number;
  /** How long it is kept who answered an announcement, after it is over. */
  readonly proofRetentionSeconds: number;
  /** Tidies up at the tools after sessions that nobody signed out of. */
  readonly onEnded: (ended: readonly EndedSession[]) => void;
  readonly now: () => Date;
  readonly log: Log;
  readonly everyMilliseconds?: number;
}

/**
 * Ends and deletes what is over, every minute and beside other replicas; a failed round is logged and the next one tries again.
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

async function sweepOnce(options: SweepingOptions): Promise<void> {
  const { storage, now, log } = options;
  try {
    const at = now();
    const swept = {
      ended: await endAllOver(options, at),
      sessions: await storage.sessions.sweep(at),
      loginTransactions: await storage.loginTransactions.sweep(at),
      replays: await storage.replays.sweep(at),
      answers: await storage.administration.live.sweep(new Date(at.getTime() - options.proofRetentionSeconds * 1000)),
      inbox: await storage.inbox.sweep(new Date(at.getTime() - historyMilliseconds)),
    };
    log.debug(swept, "What was over was deleted.");
  } catch (error) {
    log.warn({ reason: error instanceof Error ? error.name : "unknown" }, "What is over could not be deleted.");
  }
}

async function endAllOver({ storage, idleSeconds, onEnded }: SweepingOptions, at: Date): Promise<number> {
  let total = 0;
  for (;;) {
    const ended = await storage.sessions.endOver(at, idleSeconds);
    if (ended.length === 0) {
      return total;
    }
    // At once, and not after all of them: what was ended is never found again.
    onEnded(ended);
    total += ended.length;
  }
}
