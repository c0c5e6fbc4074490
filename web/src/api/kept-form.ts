import { useSyncExternalStore } from "react";
import { type PortalClient, usePortalClient } from "./portal-client.tsx";

/**
 * A form that outlives its view: whoever looks at another section and comes back finds it as they left it. It lives as
 * long as the page, in its memory alone; while something in it would be missed, the browser asks before the page is left.
 * With the session it is gone.
 */
export interface KeptForm<Value> {
  of(client: PortalClient): KeptValue<Value>;
}

interface KeptValue<Value> {
  readonly get: () => Value;
  readonly set: (next: (before: Value) => Value) => void;
  readonly subscribe: (listener: () => void) => () => void;
}

/** `first` is the form that nobody has opened. */
export function keptForm<Value>(first: Value, wouldBeMissed: (value: Value) => boolean): KeptForm<Value> {
  // One per page, as tests have many.
  const pages = new WeakMap<PortalClient, KeptValue<Value>>();
  return {
    of(client) {
      const found = pages.get(client);
      if (found !== undefined) return found;
      const made = keptValue(first, wouldBeMissed);
      client.session.subscribe(() => {
        if (client.session.get().kind === "left") made.set(() => first);
      });
      pages.set(client, made);
      return made;
    },
  };
}

function keptValue<Value>(first: Value, wouldBeMissed: (value: Value) => boolean): KeptValue<Value> {
  const listeners = new Set<() => void>();
  const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
  let value = first;
  return {
    get: () => value,
    set(next) {
      value = next(value);
      window.removeEventListener("beforeunload", warn);
      if (wouldBeMissed(value)) window.addEventListener("beforeunload", warn);
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** What the form holds, and a way to change it that also works once its view is gone. */
export function useKeptForm<Value>(form: KeptForm<Value>): readonly [Value, KeptValue<Value>["set"]] {
  const { get, set, subscribe } = form.of(usePortalClient());
  return [useSyncExternalStore(subscribe, get, get), set];
}
