import { safeError } from "#plugins/safe-error.ts";
import type { Log } from "#log.ts";

/**
 * Ends the process in our words when something was thrown that nobody caught. Node's own would print the error with all
 * that hangs on it: a reply with tokens in it, a request with its headers (S67).
 */
export function endOnCrash(log: Log): void {
  process.on("uncaughtException", (error: unknown, origin) => {
    log.error({ origin, error: safeError(error) }, "The portal ends: something was thrown that nobody caught.");
    // Said also where the log is silent.
    process.stderr.write("Pforte ended unexpectedly; the log says where.\n");
    process.exit(1);
  });
}
