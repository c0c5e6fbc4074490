import type { Readable } from "#matrix/model.ts";

/** A value that changes when a test says so. */
export interface Settable<T> extends Readable<T> {
  readonly set: (value: T) => void;
}

export function createReadable<T>(first: T): Settable<T> {
  let value = first;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set: (next) => {
      value = next;
      for (const listener of listeners) {
        listener();
      }
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
