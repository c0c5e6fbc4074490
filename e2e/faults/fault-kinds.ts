import { between, type Random } from "./random.ts";

/** What breaks. Of faults that overlap, each is in a group of its own. */
export type FaultGroup = "database" | "provider" | "process" | "tool";

interface FaultFacts {
  readonly group: FaultGroup;
  /** Rows of the table of faults that it provokes. */
  readonly rows: readonly string[];
  /** A refresh under way may fail or stay unheard, so that another soon follows. */
  readonly breaksRefreshes?: true;
  /** How long it lasts, seconds, where that is not the usual. */
  readonly seconds?: readonly [least: number, most: number];
}

/** Every fault of the runner. */
export const faultKinds = {
  "database restarted in order": { group: "database", rows: ["F20"], breaksRefreshes: true },
  "database restarted at once": { group: "database", rows: ["F20"], breaksRefreshes: true },
  "database killed": { group: "database", rows: ["F20"], breaksRefreshes: true },
  "database read-only": { group: "database", rows: ["F21"], breaksRefreshes: true },
  "database hangs": { group: "database", rows: ["F22"], breaksRefreshes: true },
  "database takes nobody new": { group: "database", rows: ["F22"], breaksRefreshes: true },
  "database out of connections": { group: "database", rows: ["F22"], breaksRefreshes: true },
  "database table locked": { group: "database", rows: ["F22"], breaksRefreshes: true },
  "database deadlock": { group: "database", rows: ["F23"] },
  "database connections cut": { group: "database", rows: ["F20"], breaksRefreshes: true },
  "database behind a black hole": { group: "database", rows: ["F22"], breaksRefreshes: true },
  "database far away": { group: "database", rows: ["F2"] },
  "provider paused": { group: "provider", rows: ["F10"], breaksRefreshes: true },
  "provider down, tokens expired": { group: "provider", rows: ["F11"], breaksRefreshes: true, seconds: [6, 8] },
  "provider behind a black hole": { group: "provider", rows: ["F11"], breaksRefreshes: true },
  "provider far away": { group: "provider", rows: ["F2"] },
  "provider answers held": { group: "provider", rows: ["F14"], seconds: [4, 6] },
  "provider answers lost": { group: "provider", rows: ["F15"], breaksRefreshes: true },
  "provider answers lost, with rotation": {
    group: "provider",
    rows: ["F15"],
    breaksRefreshes: true,
    seconds: [5, 7],
  },
  "provider rotates refresh tokens": { group: "provider", rows: ["S13"], seconds: [5, 7] },
  "provider has new keys": { group: "provider", rows: ["F13"], seconds: [1, 2] },
  "portal stopped": { group: "process", rows: ["F33"] },
  "portal killed": { group: "process", rows: ["F24"], seconds: [1, 2] },
  "tool behind a black hole": { group: "tool", rows: ["F1", "F4"] },
  "tool far away": { group: "tool", rows: ["F2"] },
  "tool answers cut": { group: "tool", rows: ["F3"] },
  "tool resets": { group: "tool", rows: ["F3"] },
} as const satisfies Readonly<Record<string, FaultFacts>>;

export type FaultKind = keyof typeof faultKinds;

export const factsOf = (kind: FaultKind): FaultFacts => faultKinds[kind];

// The keys of the constant are exactly its kinds.
export const allFaults = Object.keys(faultKinds) as readonly FaultKind[];

/** One fault of a schedule. All that is chosen about it is chosen when it is drawn. */
export interface Fault {
  readonly kind: FaultKind;
  /** Seconds since the start. */
  readonly at: number;
  readonly seconds: number;
  /** Which of several replicas or tools it meets. */
  readonly which: number;
  /** How much, where it has a size: bytes until a cut, milliseconds of a delay. */
  readonly size: number;
}

/** Draws what is open about a fault. */
export function drawFault(random: Random, kind: FaultKind, at: number): Fault {
  const [least, most] = factsOf(kind).seconds ?? [2, 4];
  const seconds = least + random() * (most - least);
  return {
    kind,
    at: rounded(at),
    seconds: rounded(seconds),
    which: between(random, 0, 5),
    size: between(random, 20, 900),
  };
}

const rounded = (seconds: number): number => Math.round(seconds * 10) / 10;
