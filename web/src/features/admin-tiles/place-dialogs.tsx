import type { Place, Placed } from "@pforte/shared/contract/admin-draft";
import { useState } from "react";
import type { ReactElement } from "react";
import { Input, Label, ListBox, ListBoxItem, NumberField, Text } from "react-aria-components";
import { AskDialog } from "./ask-dialog.tsx";
import { idOf, itemsIn, placesOf, positionOf } from "./arrange.ts";
import type { Arranging } from "./use-arranging.ts";

interface DialogProps {
  readonly item: Placed;
  readonly arranging: Arranging;
  readonly onDone: (place: Place, index: number) => void;
  readonly onClose: () => void;
}

/** “An Platz …”: a number instead of many steps. */
export function PositionDialog({ item, arranging, onDone, onClose }: DialogProps): ReactElement {
  const { document, text, nameOf, placeName } = arranging;
  const { t } = text;
  const { place, index, count } = positionOf(document, item);
  const [at, setAt] = useState(index + 1);
  return (
    <AskDialog
      title={t("tiles.positionTitle", { name: nameOf(item) })}
      submit={t("tiles.move")}
      isReady={Number.isInteger(at)}
      onSubmit={() => onDone(place, at - 1)}
      onClose={onClose}
    >
      {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- a dialog that was asked for begins with its only field */}
      <NumberField className="field adm-number" value={at} minValue={1} maxValue={count} onChange={setAt} autoFocus>
        <Label>{t("tiles.position")}</Label>
        <Input className="input" />
        <Text slot="description" className="hint">
          {t("tiles.positionHint", { count, place: placeName(place) })}
        </Text>
      </NumberField>
    </AskDialog>
  );
}

/** “In Ordner oder Kategorie …”: to the end of one of the places, or out of all of them. */
export function PlaceDialog({ item, arranging, onDone, onClose }: DialogProps): ReactElement {
  const { document, text, nameOf, placeName } = arranging;
  const { t } = text;
  const here = placeId(positionOf(document, item).place);
  const [chosen, setChosen] = useState(here);
  const places: readonly Place[] = [
    ...placesOf(document).filter((place) => !("folder" in item && "folder" in place)),
    null,
  ];
  const to = places.find((place) => placeId(place) === chosen);
  return (
    <AskDialog
      title={t("tiles.placeTitle", { name: nameOf(item) })}
      submit={t("tiles.move")}
      isReady={to !== undefined && chosen !== here}
      onSubmit={() => to !== undefined && onDone(to, itemsIn(document, to).length)}
      onClose={onClose}
    >
      <ListBox
        className="adm-places"
        aria-label={t("tiles.placeLabel")}
        selectionMode="single"
        disallowEmptySelection
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- a dialog that was asked for begins with its only list
        autoFocus
        selectedKeys={[chosen]}
        onSelectionChange={(keys) => setChosen(keys === "all" ? here : String([...keys][0]))}
      >
        {places.map((place) => (
          <ListBoxItem
            key={placeId(place)}
            id={placeId(place)}
            className={place !== null && "folder" in place ? "adm-place in-folder" : "adm-place"}
            textValue={
              place !== null && "folder" in place ? t("tiles.folderName", { name: placeName(place) }) : placeName(place)
            }
          >
            <span className="radio" aria-hidden="true" />
            <span>
              {place !== null && "folder" in place
                ? t("tiles.folderName", { name: placeName(place) })
                : placeName(place)}
            </span>
          </ListBoxItem>
        ))}
      </ListBox>
    </AskDialog>
  );
}

function placeId(place: Place): string {
  if (place === null) {
    return "nowhere";
  }
  return "category" in place ? `category:${place.category}` : idOf({ folder: place.folder });
}
