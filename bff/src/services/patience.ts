/** Waits for work, but not longer than this nor than the caller does; the work goes on either way. */
export async function waitAtMost(work: Promise<unknown>, milliseconds: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  const leave = () => resolve();
  signal.addEventListener("abort", leave, { once: true });
  try {
    await Promise.race([
      work.then(
        () => undefined,
        () => undefined,
      ),
      promise,
    ]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", leave);
  }
  signal.throwIfAborted();
}
