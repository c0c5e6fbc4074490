import type { Log } from "../src/log.ts";

/** A log for tests that do not look at it. */
export const quietLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
