import type { ConfiguredCategory } from "@pforte/shared/contract/portal-configuration";
import { useState } from "react";
import type { Row } from "./arrange.ts";
import type { CategoryAct } from "./category-list.tsx";
import type { RowAct } from "./row-menu.tsx";
import type { AskedHeading, AskedRow } from "./section-dialogs.tsx";
import type { Arranging } from "./use-arranging.ts";
import type { ListChanges } from "./use-list-acts.ts";
import type { RowFocus } from "./use-row-focus.ts";

/** What a dialog asks just now. */
export interface Asked {
  readonly row: AskedRow | null;
  readonly heading: AskedHeading | null;
  readonly askRow: (asked: AskedRow | null) => void;
  readonly askHeading: (asked: AskedHeading | null) => void;
}

export function useAsked(): Asked {
  const [row, askRow] = useState<AskedRow | null>(null);
  const [heading, askHeading] = useState<AskedHeading | null>(null);
  return { row, heading, askRow, askHeading };
}

interface SectionActs {
  readonly arranging: Arranging;
  readonly focus: RowFocus;
  readonly changes: ListChanges;
  readonly asked: Asked;
}

/** What the menus and buttons of rows and categories do. */
export function useSectionActs({ arranging, focus, changes, asked }: SectionActs): {
  readonly handleAct: (row: Row, act: RowAct, part: "up" | "down" | "menu") => void;
  readonly handleCategory: (category: ConfiguredCategory, act: CategoryAct) => void;
} {
  return {
    handleAct: (row, act, part) => {
      const { item } = row;
      const acts: Readonly<Record<RowAct, () => unknown>> = {
        up: () => arranging.step(item, -1),
        down: () => arranging.step(item, 1),
        earlier: () => arranging.toNeighbour(item, -1),
        later: () => arranging.toNeighbour(item, 1),
        position: () => asked.askRow({ kind: "position", item }),
        place: () => asked.askRow({ kind: "place", item }),
        maintain: () => asked.askRow({ kind: "maintain", item }),
        delete: () => changes.remove(item),
        rename: () =>
          row.kind === "folder" &&
          asked.askHeading({ kind: "rename-folder", key: row.folder.key, name: row.folder.name }),
        duplicate: () => row.kind === "tile" && changes.duplicate(row.tile),
        hide: () => row.kind === "tile" && changes.setHidden(row.tile, true),
        show: () => row.kind === "tile" && changes.setHidden(row.tile, false),
      };
      acts[act]();
      if (moves.has(act)) {
        focus.keep(row.id, part);
      }
    },
    handleCategory: (category, act) => {
      const { key, name } = category;
      const acts: Readonly<Record<CategoryAct, () => void>> = {
        up: () => changes.moveCategory(category, -1),
        down: () => changes.moveCategory(category, 1),
        folder: () => asked.askHeading({ kind: "add-folder", category: key }),
        rename: () => asked.askHeading({ kind: "rename-category", key, name }),
        delete: () => changes.removeCategory(category),
      };
      acts[act]();
    },
  };
}

const moves: ReadonlySet<RowAct> = new Set(["up", "down", "earlier", "later"]);
