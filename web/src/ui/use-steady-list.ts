import { useEffect, useState } from "react";
import type { RefObject } from "react";

/** Rows that stay where they are while somebody is at them. */
export interface SteadyList<Item> {
  readonly rows: readonly Item[];
  /** How many have come since and wait to be shown. */
  readonly waiting: number;
  /** Shows them now. */
  readonly show: () => void;
}

interface SteadyListOptions<Item> {
  /** What these rows are rows of; other rows are a new list. */
  readonly of: string;
  readonly items: readonly Item[];
  readonly idOf: (item: Item) => string;
  /** Whether the items are those of this list, and not yet to come. */
  readonly isReady: boolean;
  readonly area: RefObject<HTMLElement | null>;
}

/**
 * While the pointer or the focus is in a list, or its beginning is scrolled away, its rows keep their places: what they
 * say follows, what is gone stays, what is new is counted. As soon as nobody is there, the list is what it should be.
 */
export function useSteadyList<Item>(options: SteadyListOptions<Item>): SteadyList<Item> {
  const { of, items, idOf, isReady, area } = options;
  const isHeld = useHeld(area);
  const [kept, setKept] = useState<{ readonly of: string; readonly items: readonly Item[] } | null>(null);
  if (isHeld && isReady && kept?.of !== of) {
    setKept({ of, items });
  }
  if (!isHeld && kept !== null) {
    setKept(null);
  }
  const show = (): void => setKept({ of, items });
  if (!isHeld || kept?.of !== of) {
    return { rows: items, waiting: 0, show };
  }
  const fresh = new Map(items.map((item) => [idOf(item), item]));
  const rows = kept.items.map((item) => fresh.get(idOf(item)) ?? item);
  const known = new Set(rows.map(idOf));
  return { rows, waiting: items.filter((item) => !known.has(idOf(item))).length, show };
}

/** Whether the pointer or the focus is in the area, or its beginning is above the window. */
function useHeld(area: RefObject<HTMLElement | null>): boolean {
  const [hold, setHold] = useState({ pointer: false, focus: false, scrolled: false });
  useEffect(() => {
    const element = area.current;
    if (element === null) {
      return undefined;
    }
    const controller = new AbortController();
    const { signal } = controller;
    const become = (some: Partial<typeof hold>): void => {
      setHold((before) => ({ ...before, ...some }));
    };
    const look = (): void => {
      const scrolled = element.getBoundingClientRect().top < 0;
      setHold((before) => (before.scrolled === scrolled ? before : { ...before, scrolled }));
    };
    element.addEventListener("pointerenter", () => become({ pointer: true }), { signal });
    element.addEventListener("pointerleave", () => become({ pointer: false }), { signal });
    element.addEventListener("focusin", () => become({ focus: true }), { signal });
    element.addEventListener(
      "focusout",
      ({ relatedTarget }) => become({ focus: relatedTarget instanceof Node && element.contains(relatedTarget) }),
      { signal },
    );
    window.addEventListener("scroll", look, { signal, passive: true });
    return () => controller.abort();
  }, [area]);
  return hold.pointer || hold.focus || hold.scrolled;
}
