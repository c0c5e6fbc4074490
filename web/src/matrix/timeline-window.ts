import type { RawEvent } from "./raw-event.ts";
import { withRedactions, type Batch } from "./room-memory.ts";

/** How many events a window holds before it lets go of batches at its far side. */
export const longestWindow = 200;

/** A stretch of a room's timeline: neighbouring batches, oldest first. Each event is in it once. */
export class TimelineWindow {
  #batches: readonly Batch[];
  #ids: ReadonlySet<string>;
  #isAtEnd: boolean;

  constructor(batches: readonly Batch[], isAtEnd: boolean) {
    this.#batches = batches;
    this.#isAtEnd = isAtEnd;
    this.#ids = idsOf(batches);
  }

  get events(): readonly RawEvent[] {
    return this.#batches.flatMap(({ events }) => events);
  }

  /** From where older events are asked for; `null` where there are none. */
  get before(): string | null {
    return this.#batches[0]?.before ?? null;
  }

  get after(): string | null {
    return this.#isAtEnd ? null : (this.#batches.at(-1)?.after ?? null);
  }

  /** Whether what arrives next follows it. */
  get isAtEnd(): boolean {
    return this.#isAtEnd;
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  find(id: string): RawEvent | null {
    return this.has(id) ? (this.events.find((event) => event.id === id) ?? null) : null;
  }

  /** Takes in what arrived live and follows the newest; a window elsewhere stays where it is. */
  arrive(batch: Batch): void {
    if (this.#isAtEnd) {
      this.#add([...this.#batches, this.#without(batch)], "start");
    } else {
      this.removeRedacted(batch.events);
    }
  }

  /** Removes what these events remove. */
  removeRedacted(events: readonly RawEvent[]): void {
    this.#replace(withRedactions(this.#batches, events));
  }

  addOlder(batch: Batch): void {
    this.#add([this.#without(batch), ...this.#batches], "end");
  }

  /** Adds what follows; `isEnd`: nothing follows that. */
  addNewer(batch: Batch, isEnd: boolean): void {
    this.#isAtEnd = isEnd;
    this.#add([...this.#batches, this.#without(batch)], "start");
  }

  #without(batch: Batch): Batch {
    const events = batch.events.filter(({ id }) => !this.#ids.has(id));
    return events.length === batch.events.length ? batch : { ...batch, events };
  }

  #add(batches: readonly Batch[], shortenAt: "start" | "end"): void {
    const all = withRedactions(batches);
    let count = all.reduce((sum, { events }) => sum + events.length, 0);
    let [from, to] = [0, all.length];
    while (to - from > 1) {
      const far = all[shortenAt === "start" ? from : to - 1];
      if (far === undefined || count - far.events.length < longestWindow) {
        break;
      }
      count -= far.events.length;
      if (shortenAt === "start") {
        from += 1;
      } else {
        to -= 1;
        this.#isAtEnd = false;
      }
    }
    this.#replace(all.slice(from, to));
  }

  #replace(batches: readonly Batch[]): void {
    this.#batches = batches;
    this.#ids = idsOf(batches);
  }
}

function idsOf(batches: readonly Batch[]): ReadonlySet<string> {
  return new Set(batches.flatMap(({ events }) => events.map(({ id }) => id)));
}
