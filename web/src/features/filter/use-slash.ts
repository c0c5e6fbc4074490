import { useEffect, useEffectEvent } from "react";

/** Calls `handle` when `/` is pressed outside of a field, a menu and a dialog; Ctrl+F stays the browser's. */
export function useSlash(isOn: boolean, handle: () => void): void {
  const onSlash = useEffectEvent(handle);
  useEffect(() => {
    if (!isOn) {
      return undefined;
    }
    const handleKeyDown = (event: KeyboardEvent): void => {
      // On a German keyboard `/` is Shift and 7.
      if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) {
        return;
      }
      if (event.target instanceof Element && isElsewhere(event.target)) {
        return;
      }
      event.preventDefault();
      onSlash();
    };
    document.addEventListener("keydown", handleKeyDown);
    return () => document.removeEventListener("keydown", handleKeyDown);
  }, [isOn]);
}

function isElsewhere(target: Element): boolean {
  const isEditable = target instanceof HTMLElement && target.isContentEditable;
  return isEditable || target.closest("input, textarea, select, [role=menu], [role=dialog], dialog") !== null;
}
