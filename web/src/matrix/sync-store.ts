import type { ISyncResponse } from "matrix-js-sdk/lib/sync-accumulator.js";
import { MemoryStore } from "matrix-js-sdk/lib/store/memory.js";

/**
 * The store of the client library, in memory alone, which tells of each answer of the sync API once the library has
 * taken it in. What the library makes of counts and timelines is for clients with keys; the answer itself is not.
 */
export class SyncStore extends MemoryStore {
  readonly #onAnswer: (answer: unknown) => void;

  constructor(onAnswer: (answer: unknown) => void) {
    super();
    this.#onAnswer = onAnswer;
  }

  override async setSyncData(answer: ISyncResponse): Promise<void> {
    this.#onAnswer(answer);
  }
}
