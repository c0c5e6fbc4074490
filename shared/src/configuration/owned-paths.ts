import type { DraftOperation } from "../contract/admin-draft.ts";

/** The paths (`tiles/mail`, `portal`, `categories`, …) that an operation would change, to be looked up among those that a file keeps. */
export function touchedPaths(operation: DraftOperation): readonly string[] {
  void operation;
  return [];
}
