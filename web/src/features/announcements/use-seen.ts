import { useCallback, useState } from "react";

/**
 * What was there when the page was drawn, or was asked for, is shown in its place. What comes later waits until it is asked
 * for: nothing may move under a pointer.
 */
export function useSeen(first: () => readonly string[]): {
  readonly isSeen: (id: string) => boolean;
  readonly see: (ids: readonly string[]) => void;
  /** Its next showing comes as a new one. */
  readonly forget: (id: string) => void;
} {
  const [seen, setSeen] = useState<ReadonlySet<string>>(() => new Set(first()));
  return {
    isSeen: (id) => seen.has(id),
    see: useCallback((ids: readonly string[]) => setSeen(new Set(ids)), []),
    forget: useCallback((id: string) => setSeen((before) => new Set([...before].filter((other) => other !== id))), []),
  };
}
