import type { ConfiguredTile, PortalConfiguration } from "@pforte/shared/contract/portal-configuration";

/** Who looks at the page, as far as that decides what they see; null without a session. */
export interface Viewer {
  readonly groups: readonly string[];
}

/** Whether a tile exists for this viewer. What does not exist for them is named in nothing that they receive. */
function isVisible(tile: ConfiguredTile, viewer: Viewer | null): boolean {
  if (tile.state.kind === "hidden") {
    return false;
  }
  if (viewer === null) {
    return tile.public;
  }
  return tile.public || tile.groups.length === 0 || tile.groups.some((group) => viewer.groups.includes(group));
}

/** The tiles that this viewer may see, by key. */
export function visibleTiles(
  document: PortalConfiguration,
  viewer: Viewer | null,
): ReadonlyMap<string, ConfiguredTile> {
  return new Map(document.tiles.filter((tile) => isVisible(tile, viewer)).map((tile) => [tile.key, tile]));
}
