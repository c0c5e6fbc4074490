import type { History } from "./history.ts";
import { graceMilliseconds } from "./session-history.ts";

interface Write {
  readonly value: number;
  readonly sentAt: number;
  /** Null while it is unknown whether it holds. */
  ackedAt: number | null;
}

/** How long a write that nobody answered may still come true: it may lie in a process that is stopped. */
const unheardMilliseconds = 60_000;

/** Something that one person overwrites again and again, one write after the other. */
export class Register {
  readonly #history: History;
  readonly #name: string;
  readonly #writes: Write[] = [];
  #last = 0;

  constructor(history: History, name: string) {
    this.#history = history;
    this.#name = name;
  }

  /** The value for the next write. */
  next(): number {
    this.#last += 1;
    return this.#last;
  }

  /** A write is on its way; the answer says how it went. */
  sent(value: number): { readonly acked: () => void; readonly refused: () => void } {
    const write: Write = { value, sentAt: performance.now(), ackedAt: null };
    this.#writes.push(write);
    return {
      acked: () => {
        write.ackedAt = performance.now();
        this.#history.count(`${this.#name}: acknowledged`);
      },
      refused: () => void this.#writes.splice(this.#writes.indexOf(write), 1),
    };
  }

  /**
   * Looks at what was read by a question sent then. `isFresh`: read where it is kept; otherwise from a memory, which may
   * be behind for as long as processes may need to tell each other.
   */
  read(value: number, sentAt: number, isFresh: boolean, matches = (one: number): boolean => one === value): void {
    this.#history.count(`${this.#name}: looked at`);
    const latest = this.#latest(sentAt);
    const superseded = isFresh ? [] : this.#supersededAfter(sentAt - graceMilliseconds, latest);
    // One that came true after the latest acknowledged one holds for as long as nobody overwrites it.
    const unheard = this.#writes.filter(
      ({ ackedAt, sentAt: at }) => ackedAt === null && at + unheardMilliseconds > (latest?.sentAt ?? -Infinity),
    );
    const possible = [latest?.value ?? 0, ...[...superseded, ...unheard].map((write) => write.value)];
    if (!possible.some(matches)) {
      const expected = `${latest?.value ?? 0} was acknowledged`;
      this.#history.breach("P1", `${this.#name} is ${value}, where ${expected}`);
    }
  }

  /** The last write that was acknowledged before. */
  #latest(before: number): Write | undefined {
    return this.#writes.findLast(({ ackedAt }) => ackedAt !== null && ackedAt <= before);
  }

  /** Those that held until a later write was acknowledged after that time; without any, the beginning. */
  #supersededAfter(time: number, latest: Write | undefined): readonly { readonly value: number }[] {
    const acked = this.#writes.filter(({ ackedAt }) => ackedAt !== null);
    const superseded = acked.filter((_, at) => (acked[at + 1]?.ackedAt ?? -Infinity) > time);
    const isYoung = (acked[0]?.ackedAt ?? Infinity) > time;
    return [...superseded, ...(isYoung && latest !== undefined ? [{ value: 0 }] : [])];
  }
}
