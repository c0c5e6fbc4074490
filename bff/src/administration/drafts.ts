import type { AdministrationPart, AdministrationParts } from "./parts.ts";

/** The draft, its publication, the history and the audit. */
export function createDrafting(parts: AdministrationParts): AdministrationPart {
  void parts;
  return { registerRoutes: () => undefined };
}
