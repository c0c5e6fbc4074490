import type { ConfiguredSource } from "@pforte/shared/contract/portal-configuration";
import { z } from "zod";
import type { ToolGrant } from "#connectors/kit/tool-login.ts";
import type { TokenPlace, ToolToken } from "#storage/ports/tool-token-store.ts";
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
// The portal's own device is named by the absence of a name, so that what was sealed before there were two still opens.
const placeOf = ({ sessionHash, device }: KeptFor, { key, kind, address, audience, scope }: TokenFor) => {
  const [forAudience, withScope] = [audience, scope].map((each) => (each === undefined ? "0" : `1${each}`));
  const place = ["tool-token", "2", sessionHash, key, kind, address, forAudience ?? "0", withScope ?? "0"];
  return device === "portal" ? place : [...place, device];
};

type KeptFor = Pick<TokenPlace, "sessionHash" | "device">;

export function sealKept(sealer: Sealer, whose: KeptFor, source: TokenFor, kept: KeptToken): string {
  return sealer.seal(JSON.stringify({ token: kept.token, grant: kept.grant }), placeOf(whose, source));
}

/** The token of a row, or null when it cannot be opened any more, or not for this source. */
export function openKept(sealer: Sealer, row: ToolToken, source: TokenFor): KeptToken | null {
  const plain = sealer.open(row.sealed, placeOf(row, source));
  if (plain === null) return null;
  const parsed = keptSchema.safeParse(JSON.parse(plain));
  return parsed.success ? { ...parsed.data, expiresAt: row.expiresAt } : null;
}
