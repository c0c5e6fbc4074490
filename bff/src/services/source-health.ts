import type { SourceHealth } from "@pforte/shared/contract/admin-sources";
import type { CallOutcome } from "#upstream/guard.ts";

interface Known {
  lastSuccessAt: Date | null;
  lastFailure: { readonly at: Date; readonly reason: string; readonly status: number | null } | null;
  /** Milliseconds of the newest calls; a ring. */
  readonly latencies: number[];
  next: number;
}

const mostLatencies = 100;

/** What a tool says about one person or one thing is no fault of the source. */
const ownReasons: ReadonlySet<string> = new Set(["forbidden", "not_found", "conflict", "rate_limited"]);

/** How sources do at this replica, over all people and without anybody's content: times and reasons, nothing else. */
export class SourceHealthBook {
  readonly #now: () => Date;
  readonly #known = new Map<string, Known>();

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** Begins anew for a source that was just connected, and returns what is to be told of its calls. */
  observe(key: string): (outcome: CallOutcome) => void {
    const known: Known = { lastSuccessAt: null, lastFailure: null, latencies: [], next: 0 };
    this.#known.set(key, known);
    return (outcome) => this.#note(known, outcome);
  }

  /** What is known of a source that is in force and can be called. */
  of(key: string): Omit<SourceHealth, "key"> {
    const { lastSuccessAt = null, lastFailure = null, latencies = [] } = this.#known.get(key) ?? {};
    return {
      state: stateOf(lastSuccessAt, lastFailure?.at ?? null),
      lastSuccessAt: lastSuccessAt?.toISOString() ?? null,
      lastFailure: lastFailure === null ? null : { ...lastFailure, at: lastFailure.at.toISOString() },
      latency: latencies.length === 0 ? null : latencyOf(latencies),
    };
  }

  #note(known: Known, { kind, milliseconds, error }: CallOutcome): void {
    // Push channels often fail alone, at a proxy that does not know them, and say nothing of the calls.
    if (kind === "sockets") return;
    if (error === null || ownReasons.has(error.reason)) known.lastSuccessAt = this.#now();
    else known.lastFailure = { at: this.#now(), reason: error.reason, status: error.status };
    // The others take as long as their bytes or their news.
    if (kind !== "calls") return;
    known.latencies[known.next] = milliseconds;
    known.next = (known.next + 1) % mostLatencies;
  }
}

function stateOf(success: Date | null, failure: Date | null): "ok" | "failing" | "unused" {
  if (failure === null) return success === null ? "unused" : "ok";
  return success === null || success < failure ? "failing" : "ok";
}

function latencyOf(latencies: readonly number[]): NonNullable<SourceHealth["latency"]> {
  const sorted = latencies.toSorted((one, other) => one - other);
  const at = (share: number) => Math.round(sorted[Math.ceil(share * sorted.length) - 1] ?? 0);
  return { median: at(0.5), p95: at(0.95), calls: sorted.length };
}
