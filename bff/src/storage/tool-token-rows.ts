import type { Selectable } from "kysely";
import type { TokenPlace, ToolDevice, ToolToken } from "./ports/tool-token-store.ts";
import type { ToolTokenTable } from "./tables.ts";

/** Between a source and a device; no key of a source holds one. */
const separator = " ";
const page = "page" satisfies ToolDevice;

/**
 * The columns of a place. The portal's own device is named by the absence of a name: a release that knows no other finds
 * its tokens where they are, ends those of both, and needs no other table, so that both can run at once (F29).
 */
export function columnsOf({ sessionHash, source, device }: TokenPlace) {
  return { session_hash: sessionHash, source: device === "portal" ? source : `${source}${separator}${device}` };
}

/** The token of a row, or nothing where the row only holds a lease. */
export function toToolToken(row: Selectable<ToolTokenTable>): readonly ToolToken[] {
  if (row.sealed === null) return [];
  const { session_hash: sessionHash, sealed, expires_at: expiresAt, version } = row;
  const [source = "", device] = row.source.split(separator);
  return [{ sessionHash, source, device: device === page ? page : "portal", sealed, expiresAt, version }];
}
