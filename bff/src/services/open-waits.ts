/** Calls that wait for news. An orderly end of the process answers them as if there had been none. */
export class OpenWaits {
  readonly #waiting = new Set<AbortController>();
  readonly #random: () => number;
  #isOver = false;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** Null where it was ended here before the answer came. */
  async during<T>(signal: AbortSignal, wait: (signal: AbortSignal) => Promise<T>): Promise<T | null> {
    if (this.#isOver) return null;
    const ending = new AbortController();
    this.#waiting.add(ending);
    try {
      return await wait(AbortSignal.any([signal, ending.signal]));
    } catch (error) {
      if (ending.signal.aborted && !signal.aborted) return null;
      throw error;
    } finally {
      this.#waiting.delete(ending);
    }
  }

  /** Ends them all, and those that would still begin; spread, so that they do not come back elsewhere all at once. */
  end(spreadMilliseconds: number): void {
    this.#isOver = true;
    for (const each of this.#waiting) setTimeout(() => each.abort(), this.#random() * spreadMilliseconds).unref();
  }
}
