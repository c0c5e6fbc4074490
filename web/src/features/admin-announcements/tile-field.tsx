import type { ReactElement } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import { OneOfField } from "./one-of-field.tsx";

const nothing = "no tile";

/** The tile that an announcement leads to. */
export function TileField({
  tiles,
  chosen,
  onChoose,
}: {
  tiles: readonly { readonly key: string; readonly name: string }[];
  chosen: string | null;
  onChoose: (tile: string | null) => void;
}): ReactElement {
  const { t } = useTopicText("adminAnnouncements");
  const isKnown = chosen === null || tiles.some(({ key }) => key === chosen);
  return (
    <OneOfField
      label={t("announcements.tile")}
      choices={[
        { id: nothing, text: t("announcements.noTile") },
        ...tiles.map(({ key, name }) => ({ id: key, text: name })),
        ...(isKnown ? [] : [{ id: chosen, text: t("announcements.tileGone", { tile: chosen }) }]),
      ]}
      chosen={chosen ?? nothing}
      onChoose={(id) => onChoose(id === nothing ? null : id)}
    />
  );
}
