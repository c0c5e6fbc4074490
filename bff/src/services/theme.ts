import type { PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import { visibleTiles, type Viewer } from "./visibility.ts";

/** The stylesheet of configured colours: one class per coloured tile that this viewer may see, so that it names no hidden one. */
export function themeOf(document: PortalConfiguration, viewer: Viewer | null): string {
  return [...visibleTiles(document, viewer).values()]
    .filter((tile) => tile.colour !== undefined)
    .map((tile) => `.tile-colour-${tile.key}{--tile-colour:${tile.colour}}`)
    .join("\n");
}
