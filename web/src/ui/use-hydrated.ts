import { useSyncExternalStore } from "react";

const subscribe = (): (() => void) => () => undefined;

/** False in the server's HTML and during hydration, then true: for what is useless without JavaScript. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => true,
    () => false,
  );
}
