import type { Readable } from "./model.ts";

/** A value that its owner changes. */
export interface Cell<T> extends Readable<T> {
  /** Takes the value; nobody is told where it is the same. */
  set(value: T): void;
}

export function createCell<T>(first: T): Cell<T> {
  let value = first;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set: (next) => {
      if (Object.is(next, value)) {
        return;
      }
      value = next;
      for (const listener of listeners) {
        listener();
      }
    },
  };
}

/** Calls `act` once after all that happens now, however often it is asked for. */
export function batched(act: () => void): () => void {
  let isAsked = false;
  return () => {
    if (isAsked) {
      return;
    }
    isAsked = true;
    queueMicrotask(() => {
      isAsked = false;
      act();
    });
  };
}

/** Whether two values of plain data say the same. */
export function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) {
    return true;
  }
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) {
    return false;
  }
  const entries = Object.entries(one);
  // Both are plain objects or arrays, whose own entries are all that there is to them.
  const others = other as Readonly<Record<string, unknown>>;
  return (
    Array.isArray(one) === Array.isArray(other) &&
    entries.length === Object.keys(other).length &&
    entries.every(([name, value]) => name in others && isSame(value, others[name]))
  );
}

/** The new values, each as the object that it was before where it says the same; the old list where all do. */
export function keepSame<T>(before: readonly T[], after: readonly T[], keyOf: (value: T) => string): readonly T[] {
  const known = new Map(before.map((value) => [keyOf(value), value]));
  const kept = after.map((value) => {
    const old = known.get(keyOf(value));
    return old !== undefined && isSame(old, value) ? old : value;
  });
  return kept.length === before.length && kept.every((value, index) => value === before[index]) ? before : kept;
}
