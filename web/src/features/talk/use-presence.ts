import { useSyncExternalStore } from "react";

/** Whether somebody sits before this page: it is shown and has the focus. */
export function usePresence(): boolean {
  return useSyncExternalStore(subscribe, isPresent, () => false);
}

export function isPresent(): boolean {
  return document.visibilityState === "visible" && document.hasFocus();
}

function subscribe(listener: () => void): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  document.addEventListener("visibilitychange", listener, { signal });
  window.addEventListener("focus", listener, { signal });
  window.addEventListener("blur", listener, { signal });
  return () => controller.abort();
}
