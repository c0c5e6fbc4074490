import type { Weather } from "./weather.ts";

/** What is promised, and by which name a breach of it is told. */
export type PromiseName =
  /** Nothing acknowledged is lost or done twice. */
  | "P1"
  /** What is over stays over. */
  | "P5"
  /** Nobody is given what is another's. */
  | "P6"
  /** One refresh at a time, and none loses the session. */
  | "S13"
  /** Trouble is answered clearly and in time. */
  | "S22"
  | "F10"
  | "F11"
  | "F14"
  | "F15"
  | "F20"
  | "F21"
  | "F22"
  | "F23";

export interface Violation {
  readonly promise: PromiseName;
  /** Seconds since the start. */
  readonly at: number;
  readonly text: string;
}

/** All that a run found, and how much it looked at: a look at nothing proves nothing. */
export class History {
  readonly violations: Violation[] = [];
  readonly counts = new Map<string, number>();
  readonly weather: Weather;
  #begin = performance.now();

  constructor(weather: Weather) {
    this.weather = weather;
  }

  /** From now on seconds are counted. */
  begin(): void {
    this.#begin = performance.now();
  }

  /** Milliseconds of this process as seconds since the start. */
  seconds(time = performance.now()): number {
    return (time - this.#begin) / 1000;
  }

  count(what: string, by = 1): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + by);
  }

  breach(promise: PromiseName, text: string): void {
    const now = performance.now();
    this.violations.push({ promise, at: this.seconds(now), text: `${text} (${this.weather.at(now)})` });
  }
}
