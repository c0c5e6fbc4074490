import type { Home, HomeTile } from "@pforte/shared/contract/home";

/** As many as the contract takes; five to nine are a good dock. */
export const mostPins = 12;

/** Every tile of the page by its key. */
export function tilesByKey(home: Home): ReadonlyMap<string, HomeTile> {
  const tiles = home.categories.flatMap(({ items }) =>
    items.flatMap((item) => (item.kind === "tile" ? [item.tile] : item.tiles)),
  );
  return new Map(tiles.map((tile) => [tile.key, tile]));
}

/** The dock with one more pin at its end. */
export function withPin(dock: readonly string[], key: string): readonly string[] {
  return dock.includes(key) || dock.length >= mostPins ? dock : [...dock, key];
}

/** The dock without this pin. */
export function withoutPin(dock: readonly string[], key: string): readonly string[] {
  return dock.filter((pin) => pin !== key);
}

/** The dock with this pin one place nearer to the start (-1) or to the end (1). */
export function withMovedPin(dock: readonly string[], key: string, by: -1 | 1): readonly string[] {
  const at = dock.indexOf(key);
  const to = at + by;
  if (at === -1 || to < 0 || to >= dock.length) {
    return dock;
  }
  const moved = dock.filter((pin) => pin !== key);
  moved.splice(to, 0, key);
  return moved;
}
