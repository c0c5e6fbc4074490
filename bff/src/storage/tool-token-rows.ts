import type { Selectable } from "kysely";
import type { ToolToken } from "./ports/tool-token-store.ts";
import type { ToolTokenTable } from "./tables.ts";

/** The token of a row, or nothing where the row only holds a lease. */
export function toToolToken(row: Selectable<ToolTokenTable>): readonly ToolToken[] {
  return row.sealed === null
    ? []
    : [
        {
          sessionHash: row.session_hash,
          source: row.source,
          device: row.device,
          sealed: row.sealed,
          expiresAt: row.expires_at,
          version: row.version,
        },
      ];
}
