import { useSyncExternalStore } from "react";

const key = "pforte.hidden.chat";
const listeners = new Set<() => void>();

/** Whether the person has put the card away. It is kept in this browser until they sign out, which clears its storage. */
export function useHiddenCard(): readonly [isHidden: boolean, hide: () => void] {
  const isHidden = useSyncExternalStore(subscribe, read, () => false);
  return [isHidden, hide];
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function read(): boolean {
  try {
    return localStorage.getItem(key) !== null;
  } catch {
    return false;
  }
}

function hide(): void {
  try {
    localStorage.setItem(key, "1");
  } catch {
    // Storage is switched off: the card stays, as there is nowhere to write that it should not.
  }
  for (const listener of listeners) {
    listener();
  }
}
