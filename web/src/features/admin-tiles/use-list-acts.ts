import type { DraftOperation, Placed } from "@pforte/shared/contract/admin-draft";
import type { ConfiguredCategory, ConfiguredTile } from "@pforte/shared/contract/portal-configuration";
import { localize, type LocalizedText } from "@pforte/shared/contract/localized";
import { freeKey, idOf, placeTo, positionOf, rowsOf, unplacedRows } from "./arrange.ts";
import type { Arranging } from "./use-arranging.ts";
import type { RowFocus } from "./use-row-focus.ts";

/** Acts on the list that make or end something. */
export interface ListChanges {
  readonly addCategory: (name: LocalizedText) => void;
  readonly addFolder: (category: string, name: LocalizedText) => void;
  readonly rename: (what: "category" | "folder", key: string, name: LocalizedText) => void;
  readonly moveCategory: (category: ConfiguredCategory, by: -1 | 1) => void;
  readonly removeCategory: (category: ConfiguredCategory) => void;
  readonly remove: (item: Placed) => void;
  readonly duplicate: (tile: ConfiguredTile) => string | null;
  readonly setHidden: (tile: ConfiguredTile, isHidden: boolean) => void;
  readonly addTile: (tile: ConfiguredTile, category: string) => boolean;
}

export function useListChanges(arranging: Arranging, focus: RowFocus): ListChanges {
  return { ...headingChanges(arranging, focus), ...tileChanges(arranging, focus) };
}

type HeadingChanges = Pick<ListChanges, "addCategory" | "addFolder" | "rename" | "moveCategory" | "removeCategory">;

function headingChanges({ document, text, change }: Arranging, focus: RowFocus): HeadingChanges {
  const { t, language } = text;
  const put = (what: "category" | "folder", key: string, name: LocalizedText): DraftOperation => {
    const known = (what === "category" ? document.categories : document.folders).find((one) => one.key === key);
    const heading = { key, name, ...(known?.identifier === undefined ? {} : { identifier: known.identifier }) };
    return what === "category" ? { op: "put-category", category: heading } : { op: "put-folder", folder: heading };
  };
  const say = (name: LocalizedText): string => localize(name, language);
  return {
    addCategory: (name) => {
      const key = freeKey(name.de, document.categories);
      const said = t("tiles.saidAdded", { name: say(name) });
      if (change([put("category", key, name)], t("tiles.addName", { name: say(name) }), said)) {
        focus.keep(`category:${key}`, "menu");
      }
    },
    addFolder: (category, name) => {
      const key = freeKey(name.de, document.folders);
      const place = placeTo({ folder: key }, { category }, 500);
      const said = t("tiles.saidAdded", { name: say(name) });
      if (change([put("folder", key, name), place], t("tiles.addName", { name: say(name) }), said)) {
        focus.keep(idOf({ folder: key }), "menu");
      }
    },
    rename: (what, key, name) => {
      const said = t("tiles.saidRenamed", { name: say(name) });
      change([put(what, key, name)], t("tiles.renameName", { name: say(name) }), said);
      focus.keep(what === "category" ? `category:${key}` : idOf({ folder: key }), "menu");
    },
    moveCategory: ({ key, name }, by) => {
      const index = document.categories.findIndex((one) => one.key === key) + by;
      const said = t("tiles.saidCategory", { name: say(name), at: index + 1, of: document.categories.length });
      change([{ op: "place-category", key, index }], t("tiles.moveName", { name: say(name) }), said);
      focus.keep(`category:${key}`, "menu");
    },
    removeCategory: ({ key, name, items }) => {
      const index = document.categories.findIndex((one) => one.key === key);
      const next = document.categories[index + 1] ?? document.categories[index - 1];
      const said = t(items.length === 0 ? "tiles.saidDeleted" : "tiles.saidCategoryDeleted", {
        name: say(name),
        count: items.length,
      });
      if (
        change([{ op: "remove-category", key }], t("tiles.deleteName", { name: say(name) }), said) &&
        next !== undefined
      ) {
        focus.keep(`category:${next.key}`, "menu");
      }
    },
  };
}

function tileChanges(arranging: Arranging, focus: RowFocus): Omit<ListChanges, keyof HeadingChanges> {
  const { document, text, change, nameOf } = arranging;
  const { t, language } = text;
  const say = (name: LocalizedText): string => localize(name, language);
  return {
    remove: (item) => {
      const name = nameOf(item);
      const next = neighbourOf(arranging, item);
      const operation: DraftOperation =
        "tile" in item ? { op: "remove-tile", key: item.tile } : { op: "remove-folder", key: item.folder };
      if (change([operation], t("tiles.deleteName", { name }), t("tiles.saidDeleted", { name })) && next !== null) {
        focus.keep(next, "menu");
      }
    },
    duplicate: (tile) => {
      const { place, index } = positionOf(document, { tile: tile.key });
      const name = {
        de: t("tiles.copyOf", { name: tile.name.de }).slice(0, 400),
        ...(tile.name.en === undefined ? {} : { en: t("tiles.copyOf", { name: tile.name.en }).slice(0, 400) }),
      };
      const key = freeKey(tile.name.de, document.tiles);
      const { identifier: _, ...rest } = tile;
      const operations: DraftOperation[] = [
        { op: "put-tile", tile: { ...rest, key, name } },
        placeTo({ tile: key }, place, index + 1),
      ];
      const isDone = change(
        operations,
        t("tiles.addName", { name: say(name) }),
        t("tiles.saidAdded", { name: say(name) }),
      );
      if (isDone) {
        focus.keep(idOf({ tile: key }), "menu");
      }
      return isDone ? key : null;
    },
    setHidden: (tile, isHidden) => {
      const name = say(tile.name);
      const next: ConfiguredTile = { ...tile, state: { kind: isHidden ? "hidden" : "active" } };
      change(
        [{ op: "put-tile", tile: next }],
        t(isHidden ? "tiles.hideName" : "tiles.showName", { name }),
        t(isHidden ? "tiles.saidHidden" : "tiles.saidShown", { name }),
      );
      focus.keep(idOf({ tile: tile.key }), "menu");
    },
    addTile: (tile, category) =>
      change(
        [{ op: "put-tile", tile }, placeTo({ tile: tile.key }, { category }, 500)],
        t("tiles.addName", { name: say(tile.name) }),
        t("tiles.saidAdded", { name: say(tile.name) }),
      ),
  };
}

/** The row that takes the focus when this one goes. */
function neighbourOf({ document }: Arranging, item: Placed): string | null {
  const rows = [...document.categories.flatMap((category) => rowsOf(document, category)), ...unplacedRows(document)];
  const index = rows.findIndex(({ id }) => id === idOf(item));
  return (rows[index + 1] ?? rows[index - 1])?.id ?? null;
}
