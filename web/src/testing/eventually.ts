import { vi } from "vitest";

/** Waits until a check holds; longer than vitest would, for a machine that is busy with other windows too. */
export async function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: 7000 });
}
