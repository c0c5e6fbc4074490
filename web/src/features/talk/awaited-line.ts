/** What is done with a line once it is in sight. */
export type OnShown = (line: HTMLElement) => void;

/** After this time nobody waits for a line any more: to be taken there then would only surprise. */
const patienceMilliseconds = 5000;

/** A line that was asked for and that the window will soon show. */
export class AwaitedLine {
  #awaited: { readonly key: string; readonly onShown: OnShown; readonly until: number } | null = null;

  wait(key: string, onShown: OnShown): void {
    this.#awaited = { key, onShown, until: performance.now() + patienceMilliseconds };
  }

  /** The line, once it is there. */
  take(log: HTMLElement): { readonly line: HTMLElement; readonly onShown: OnShown } | null {
    const awaited = this.#awaited;
    if (awaited === null || performance.now() > awaited.until) {
      this.#awaited = null;
      return null;
    }
    const line = lineOf(log, awaited.key);
    if (line === null) {
      return null;
    }
    this.#awaited = null;
    return { line, onShown: awaited.onShown };
  }
}

/** The line of a message, by its key or by the homeserver's id. */
export function lineOf(log: HTMLElement, key: string): HTMLElement | null {
  const name = CSS.escape(key);
  return log.querySelector<HTMLElement>(`[data-id="${name}"], [data-key="${name}"]`);
}
