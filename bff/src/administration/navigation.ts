import type { AdministrationPart, AdministrationParts } from "./parts.ts";

/** What other tools read: central navigation and the portal as data. */
export function createNavigation(parts: AdministrationParts): AdministrationPart {
  void parts;
  return { registerRoutes: () => undefined };
}
