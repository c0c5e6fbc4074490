import type { Home } from "@pforte/shared/contract/home";

/** Id of the link to the configured colours in the document's head. */
export const colourStylesId = "configured-colours";

/** Address of the configured colours of one published version. */
export function colourStyles(version: number): string {
  return `/theme/${version}.css`;
}

/** Whether a page has colours of its own: of the portal, or of a tile. */
export function hasColours({ portal, categories }: Pick<Home, "portal" | "categories">): boolean {
  return (
    portal.branded ||
    categories.some(({ items }) =>
      items.some((item) => (item.kind === "tile" ? item.tile.coloured : item.tiles.some((tile) => tile.coloured))),
    )
  );
}

/**
 * The configured colours are a stylesheet per version; a page that lives through a publication takes the new one. The old
 * one holds until the new one is there, so that nothing flashes, and for good where it cannot be loaded.
 */
export function followColours(version: number, isColoured: boolean): void {
  const known = [...document.querySelectorAll<HTMLLinkElement>(`#${colourStylesId}`)];
  const href = colourStyles(version);
  if (known.at(-1)?.getAttribute("href") === href || (known.length === 0 && !isColoured)) {
    return;
  }
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.id = colourStylesId;
  link.href = href;
  link.addEventListener("load", () => {
    for (const old of known) {
      old.remove();
    }
  });
  link.addEventListener("error", () => link.remove());
  document.head.append(link);
}
