import type { DraftOperation } from "@pforte/shared/contract/admin-draft";
import { useDragAndDrop, type DragAndDropHooks, type Key } from "react-aria-components";
import { dropTo, itemOf, itemsIn, placeTo } from "./arrange.ts";
import type { Arranging } from "./use-arranging.ts";

/** Rows are dragged between the lists of one page, and nothing else is taken in. */
const type = "application/x-pforte-row";

interface TileDrag {
  readonly arranging: Arranging;
  /** The list's category; `null` for what stands nowhere. */
  readonly category: string | null;
  readonly onMoved: (id: string) => void;
}

/** Dragging by pointer, touch or the grip's own keys; what it does is what the menu does. */
export function useTileDrag({ arranging, category, onMoved }: TileDrag): DragAndDropHooks {
  const { document, carryOut, nameOf } = arranging;
  const move = (operation: DraftOperation | null, id: string): void => {
    if (operation !== null && carryOut(operation, itemOf(id))) {
      onMoved(id);
    }
  };
  const toList = (id: string): void => {
    const to = category === null ? null : { category };
    move(placeTo(itemOf(id), to, itemsIn(document, to).length), id);
  };
  const toRow = (id: string, key: Key, at: "before" | "after" | "on"): void => {
    if (category === null && !String(key).startsWith("folder:")) {
      toList(id);
    } else {
      move(dropTo(document, itemOf(id), { id: String(key), at }), id);
    }
  };
  const { dragAndDropHooks } = useDragAndDrop({
    getItems: (keys) => [...keys].map((key) => ({ [type]: String(key), "text/plain": nameOf(itemOf(String(key))) })),
    acceptedDragTypes: [type],
    getDropOperation: () => "move",
    shouldAcceptItemDrop: ({ key }) => String(key).startsWith("folder:"),
    onReorder: ({ keys, target }) => {
      for (const key of keys) {
        toRow(String(key), target.key, target.dropPosition);
      }
    },
    onInsert: ({ items, target }) => void each(items, (id) => toRow(id, target.key, target.dropPosition)),
    onItemDrop: ({ items, target }) => void each(items, (id) => toRow(id, target.key, "on")),
    onRootDrop: ({ items }) => void each(items, toList),
  });
  return dragAndDropHooks;
}

type Dropped = readonly { readonly kind: string; readonly getText?: (type: string) => Promise<string> }[];

async function each(items: Dropped, take: (id: string) => void): Promise<void> {
  const ids = await Promise.all(items.map(async ({ getText }) => getText?.(type)));
  for (const id of ids) {
    if (id !== undefined) {
      take(id);
    }
  }
}
