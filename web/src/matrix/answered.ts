import type { Desk } from "./desk.ts";
import { path } from "./matrix-call.ts";
import { rawEvent, type RawEvent } from "./raw-event.ts";

/** Messages that are answered and not in the window: each is asked for once, one after the other. */
export class Answered {
  readonly #room: string;
  readonly #desk: Desk;
  readonly #signal: AbortSignal;
  readonly #onChange: () => void;
  readonly #known = new Map<string, RawEvent | null>();
  #last: Promise<void> = Promise.resolve();

  constructor(room: string, desk: Desk, signal: AbortSignal, onChange: () => void) {
    this.#room = room;
    this.#desk = desk;
    this.#signal = signal;
    this.#onChange = onChange;
  }

  /** The message as far as it is known; asks for it otherwise. */
  get(id: string): RawEvent | null {
    const known = this.#known.get(id);
    if (known === undefined) {
      this.#known.set(id, null);
      this.#last = this.#last.then(() => this.#load(id));
    }
    return known ?? null;
  }

  async #load(id: string): Promise<void> {
    if (this.#signal.aborted) {
      return;
    }
    try {
      const answer = await this.#desk.ask({
        path: path`/v3/rooms/${this.#room}/event/${id}`,
        signal: this.#signal,
      });
      this.#known.set(id, rawEvent(answer));
      this.#onChange();
    } catch {
      // The answer is shown without what it answers, as where the person may not see that.
    }
  }
}
