import type { AdministrationPart, AdministrationParts } from "./parts.ts";

/** The configuration as a file. */
export function createConfigurationAsCode(parts: AdministrationParts): AdministrationPart {
  void parts;
  return { registerRoutes: () => undefined };
}
