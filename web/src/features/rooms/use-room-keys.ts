import { useEffect, useEffectEvent } from "react";

/** What the keys of the chat do. */
export interface RoomKeys {
  readonly onMove: (direction: "before" | "after" | "unread") => void;
  readonly onBack: () => void;
  readonly onSearch: () => void;
  readonly onNew: () => void;
  readonly onHelp: () => void;
}

/**
 * The chat's keys, outside of menus and dialogs. Single letters are for whoever has not switched them off, and never in a
 * field; Alt with an arrow means nothing to a browser, and in a field with a text it stays the text's.
 */
export function useRoomKeys(hasSingleKeys: boolean, keys: RoomKeys): void {
  const handle = useEffectEvent((event: KeyboardEvent): void => {
    const { target } = event;
    if (event.defaultPrevented || event.isComposing || !(target instanceof Element) || isElsewhere(target)) {
      return;
    }
    const act = actOf(event, target, hasSingleKeys, keys);
    if (act !== null) {
      event.preventDefault();
      act();
    }
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => handle(event);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}

function actOf(event: KeyboardEvent, target: Element, hasSingleKeys: boolean, keys: RoomKeys): (() => void) | null {
  const field = target.closest<HTMLInputElement | HTMLTextAreaElement>("input, textarea");
  const isWriting = field !== null && field.value !== "";
  if (event.ctrlKey || event.metaKey) {
    return null;
  }
  if (event.altKey) {
    return isWriting ? null : moveOf(event, keys);
  }
  if (event.key === "Escape") {
    return isWriting ? null : keys.onBack;
  }
  if (!hasSingleKeys || field !== null) {
    return null;
  }
  const letters: Readonly<Record<string, () => void>> = { "?": keys.onHelp, r: keys.onSearch, n: keys.onNew };
  return Object.hasOwn(letters, event.key) ? (letters[event.key] ?? null) : null;
}

function moveOf({ key, shiftKey }: KeyboardEvent, { onMove }: RoomKeys): (() => void) | null {
  if (key === "ArrowUp" && !shiftKey) {
    return () => onMove("before");
  }
  return key === "ArrowDown" ? () => onMove(shiftKey ? "unread" : "after") : null;
}

function isElsewhere(target: Element): boolean {
  const isEditable = target instanceof HTMLElement && target.isContentEditable;
  return (
    isEditable ||
    target.closest("select, [role=menu], [role=combobox], [role=listbox], [role=dialog], [role=alertdialog]") !== null
  );
}
