import { isEqual } from "@pforte/shared/configuration/is-equal";
import type { ConfiguredTile } from "@pforte/shared/contract/portal-configuration";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { tileOf, valuesOf, type Field, type TileValues } from "./tile-values.ts";

/** How long somebody pauses before what was typed is handed over. */
const pauseMilliseconds = 900;

export interface TileForm {
  readonly values: TileValues;
  /** Fields that are wrong, once somebody has left them. */
  readonly wrong: ReadonlySet<Field>;
  readonly set: (change: Partial<TileValues>) => void;
  /** Hands over what is typed; on leaving a field. */
  readonly flush: () => void;
}

/** The form of a tile: what is typed is handed over at a pause, on leaving a field and when the form goes away. */
export function useTileForm(tile: ConfiguredTile, onSave: (tile: ConfiguredTile) => boolean): TileForm {
  const [values, setValues] = useState(() => valuesOf(tile));
  const [wrong, setWrong] = useState<ReadonlySet<Field>>(new Set());
  const [seen, setSeen] = useState(tile);
  const typed = useRef<TileValues | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  if (seen !== tile) {
    setSeen(tile);
    if (!isEqual(seen, tile) && !isEqual(valuesOf(seen), valuesOf(tile))) {
      // Undone, or changed by somebody else: what is shown is what the draft says.
      setValues(valuesOf(tile));
      setWrong(new Set());
    }
  }
  const hand = (next: TileValues, isLeft: boolean): void => {
    clearTimeout(timer.current);
    const made = tileOf(next, { key: tile.key, state: tile.state });
    if (made.kind === "invalid") {
      if (isLeft) {
        setWrong(new Set(made.fields));
      }
      return;
    }
    typed.current = null;
    setWrong(new Set());
    if (!isEqual(made.tile, tile)) {
      onSave(made.tile);
    }
  };
  const flush = useEffectEvent(() => {
    if (typed.current !== null) {
      hand(typed.current, true);
    }
  });
  useEffect(() => {
    const leave = (): void => flush();
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      flush();
    };
  }, []);
  return {
    values,
    wrong,
    set: (change) => {
      const next = { ...values, ...typed.current, ...change };
      typed.current = next;
      setValues(next);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => hand(next, false), pauseMilliseconds);
    },
    flush: () => {
      if (typed.current !== null) {
        hand(typed.current, true);
      }
    },
  };
}
