import { isEqual } from "@pforte/shared/configuration/is-equal";
import { keptForm } from "#api/kept-form.ts";
import { emptyValues, type TileValues } from "./tile-values.ts";

interface NewTile {
  /** Where it is made; `null` while its form is not shown. */
  readonly category: string | null;
  readonly values: TileValues;
}

export const noNewTile: NewTile = { category: null, values: emptyValues };

/** The tile that is not there yet. */
export const newTileForm = keptForm({
  name: "kept/tile",
  first: noNewTile,
  wouldBeMissed: ({ values }) => !isEqual(values, emptyValues),
});
