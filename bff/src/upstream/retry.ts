import { UpstreamError } from "#connectors/kit/upstream-error.ts";

const brokenCodes = new Set(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"]);

/** Whether the connection broke under a call; a refused connection or a deadline would only fail again. */
export function isBrokenConnection(error: unknown): boolean {
  return error instanceof UpstreamError && error.code !== null && brokenCodes.has(error.code);
}

const share = 0.1;
const most = 10;

/** Allows one repeated call for ten calls, so that a tool in trouble is not asked twice as much (security.md 3.2). */
export class RetryBudget {
  #left = 1;

  earn(): void {
    this.#left = Math.min(this.#left + share, most);
  }

  spend(): boolean {
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
