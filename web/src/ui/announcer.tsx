import { useSyncExternalStore } from "react";
import type { ReactElement } from "react";

let said = "";
const listeners = new Set<() => void>();

/** Says aloud what an act of the person has changed, where the eye sees it by itself. */
export function announce(text: string): void {
  // A sentence that is said twice must differ, or it is not read again.
  said = text === said ? `${text}\u00a0` : text;
  for (const listener of listeners) {
    listener();
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Where announcements are read from; once per page. */
export function Announcer(): ReactElement {
  const text = useSyncExternalStore(
    subscribe,
    () => said,
    () => "",
  );
  return <output className="vh">{text}</output>;
}
