import type { KeyboardEvent } from "react";
import { useDraft } from "#api/draft.tsx";
import { announce } from "#ui/announcer.tsx";
import { itemOf } from "./arrange.ts";
import type { Arranging } from "./use-arranging.ts";
import type { RowFocus, RowPart } from "./use-row-focus.ts";

const parts: ReadonlySet<string> = new Set(["up", "down", "menu", "name"]);

/** Alt and an arrow move the row with the focus, with Shift to the category beside; Ctrl+Z takes back what this tab did. */
export function useListKeys(arranging: Arranging, focus: RowFocus): (event: KeyboardEvent) => void {
  const { t } = arranging.text;
  const { undo, redo, undoName, redoName } = useDraft();
  const handleUndo = (isRedo: boolean): void => {
    const [act, name] = isRedo ? [redo, redoName] : [undo, undoName];
    if (act?.() === true) {
      const [said, any] = isRedo
        ? (["draft.redone", "draft.redoneAny"] as const)
        : (["draft.undone", "draft.undoneAny"] as const);
      announce(name === null ? t(any) : t(said, { name }));
    }
  };
  return (event) => {
    const { target } = event;
    const row = target instanceof HTMLElement ? rowOf(target) : null;
    if (!(target instanceof HTMLElement)) {
      return;
    }
    const by = steps[event.key];
    if (by !== undefined && event.altKey && row !== null) {
      event.preventDefault();
      event.stopPropagation();
      void (event.shiftKey ? arranging.toNeighbour(itemOf(row), by) : arranging.step(itemOf(row), by));
      focus.keep(row, partOf(target));
    } else if (isUndo(event) && !isTyping(target)) {
      event.preventDefault();
      handleUndo(event.shiftKey);
      if (row !== null) {
        focus.keep(row, partOf(target));
      }
    }
  };
}

const steps: Readonly<Record<string, -1 | 1 | undefined>> = { ArrowUp: -1, ArrowDown: 1 };

function isUndo({ key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return key.toLowerCase() === "z" && (ctrlKey || metaKey);
}

function rowOf(target: HTMLElement): string | null {
  return target.closest("[role=row]")?.querySelector<HTMLElement>("[data-row]")?.dataset["row"] ?? null;
}

function partOf(target: HTMLElement): RowPart {
  const part = target.closest<HTMLElement>("[data-part]")?.dataset["part"] ?? "row";
  // The set holds only parts.
  return parts.has(part) ? (part as RowPart) : "row";
}

function isTyping(target: HTMLElement): boolean {
  return target.matches("input:not([type=radio], [type=checkbox]), textarea, [contenteditable=true]");
}
