import type { SessionRecord, SessionStore } from "#storage/ports/session-store.ts";
import { StorageUnavailableError } from "#storage/storage.ts";

/** For how long a process may be busy renewing the tokens of a session before another may. */
export const leaseMilliseconds = 15_000;

/**
 * Takes the lease under which a session's tokens are renewed. A database that can be read and not written, such as one
 * whose disk is full, is no reason to keep people from what they may read: their token is then not renewed, as when the
 * provider is away (F26).
 */
export async function takeLease(
  store: Pick<SessionStore, "takeRefreshLease">,
  { hash, version }: Pick<SessionRecord, "hash" | "version">,
  holder: string,
  milliseconds: number,
): Promise<"taken" | "held" | "unwritable"> {
  try {
    return (await store.takeRefreshLease(hash, version, holder, milliseconds)) ? "taken" : "held";
  } catch (error) {
    if (error instanceof StorageUnavailableError && takesNoWrites(error.cause)) return "unwritable";
    throw error;
  }
}

/** No room left, or read-only (PostgreSQL's 53100 and 25006); a database that is slow or gone is another matter. */
function takesNoWrites(cause: unknown): boolean {
  const code = typeof cause === "object" && cause !== null && "code" in cause ? cause.code : null;
  return code === "53100" || code === "25006";
}
