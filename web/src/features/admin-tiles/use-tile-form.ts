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
  /** Fields that were typed in and are not handed over; all others are the draft's. */
  const typed = useRef<Partial<TileValues> | null>(null);
  const latest = useRef({ values, tile });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  if (seen !== tile) {
    setSeen(tile);
    const taken = takeOver(values, seen, tile);
    if (taken !== null) {
      setValues(taken);
      setWrong(new Set());
    }
  }
  useEffect(() => {
    latest.current = { values, tile };
  }, [values, tile]);
  const hand = (isLeft: boolean): void => {
    clearTimeout(timer.current);
    const { tile: now } = latest.current;
    const made = tileOf({ ...latest.current.values, ...typed.current }, { key: now.key, state: now.state });
    if (made.kind === "invalid") {
      if (isLeft) {
        setWrong(new Set(made.fields));
      }
      return;
    }
    typed.current = null;
    setWrong(new Set());
    if (!isEqual(made.tile, now)) {
      onSave(made.tile);
    }
  };
  const flush = useEffectEvent(() => {
    if (typed.current !== null) {
      hand(true);
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
      typed.current = { ...typed.current, ...change };
      setValues((before) => ({ ...before, ...change }));
      clearTimeout(timer.current);
      timer.current = setTimeout(() => hand(false), pauseMilliseconds);
    },
    flush: () => {
      if (typed.current !== null) {
        hand(true);
      }
    },
  };
}

/**
 * What the form shows after the tile was undone or changed by somebody else: what the draft says, but for fields that are
 * being typed in. `null` where it says what is typed, down to a space before the next word.
 */
function takeOver(values: TileValues, before: ConfiguredTile, after: ConfiguredTile): TileValues | null {
  const own = tileOf(values, { key: after.key, state: after.state });
  const [was, now] = [valuesOf(before), valuesOf(after)];
  if ((own.kind === "valid" && isEqual(own.tile, after)) || isEqual(was, now)) {
    return null;
  }
  const mine = own.kind === "valid" ? valuesOf(own.tile) : values;
  const kept = Object.entries(values).filter(([name]) => !isEqual(valueAt(mine, name), valueAt(was, name)));
  return { ...now, ...Object.fromEntries(kept) };
}

function valueAt(values: TileValues, name: string): unknown {
  return Object.entries(values).find(([field]) => field === name)?.[1];
}
