import { totalmem } from "node:os";
import { getHeapStatistics } from "node:v8";

/** What this process is short of. */
export type Shortage = "time" | "memory";

/** Where the figures come from; a test brings its own. */
export interface Readings {
  /** Milliseconds that only go forward. */
  readonly clock: () => number;
  /** The fuller of what this process may have: its container, its heap. From 0 to 1. */
  readonly memoryShare: () => number;
}

const lookMilliseconds = 100;
const memoryEveryLooks = 5;
/** So late that whoever asks now would wait for those before them. */
const lateMilliseconds = 1000;
/** After a pause, such as of a whole virtual machine, the process is judged by what comes next. */
const longestLateMilliseconds = 2000;
const fullShare = 0.85;
/** What was full is so until there is some room again: else streams would be let in by turns, and turned away. */
const emptyShare = 0.8;

/** Watches how late the event loop is and how full the memory: the two of which a process dies under load. */
export class PressureGauge {
  readonly #readings: Readings;
  #lookedAt: number;
  #late = 0;
  #isFull: boolean;
  #looks = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(readings: Readings = processReadings()) {
    this.#readings = readings;
    this.#lookedAt = readings.clock();
    this.#isFull = readings.memoryShare() >= fullShare;
  }

  start(): void {
    this.#lookedAt = this.#readings.clock();
    this.#timer = setInterval(() => this.look(), lookMilliseconds).unref();
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  /** One look: how much later than planned it comes tells how late everything else is. */
  look(): void {
    const at = this.#readings.clock();
    const late = Math.min(longestLateMilliseconds, at - this.#lookedAt - lookMilliseconds);
    this.#lookedAt = at;
    // Half of what was before stays, so that one good round between two bad ones does not open the gates.
    this.#late = Math.max(late, this.#late / 2);
    this.#looks += 1;
    if (this.#looks % memoryEveryLooks === 0) {
      this.#isFull = this.#readings.memoryShare() >= (this.#isFull ? emptyShare : fullShare);
    }
  }

  shortage(): Shortage | null {
    if (this.#isFull) return "memory";
    return this.#late >= lateMilliseconds ? "time" : null;
  }
}

function processReadings(): Readings {
  // Node reports the limit of the container (cgroup), or a figure beyond all memory where there is none.
  const limit = Math.min(process.constrainedMemory() || Number.POSITIVE_INFINITY, totalmem());
  return {
    clock: () => performance.now(),
    memoryShare() {
      const { used_heap_size: used, heap_size_limit: most } = getHeapStatistics();
      return Math.max(used / most, process.memoryUsage.rss() / limit);
    },
  };
}
