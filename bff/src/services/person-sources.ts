import type { ConfiguredTile, PortalConfiguration } from "@pforte/shared/contract/portal-configuration";

/** What decides which tiles a signed-in person sees. */
export interface Viewer {
  readonly groups: readonly string[];
}

function isVisibleTo(viewer: Viewer, tile: ConfiguredTile): boolean {
  if (tile.state.kind === "hidden") return false;
  return tile.public || tile.groups.length === 0 || tile.groups.some((group) => viewer.groups.includes(group));
}

/**
 * Keys of the sources that belong on a person's page: those behind a tile that they see, and those behind no tile at all.
 * A source behind hidden tiles only is not even mentioned.
 */
export function personSources(document: PortalConfiguration, viewer: Viewer): ReadonlySet<string> {
  const behindTiles = new Set(document.tiles.flatMap((tile) => tile.source ?? []));
  const visible = new Set(
    document.tiles.filter((tile) => isVisibleTo(viewer, tile)).flatMap((tile) => tile.source ?? []),
  );
  return new Set(
    document.sources.map((source) => source.key).filter((key) => visible.has(key) || !behindTiles.has(key)),
  );
}
