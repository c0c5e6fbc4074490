import type { Place, Placed } from "@pforte/shared/contract/admin-draft";
import type { LocalizedText } from "@pforte/shared/contract/localized";
import type { ReactNode } from "react";
import { HeadingDialog } from "./heading-dialog.tsx";
import { PlaceDialog, PositionDialog } from "./place-dialogs.tsx";
import type { DrawMaintenance } from "./tiles-section.tsx";
import { useTilesText, type Arranging } from "./use-arranging.ts";
import type { ListChanges } from "./use-list-acts.ts";

/** What is asked about a row. */
export interface AskedRow {
  readonly kind: "position" | "place" | "maintain";
  readonly item: Placed;
}

/** What is asked about a category or a folder. */
export type AskedHeading =
  | { readonly kind: "add-category" }
  | { readonly kind: "add-folder"; readonly category: string }
  | { readonly kind: "rename-category" | "rename-folder"; readonly key: string; readonly name: LocalizedText };

interface RowDialogsProps {
  readonly asked: AskedRow | null;
  readonly arranging: Arranging;
  readonly drawMaintenance: DrawMaintenance | undefined;
  readonly onPlace: (item: Placed, to: Place, index: number) => void;
  readonly onClose: (item: Placed) => void;
}

export function RowDialogs({ asked, arranging, drawMaintenance, onPlace, onClose }: RowDialogsProps): ReactNode {
  if (asked === null) {
    return null;
  }
  const { kind, item } = asked;
  if (kind === "maintain") {
    return "tile" in item
      ? (drawMaintenance?.({ key: item.tile, name: arranging.nameOf(item) }, () => onClose(item)) ?? null)
      : null;
  }
  const Ask = kind === "position" ? PositionDialog : PlaceDialog;
  return (
    <Ask
      item={item}
      arranging={arranging}
      onDone={(to, index) => onPlace(item, to, index)}
      onClose={() => onClose(item)}
    />
  );
}

interface HeadingDialogsProps {
  readonly asked: AskedHeading | null;
  readonly changes: ListChanges;
  readonly onClose: () => void;
}

export function HeadingDialogs({ asked, changes, onClose }: HeadingDialogsProps): ReactNode {
  const { t } = useTilesText();
  if (asked === null) {
    return null;
  }
  const isNew = asked.kind === "add-category" || asked.kind === "add-folder";
  const handleDone = (name: LocalizedText): void => {
    onClose();
    if (asked.kind === "add-category") {
      changes.addCategory(name);
    } else if (asked.kind === "add-folder") {
      changes.addFolder(asked.category, name);
    } else {
      changes.rename(asked.kind === "rename-category" ? "category" : "folder", asked.key, name);
    }
  };
  return (
    <HeadingDialog
      title={t(titles[asked.kind])}
      submit={t(isNew ? "tiles.create" : "tiles.save")}
      name={isNew ? { de: "" } : asked.name}
      onDone={handleDone}
      onClose={onClose}
    />
  );
}

const titles = {
  "add-category": "tiles.newCategory",
  "add-folder": "tiles.newFolder",
  "rename-category": "tiles.renameCategory",
  "rename-folder": "tiles.renameFolder",
} as const;
