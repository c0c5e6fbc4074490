import { useEffect, useRef } from "react";
import type { RefObject } from "react";

/** The width of a desk's window, which the frame keeps however narrow its place is. */
const deskWidth = 1280;

/** Shrinks what is in the box so that a desk's width fits into it, as `--scale` of its styles. */
export function useFrameScale(): RefObject<HTMLDivElement | null> {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = box.current;
    if (element === null) {
      return undefined;
    }
    let frame = 0;
    const observer = new ResizeObserver(([entry]) => {
      const width = entry?.contentRect.width ?? deskWidth;
      cancelAnimationFrame(frame);
      // With the next frame: the box grows by it, and must not be told of that in the same one.
      frame = requestAnimationFrame(() => {
        element.style.setProperty("--scale", String(Math.min(1, width / deskWidth)));
      });
    });
    observer.observe(element);
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
    };
  }, []);
  return box;
}
