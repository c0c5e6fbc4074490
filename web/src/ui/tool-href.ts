import type { Home } from "@pforte/shared/contract/home";

/** Where the tool of a source itself is, from the tile that leads there. */
export function toolHrefOf(home: Home, source: string): string | null {
  for (const { items } of home.categories) {
    for (const item of items) {
      const tiles = item.kind === "tile" ? [item.tile] : item.tiles;
      const tile = tiles.find((one) => one.source === source);
      if (tile !== undefined) {
        return tile.href;
      }
    }
  }
  return null;
}
