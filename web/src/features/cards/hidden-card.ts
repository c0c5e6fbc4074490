import type { Card } from "@pforte/shared/contract/cards";
import { useCallback, useSyncExternalStore } from "react";

const listeners = new Set<() => void>();

/** Whether the person has put a card away. It is kept in this browser until they sign out, which clears its storage. */
export function useHiddenCard(card: Card): readonly [isHidden: boolean, hide: () => void] {
  const key = `pforte.hidden.${card}`;
  const isHidden = useSyncExternalStore(
    subscribe,
    () => read(key),
    () => false,
  );
  const hide = useCallback(() => {
    write(key);
  }, [key]);
  return [isHidden, hide];
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function read(key: string): boolean {
  try {
    return localStorage.getItem(key) !== null;
  } catch {
    return false;
  }
}

function write(key: string): void {
  try {
    localStorage.setItem(key, "1");
  } catch {
    // Storage is switched off: the card stays, as there is nowhere to write that it should not.
  }
  for (const listener of listeners) {
    listener();
  }
}
