import type { AdministrationPart, AdministrationParts } from "./parts.ts";

/** Kinds of tools, how sources do, and tests of connections. */
export function createSourceAdministration(parts: AdministrationParts): AdministrationPart {
  void parts;
  return { registerRoutes: () => undefined };
}
