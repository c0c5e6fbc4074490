import { useEffect, useRef } from "react";
import type { RefObject } from "react";

/** Which part of a row: the row itself, or one of its buttons by `data-part`. */
export type RowPart = "row" | "up" | "down" | "menu" | "name";

export interface RowFocus {
  /** Keeps the focus there, although the row moves, or goes to another list. */
  readonly keep: (id: string, part: RowPart) => void;
}

/** A menu or a dialog that closes gives the focus back some frames after the row has moved, and so does a list that lost a row. */
const steadyFrames = 10;
const longestMilliseconds = 2000;

export function useRowFocus(area: RefObject<HTMLElement | null>): RowFocus {
  const stop = useRef<() => void>(() => undefined);
  useEffect(() => () => stop.current(), []);
  const keep = (id: string, part: RowPart): void => {
    stop.current();
    stop.current = hold(() => partOf(area.current, id, part));
  };
  return { keep };
}

function partOf(area: HTMLElement | null, id: string, part: RowPart): HTMLElement | null {
  const found = area?.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`) ?? null;
  return part === "row"
    ? (found?.closest<HTMLElement>("[role=row]") ?? found)
    : (found?.querySelector<HTMLElement>(`[data-part=${part}]`) ?? null);
}

/** Holds the focus there until it stays, or the person does something else; gives what lets go of it. */
function hold(find: () => HTMLElement | null): () => void {
  const until = performance.now() + longestMilliseconds;
  let steady = 0;
  let frame = 0;
  const stop = (): void => {
    cancelAnimationFrame(frame);
    window.removeEventListener("pointerdown", stop, true);
    window.removeEventListener("keydown", stop, true);
  };
  const look = (): void => {
    const wanted = find();
    if (wanted !== null && document.activeElement !== wanted) {
      wanted.focus();
      wanted.scrollIntoView({ block: "nearest" });
      steady = 0;
    } else if (wanted !== null) {
      steady += 1;
    }
    if (steady >= steadyFrames || performance.now() > until) {
      stop();
    } else {
      frame = requestAnimationFrame(look);
    }
  };
  frame = requestAnimationFrame(() => {
    // What is pressed from now on is something else.
    window.addEventListener("pointerdown", stop, true);
    window.addEventListener("keydown", stop, true);
    look();
  });
  return stop;
}
