import { applyOperations } from "@pforte/shared/configuration/apply-operations";
import { touchedPaths } from "@pforte/shared/configuration/owned-paths";
import type { DraftOperation, Place, Placed } from "@pforte/shared/contract/admin-draft";
import { localize } from "@pforte/shared/contract/localized";
import type { PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import { useDraft } from "#api/draft.tsx";
import type { Text, TextKey, TopicKey } from "#i18n/text.ts";
import { useTopicText } from "#i18n/use-text.tsx";
import { announce } from "#ui/announcer.tsx";
import { itemsIn, placeTo, positionOf, step, toNeighbour } from "./arrange.ts";

export type TilesText = Text<TextKey | TopicKey<"adminTiles"> | TopicKey<"admin">>;

/** What can be done to the list; each act is announced and gives whether it was done. */
export interface Arranging {
  readonly document: PortalConfiguration;
  readonly text: TilesText;
  readonly nameOf: (item: Placed) => string;
  readonly placeName: (place: Place) => string;
  readonly step: (item: Placed, by: -1 | 1) => boolean;
  readonly toNeighbour: (item: Placed, by: -1 | 1) => boolean;
  readonly place: (item: Placed, to: Place, index: number) => boolean;
  readonly carryOut: (operation: DraftOperation | null, item: Placed) => boolean;
  readonly change: (operations: readonly DraftOperation[], name: string, said: string) => boolean;
  /** Where from a file keeps what these would change, or `null`. */
  readonly keptBy: (operations: readonly DraftOperation[]) => string | null;
}

export function useArranging(document: PortalConfiguration): Arranging {
  const text = useTilesText();
  const { t, language } = text;
  const draft = useDraft();
  const keptBy = (operations: readonly DraftOperation[]): string | null =>
    operations
      .flatMap((operation) => touchedPaths(operation, document))
      .map(draft.ownerOf)
      .find((origin) => origin !== null) ?? null;
  const change = (operations: readonly DraftOperation[], name: string, said: string): boolean => {
    const origin = keptBy(operations);
    if (origin !== null) {
      announce(t("tiles.lockedSaid", { origin }));
      return false;
    }
    const isDone = draft.change(operations, name);
    announce(isDone ? said : t("tiles.notPossible"));
    return isDone;
  };
  const nameOf = (item: Placed): string => nameIn(document, item, language);
  const placeName = (place: Place): string =>
    place === null ? t("tiles.unplaced") : nameIn(document, place, language);
  const carryOut = (operation: DraftOperation | null, item: Placed): boolean => {
    if (operation === null) {
      announce(t("tiles.atEnd", { name: nameOf(item) }));
      return false;
    }
    const applied = applyOperations(document, [operation]);
    const { place, index, count } = positionOf(applied.kind === "applied" ? applied.document : document, item);
    const name = nameOf(item);
    const said =
      place === null
        ? t("tiles.saidUnplaced", { name })
        : t("tiles.saidMoved", { name, at: index + 1, of: count, place: placeName(place) });
    return change([operation], t("tiles.moveName", { name }), said);
  };
  return {
    document,
    text,
    nameOf,
    placeName,
    keptBy,
    change,
    carryOut,
    step: (item, by) => carryOut(step(document, item, by), item),
    toNeighbour: (item, by) => carryOut(toNeighbour(document, item, by), item),
    place: (item, to, index) => carryOut(placeTo(item, to, Math.min(index, itemsIn(document, to).length)), item),
  };
}

/** The texts of this section and of its frame. */
export function useTilesText(): TilesText {
  useTopicText("admin");
  // Both have joined, or the call before would have thrown; one page has one set of texts.
  return useTopicText("adminTiles") as TilesText;
}

type Named = Placed | NonNullable<Place>;

function nameIn(document: PortalConfiguration, item: Named, language: "de" | "en"): string {
  const found =
    "tile" in item
      ? document.tiles.find(({ key }) => key === item.tile)
      : "folder" in item
        ? document.folders.find(({ key }) => key === item.folder)
        : document.categories.find(({ key }) => key === item.category);
  return found === undefined ? "" : localize(found.name, language);
}
