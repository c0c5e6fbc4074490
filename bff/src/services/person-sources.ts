import type { PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import { visibleTiles, type Viewer } from "./visibility.ts";

/**
 * Keys of the sources that belong on a person's page: those behind a tile that they see, and those behind no tile at all.
 * A source behind hidden tiles only is not even mentioned.
 */
export function personSources(document: PortalConfiguration, viewer: Viewer): ReadonlySet<string> {
  const behindTiles = new Set(document.tiles.flatMap((tile) => tile.source ?? []));
  const visible = new Set([...visibleTiles(document, viewer).values()].flatMap((tile) => tile.source ?? []));
  return new Set(
    document.sources.map((source) => source.key).filter((key) => visible.has(key) || !behindTiles.has(key)),
  );
}
