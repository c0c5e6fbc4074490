/** How many bytes had left at an instant. */
export interface Sample {
  readonly at: number;
  readonly sent: number;
}

const windowMilliseconds = 6000;
const leastMilliseconds = 1500;

/** Adds a sample and forgets those that say nothing of the speed now. */
export function withSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  return [...samples.filter(({ at }) => sample.at - at <= windowMilliseconds), sample];
}

/** Seconds until all bytes have left at the speed of the last moments; `null` while that is anybody's guess. */
export function secondsLeft(samples: readonly Sample[], size: number): number | null {
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined || last.at - first.at < leastMilliseconds) {
    return null;
  }
  const speed = (last.sent - first.sent) / (last.at - first.at);
  return speed <= 0 ? null : Math.ceil((size - last.sent) / speed / 1000);
}
