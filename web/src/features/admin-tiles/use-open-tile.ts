import type { PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import { useEffect, useEffectEvent } from "react";
import { useSearchParams } from "react-router";
import { useKeptForm } from "#api/kept-form.ts";
import { newTileForm, noNewTile } from "./new-tile-form.ts";
import type { RowFocus } from "./use-row-focus.ts";

/** What the panel shows: a tile, or a new one for a category. */
export type Shown =
  | { readonly kind: "tile"; readonly key: string }
  | { readonly kind: "new"; readonly category: string };

export interface OpenTile {
  readonly shown: Shown | null;
  readonly show: (shown: Shown) => void;
  /** Closes the panel and gives the focus back to the row. */
  readonly close: () => void;
}

/** The tile of the address (`?tile=mail`), so that hints lead to it; a folder or category of the address takes the focus. */
export function useOpenTile(document: PortalConfiguration, focus: RowFocus): OpenTile {
  const [query, setQuery] = useSearchParams();
  const [{ category: isNewIn }, setNew] = useKeptForm(newTileForm);
  const [folder, category] = [query.get("folder"), query.get("category")];
  const lead = useEffectEvent(() => {
    if (folder !== null) {
      focus.keep(`folder:${folder}`, "name");
    } else if (category !== null) {
      focus.keep(`category:${category}`, "menu");
    }
  });
  useEffect(() => lead(), [folder, category]);
  const key = query.get("tile");
  // What the address names, such as one that a hint leads to, comes before a new tile that was left lying.
  const shown: Shown | null =
    key !== null && document.tiles.some((tile) => tile.key === key)
      ? { kind: "tile", key }
      : isNewIn !== null && document.categories.some((one) => one.key === isNewIn)
        ? { kind: "new", category: isNewIn }
        : null;
  return {
    shown,
    show: (next) => {
      // What was typed for a new tile waits while another one is looked at.
      setNew((before) => ({ ...before, category: next.kind === "new" ? next.category : null }));
      setQuery(next.kind === "tile" ? { tile: next.key } : {}, { replace: true, preventScrollReset: true });
    },
    close: () => {
      setNew((before) => (shown?.kind === "new" ? noNewTile : { ...before, category: null }));
      setQuery({}, { replace: true, preventScrollReset: true });
      if (shown?.kind === "tile") {
        focus.keep(`tile:${shown.key}`, "name");
      } else if (shown !== null) {
        focus.keep(`category:${shown.category}`, "menu");
      }
    },
  };
}
