import { applyOperations } from "@pforte/shared/configuration/apply-operations";
import type { DraftOperation } from "@pforte/shared/contract/admin-draft";
import type { PortalConfiguration } from "@pforte/shared/contract/portal-configuration";

/** The document with what waits on top of it, and what of that cannot be carried out on it. */
export function carryOut(
  document: PortalConfiguration,
  pending: readonly { readonly operations: readonly DraftOperation[] }[],
): { readonly document: PortalConfiguration; readonly impossible: readonly DraftOperation[] } {
  let current = document;
  const impossible: DraftOperation[] = [];
  for (const { operations } of pending) {
    // As a whole first: what is done together may be possible only together.
    const whole = applyOperations(current, operations);
    for (const operation of whole.kind === "applied" ? [] : operations) {
      const applied = applyOperations(current, [operation]);
      if (applied.kind === "applied") {
        current = applied.document;
      } else {
        impossible.push(operation);
      }
    }
    current = whole.kind === "applied" ? whole.document : current;
  }
  return { document: current, impossible };
}
