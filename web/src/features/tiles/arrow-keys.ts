/** The stops of the arrow keys in the order in which they are read: tiles and folders that are on the screen. */
export function tileStops(board: HTMLElement | null): HTMLElement[] {
  return board === null
    ? []
    : [...board.querySelectorAll<HTMLElement>(".tile")].filter((stop) => stop.checkVisibility());
}

interface Modifiers {
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

/**
 * Moves the focus from one tile to its neighbour and says whether it did. Up and down follow the eye: the nearest tile of
 * the next row, also across categories. Home and End are the first and the last tile.
 */
export function moveFocus(board: HTMLElement | null, from: EventTarget, key: string, modifiers: Modifiers): boolean {
  if (modifiers.altKey || modifiers.ctrlKey || modifiers.metaKey) {
    return false;
  }
  const stops = tileStops(board);
  const at = stops.findIndex((stop) => stop === from);
  const current = stops[at];
  if (current === undefined) {
    return false;
  }
  const next = neighbour(stops, at, current, key);
  next?.focus();
  return next !== undefined;
}

function neighbour(
  stops: readonly HTMLElement[],
  at: number,
  current: HTMLElement,
  key: string,
): HTMLElement | undefined {
  switch (key) {
    case "ArrowRight":
      return stops[at + 1];
    case "ArrowLeft":
      return stops[at - 1];
    case "ArrowDown":
      return nearestInRow(stops.slice(at + 1), current);
    case "ArrowUp":
      return nearestInRow(stops.slice(0, at).toReversed(), current);
    case "Home":
      return stops[0];
    case "End":
      return stops.at(-1);
    default:
      return undefined;
  }
}

/** The stop that lies closest to `current` sideways, in the first other row that comes. */
function nearestInRow(candidates: readonly HTMLElement[], current: HTMLElement): HTMLElement | undefined {
  const own = current.getBoundingClientRect();
  const boxes = candidates.map((stop) => ({ stop, box: stop.getBoundingClientRect() }));
  const row = boxes.find(({ box }) => Math.abs(box.top - own.top) > own.height / 2)?.box.top;
  return boxes
    .filter(({ box }) => row !== undefined && Math.abs(box.top - row) <= own.height / 2)
    .toSorted((a, b) => Math.abs(a.box.left - own.left) - Math.abs(b.box.left - own.left))[0]?.stop;
}
