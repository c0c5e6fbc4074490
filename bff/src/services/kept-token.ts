import type { ConfiguredSource } from "@pforte/shared/contract/portal-configuration";
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

/** What a token is for; one that was obtained for other settings is nobody's (S14). */
type TokenFor = Pick<ConfiguredSource, "key" | "kind" | "address" | "audience" | "scope">;

// The version keeps a text of one form from being opened as another. An administrator may give a source another address
// or audience while sessions live: what was sealed for the old one cannot be opened for the new one.
const placeOf = (sessionHash: string, { key, kind, address, audience, scope }: TokenFor) => {
  const [forAudience, withScope] = [audience, scope].map((each) => (each === undefined ? "0" : `1${each}`));
  return ["tool-token", "2", sessionHash, key, kind, address, forAudience ?? "0", withScope ?? "0"];
};

export function sealKept(sealer: Sealer, sessionHash: string, source: TokenFor, kept: KeptToken): string {
  return sealer.seal(JSON.stringify({ token: kept.token, grant: kept.grant }), placeOf(sessionHash, source));
}

/** The token of a row, or null when it cannot be opened any more, or not for this source. */
export function openKept(sealer: Sealer, row: ToolToken, source: TokenFor): KeptToken | null {
  const plain = sealer.open(row.sealed, placeOf(row.sessionHash, source));
  if (plain === null) return null;
  const parsed = keptSchema.safeParse(JSON.parse(plain));
  return parsed.success ? { ...parsed.data, expiresAt: row.expiresAt } : null;
}
