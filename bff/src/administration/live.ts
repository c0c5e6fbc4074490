import type { AdministrationPart, AdministrationParts } from "./parts.ts";

/** What changes at once: announcements, maintenances, switched-off sources; and people. */
export function createLiveAdministration(parts: AdministrationParts): AdministrationPart {
  void parts;
  return { registerRoutes: () => undefined };
}
