import type { SealedTokens } from "#storage/ports/session-store.ts";
import type { Sealer } from "#sealer.ts";

/** The tokens of a session in clear; they live only as long as a call needs them. */
export interface SessionTokens {
  readonly access: string;
  readonly refresh: string | null;
  readonly id: string;
  readonly accessExpiresAt: Date;
}

type Field = "access" | "refresh" | "id";

// Session, field and form of the row: a sealed text moved elsewhere does not open.
const placeOf = (hash: string, field: Field) => ["session", "1", hash, field];

export function sealTokens(sealer: Sealer, hash: string, tokens: SessionTokens): SealedTokens {
  return {
    access: sealer.seal(tokens.access, placeOf(hash, "access")),
    refresh: tokens.refresh === null ? null : sealer.seal(tokens.refresh, placeOf(hash, "refresh")),
    id: sealer.seal(tokens.id, placeOf(hash, "id")),
    accessExpiresAt: tokens.accessExpiresAt,
  };
}

/** Null when a key is gone or a text was moved or changed: that session cannot go on. */
export function openTokens(sealer: Sealer, hash: string, sealed: SealedTokens): SessionTokens | null {
  const access = sealer.open(sealed.access, placeOf(hash, "access"));
  const id = sealer.open(sealed.id, placeOf(hash, "id"));
  const refresh = sealed.refresh === null ? null : sealer.open(sealed.refresh, placeOf(hash, "refresh"));
  if (access === null || id === null || (refresh === null && sealed.refresh !== null)) {
    return null;
  }
  return { access, id, refresh, accessExpiresAt: sealed.accessExpiresAt };
}
