import type { SessionRecord, SessionStore } from "#storage/ports/session-store.ts";
import { StorageUnavailableError } from "#storage/storage.ts";

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
    if (error instanceof StorageUnavailableError) return "unwritable";
    throw error;
  }
}
