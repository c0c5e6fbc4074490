import { setTimeout as wait } from "node:timers/promises";

/** Asks until the answer is true; false when the time is over. A question that fails counts as no. */
export async function waitUntil(
  milliseconds: number,
  question: () => Promise<boolean> | boolean,
  pause = 50,
): Promise<boolean> {
  const end = performance.now() + milliseconds;
  for (;;) {
    const isTrue = await Promise.resolve()
      .then(question)
      .catch(() => false);
    if (isTrue) {
      return true;
    }
    if (performance.now() > end) {
      return false;
    }
    await wait(pause);
  }
}

/** Whether an address answers with success within a second. */
export async function answers(address: string): Promise<boolean> {
  const reply = await fetch(address, { signal: AbortSignal.timeout(1000), redirect: "manual" });
  await reply.body?.cancel();
  return reply.ok;
}
