/** What must be stopped, last started first; a part that fails to stop does not keep the others running. */
export class Stack {
  readonly #stops: (() => Promise<unknown> | void)[] = [];

  push(stop: () => Promise<unknown> | void): void {
    this.#stops.push(stop);
  }

  async unwind(): Promise<void> {
    for (let stop = this.#stops.pop(); stop !== undefined; stop = this.#stops.pop()) {
      await Promise.resolve(stop()).catch(() => undefined);
    }
  }
}
