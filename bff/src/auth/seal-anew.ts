import { randomUUID } from "node:crypto";
import type { SessionStore } from "#storage/ports/session-store.ts";
import type { Principal } from "#storage/principal.ts";
import { leaseMilliseconds } from "./refresh-lease.ts";
import type { KeyRingSealer } from "./sealer.ts";
import { openTokens, sealTokens } from "./session-tokens.ts";
import type { Sessions } from "./sessions.ts";

interface SealAnewOptions {
  readonly sessions: Sessions;
  readonly store: SessionStore;
  readonly sealer: KeyRingSealer;
}

/**
 * Seals with the newest key what an older one sealed, so that an old key can be dropped once the longest session is
 * over (S18). Under the lease, because a write beside a running refresh would throw its tokens away.
 */
export async function sealAnew({ sessions, store, sealer }: SealAnewOptions, principal: Principal): Promise<void> {
  const record = await sessions.find(principal.sessionHash);
  if (record === null || sealer.isCurrent(record.tokens.access)) {
    return;
  }
  const { hash, version, person, authTime, acr } = record;
  const holder = randomUUID();
  if (!(await store.takeRefreshLease(hash, version, holder, leaseMilliseconds))) {
    return;
  }
  try {
    const tokens = openTokens(sealer, hash, record.tokens);
    if (tokens === null) {
      await sessions.end(hash, "key_lost");
      return;
    }
    await store.replaceTokens(hash, version, { tokens: sealTokens(sealer, hash, tokens), person, authTime, acr });
    sessions.changed(hash);
  } finally {
    await store.releaseRefreshLease(hash, holder);
  }
}
