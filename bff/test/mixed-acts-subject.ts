import { setTimeout as sleep } from "node:timers/promises";

/** One object, and what the last acknowledged act on it means for its state in the end. */
export interface Subject {
  readonly name: string;
  /** Acts once, until it is acknowledged. */
  act(): Promise<void>;
  /** What is wrong in the end; nothing is right. */
  problems(): Promise<readonly string[]>;
}

/** Repeats until it is acknowledged, as a page does that hears nothing. */
export async function acknowledged<Reply>(ask: () => Promise<Reply>): Promise<Reply> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (tries === 80) throw error;
      await sleep(100 + 20 * tries);
    }
  }
}
