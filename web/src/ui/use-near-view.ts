import { useEffect, useLayoutEffect, useState } from "react";
import type { RefObject } from "react";

/** How far below the window something counts as near: it is there before it is scrolled to. */
const marginPixels = 200;

/** Whether this element is in the window or soon will be; false on the server. */
export function useNearView(element: RefObject<HTMLElement | null>): boolean {
  const [isNear, setIsNear] = useState(false);
  // Looked at once before the first paint, so that what is near asks together with the rest of the page.
  useLayoutEffect(() => {
    const box = element.current?.getBoundingClientRect();
    if (box !== undefined && box.height > 0) {
      // oxlint-disable-next-line react/set-state-in-effect -- where something lies is known only after it was laid out
      setIsNear(box.top < innerHeight + marginPixels && box.bottom > -marginPixels);
    }
  }, [element]);
  useEffect(() => {
    const { current } = element;
    if (current === null) {
      return undefined;
    }
    const observer = new IntersectionObserver((entries) => setIsNear(entries.at(-1)?.isIntersecting === true), {
      rootMargin: `${marginPixels}px`,
    });
    observer.observe(current);
    return () => observer.disconnect();
  }, [element]);
  return isNear;
}
