/** Work that outlives the request that began it, but not the session that it is done for. */
export class SessionWork {
  readonly #running = new Map<string, Set<AbortController>>();

  async run<T>(sessionHash: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const all = this.#running.get(sessionHash) ?? new Set();
    this.#running.set(sessionHash, all.add(controller));
    try {
      return await work(controller.signal);
    } finally {
      all.delete(controller);
      if (all.size === 0 && this.#running.get(sessionHash) === all) this.#running.delete(sessionHash);
    }
  }

  endSession(sessionHash: string): void {
    for (const controller of this.#running.get(sessionHash) ?? []) controller.abort(ended());
    this.#running.delete(sessionHash);
  }

  close(): void {
    for (const sessionHash of this.#running.keys()) this.endSession(sessionHash);
  }
}

const ended = () => new DOMException("The session is over.", "AbortError");
