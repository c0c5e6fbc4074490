import type { AdministrationPart, AdministrationParts } from "./parts.ts";

/** Uploaded pictures, checks of links, and tiles inside of the portal. */
export function createPicturesAndLinks(parts: AdministrationParts): AdministrationPart {
  void parts;
  return { registerRoutes: () => undefined };
}
