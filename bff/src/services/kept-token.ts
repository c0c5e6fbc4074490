import { z } from "zod";
import type { ToolGrant } from "#connectors/kit/tool-login.ts";
import type { ToolToken } from "#storage/ports/tool-token-store.ts";
import type { Sealer } from "#sealer.ts";

const keptSchema = z.object({
  token: z.string(),
  /** The tool's own grant; null for a token of the identity provider. */
  grant: z.object({ account: z.string(), device: z.string(), refreshToken: z.string().nullable() }).nullable(),
});

/** A token for one tool, opened. */
export interface KeptToken {
  readonly token: string;
  readonly grant: Omit<ToolGrant, "accessToken" | "expiresInSeconds"> | null;
  readonly expiresAt: Date | null;
}

// The version keeps a text of one form from being opened as another.
const placeOf = (sessionHash: string, source: string) => ["tool-token", "1", sessionHash, source];

export function sealKept(sealer: Sealer, sessionHash: string, source: string, kept: KeptToken): string {
  return sealer.seal(JSON.stringify({ token: kept.token, grant: kept.grant }), placeOf(sessionHash, source));
}

/** The token of a row, or null when it cannot be opened any more. */
export function openKept(sealer: Sealer, row: ToolToken): KeptToken | null {
  const plain = sealer.open(row.sealed, placeOf(row.sessionHash, row.source));
  if (plain === null) return null;
  const parsed = keptSchema.safeParse(JSON.parse(plain));
  return parsed.success ? { ...parsed.data, expiresAt: row.expiresAt } : null;
}
