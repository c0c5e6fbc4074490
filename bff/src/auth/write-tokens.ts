import { setTimeout as wait } from "node:timers/promises";
import * as oidc from "openid-client";
import type { Log } from "#log.ts";
import type { SessionRecord, SessionStore } from "#storage/ports/session-store.ts";
import { StorageUnavailableError } from "#storage/storage.ts";
import { type Provider, reasonOf } from "./provider.ts";
import type { SessionTokens } from "./session-tokens.ts";

/** What a refresh changes of a session. */
export type TokenChange = Parameters<SessionStore["replaceTokens"]>[2];

interface Writing {
  readonly store: Pick<SessionStore, "find" | "replaceTokens">;
  readonly now: () => Date;
}

/** Once and three times again. */
const attempts = 4;
const pauseMilliseconds = 400;

/**
 * Whether the tokens of a refresh are kept. With rotation they are the only ones that still work, so a database that was
 * away for a moment is asked again while the lease keeps others from refreshing.
 */
export async function writeTokens(
  { store, now }: Writing,
  record: SessionRecord,
  change: TokenChange,
  leaseEndsAt: number,
): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      if (attempt > 1) {
        // An attempt without an answer may have been written; what is sealed is sealed differently each time.
        const current = await store.find(record.hash, now());
        if (current?.tokens.access === change.tokens.access) {
          return true;
        }
      }
      return await store.replaceTokens(record.hash, record.version, change);
    } catch (error) {
      const mayRetry = attempt < attempts && performance.now() + pauseMilliseconds < leaseEndsAt;
      if (!(error instanceof StorageUnavailableError) || !mayRetry) {
        throw error;
      }
    }
    await wait(pauseMilliseconds);
  }
}

/** Lets the provider know that nobody keeps these tokens; best effort. */
export async function revokeRefreshed(
  { provider, log }: { readonly provider: Pick<Provider, "configuration">; readonly log: Log },
  tokens: SessionTokens,
): Promise<void> {
  const configuration = provider.configuration();
  if (configuration === null || tokens.refresh === null) {
    return;
  }
  await oidc
    .tokenRevocation(configuration, tokens.refresh, { token_type_hint: "refresh_token" })
    .catch((error: unknown) => {
      log.warn({ reason: reasonOf(error) }, "Tokens of an ended session could not be revoked.");
    });
}
