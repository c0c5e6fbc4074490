import { useEffectEvent, useLayoutEffect, useRef } from "react";
import type { RefObject } from "react";

/**
 * For a part that goes away by itself, such as the buttons of something that is done in the meantime: whoever stands in it with
 * the keyboard is led on, instead of to the top of the page.
 */
export function useKeptFocus<E extends HTMLElement>(onLost: (area: E) => void): RefObject<E | null> {
  const area = useRef<E>(null);
  const keep = useEffectEvent(onLost);
  useLayoutEffect(() => {
    const element = area.current;
    return () => {
      if (element?.contains(document.activeElement) === true) {
        keep(element);
      }
    };
  }, []);
  return area;
}
