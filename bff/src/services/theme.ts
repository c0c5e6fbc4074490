import type { PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import { brandingStyles } from "./branding-styles.ts";
import { visibleTiles, type Viewer } from "./visibility.ts";

/**
 * The stylesheet of configured colours: those of the portal, and one class per coloured tile that this viewer may see, so
 * that it names no hidden one.
 */
export function themeOf(document: PortalConfiguration, viewer: Viewer | null): string {
  const tiles = [...visibleTiles(document, viewer).values()]
    .filter((tile) => tile.colour !== undefined)
    .map((tile) => `.tile-colour-${tile.key}{--tile-colour:${tile.colour}}`);
  return [...brandingStyles(document.portal.branding), ...tiles].join("\n");
}
