import type { SourceState } from "@pforte/shared/contract/source-outcome";
import type { ChatPhase, Readable } from "./model.ts";
import { createCell, isSame } from "./readable.ts";

export interface LineOptions {
  readonly now: () => number;
  readonly isOnline: () => boolean;
  /** Between 0 and 1; spreads pages that lost the same homeserver. */
  readonly random: () => number;
}

/** How this page stands to its homeserver, and when it is asked again. */
export interface Line {
  readonly phase: Readable<ChatPhase>;
  /** An answer of the homeserver was taken in. */
  live(): void;
  /** The way is lost: waits until the next attempt is due, asked for, or the signal ends it. */
  lost(signal: AbortSignal): Promise<void>;
  /** The homeserver asked for a pause. */
  throttled(milliseconds: number, signal: AbortSignal): Promise<void>;
  close(outcome: SourceState): void;
  /** Starts anew after it was closed. */
  open(): void;
  /** Ends a pause between attempts. */
  retry(): void;
  /** The browser has gained or lost its network. */
  networkChanged(): void;
  /** Hears when attempts are wanted at once. */
  readonly onRetry: (listener: () => void) => () => void;
}

const longestPause = 30_000;

/** Waits until the time is over, `waiting` is told to go on, or the signal ends it. */
function pause(milliseconds: number, signal: AbortSignal, waiting: Set<() => void>): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      waiting.delete(end);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    waiting.add(end);
    signal.addEventListener("abort", end);
    if (signal.aborted) {
      end();
    }
  });
}

export function createLine({ now, isOnline, random }: LineOptions): Line {
  const phase = createCell<ChatPhase>({ kind: "connecting", since: now() });
  const waiting = new Set<() => void>();
  const listeners = new Set<() => void>();
  let attempts = 0;

  /** Only what is open changes by itself. */
  const become = (next: ChatPhase): void => {
    if (phase.get().kind !== "closed" && !isSame(phase.get(), next)) {
      phase.set(next);
    }
  };
  const reconnecting = (): void => {
    const before = phase.get();
    const since = before.kind === "reconnecting" ? before.since : now();
    become({ kind: "reconnecting", since, isOffline: !isOnline() });
  };
  const retry = (): void => {
    attempts = 0;
    for (const goOn of [...waiting, ...listeners]) {
      goOn();
    }
  };
  return {
    phase,
    live: () => {
      attempts = 0;
      become({ kind: "live" });
    },
    lost: async (signal) => {
      reconnecting();
      const milliseconds = Math.min(longestPause, 1000 * 2 ** attempts) * (0.75 + random() / 2);
      attempts += 1;
      await pause(milliseconds, signal, waiting);
    },
    throttled: async (milliseconds, signal) => {
      become({ kind: "throttled", until: now() + milliseconds });
      await pause(milliseconds, signal, waiting);
    },
    close: (outcome) => phase.set({ kind: "closed", outcome }),
    open: () => {
      attempts = 0;
      phase.set({ kind: "connecting", since: now() });
    },
    retry,
    networkChanged: () => {
      if (!isOnline()) {
        reconnecting();
        return;
      }
      if (phase.get().kind === "reconnecting") {
        reconnecting();
      }
      retry();
    },
    onRetry: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
