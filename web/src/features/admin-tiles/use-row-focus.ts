import { useEffect, useRef } from "react";
import type { RefObject } from "react";

/** Which part of a row: the row itself, or one of its buttons by `data-part`. */
export type RowPart = "row" | "up" | "down" | "menu" | "name";

export interface RowFocus {
  /** Keeps the focus there, although the row moves, or goes to another list. */
  readonly keep: (id: string, part: RowPart) => void;
}

/** A menu or a dialog that closes gives the focus back some frames after the row has moved. */
const frames = 12;

export function useRowFocus(area: RefObject<HTMLElement | null>): RowFocus {
  const running = useRef(0);
  useEffect(() => () => cancelAnimationFrame(running.current), []);
  const keep = (id: string, part: RowPart): void => {
    cancelAnimationFrame(running.current);
    let left = frames;
    const look = (): void => {
      const row = area.current
        ?.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`)
        ?.closest<HTMLElement>("[role=row], [data-row]");
      const wanted = part === "row" ? row : row?.querySelector<HTMLElement>(`[data-part=${part}]`);
      if (wanted !== null && wanted !== undefined && document.activeElement !== wanted) {
        wanted.focus();
        wanted.scrollIntoView({ block: "nearest" });
      }
      left -= 1;
      if (left > 0) {
        running.current = requestAnimationFrame(look);
      }
    };
    running.current = requestAnimationFrame(look);
  };
  return { keep };
}
