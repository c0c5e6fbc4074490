import type { FileEntry } from "@pforte/shared/contract/files";
import type { ReactElement } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";

interface SelectionBarProps {
  readonly files: readonly FileEntry[];
  readonly onSetFavourite: (isFavourite: boolean) => void;
  readonly onClear: () => void;
}

/** What can be done with several files at once; it floats above the end of the window and follows the list in order. */
export function SelectionBar({ files, onSetFavourite, onClear }: SelectionBarProps): ReactElement {
  const { t } = useTopicText("files");
  const areFavourites = files.every(({ isFavourite }) => isFavourite);
  return (
    <section className="sel-bar float" aria-label={t("files.selectionLabel")}>
      <span className="num">{t("files.selected", { count: files.length })}</span>
      <button type="button" className="btn btn-quiet btn-sm" onClick={() => onSetFavourite(!areFavourites)}>
        <Icon name="star" size={18} />
        {t(areFavourites ? "files.removeFavourites" : "files.addFavourites")}
      </button>
      <button type="button" className="ib" aria-label={t("files.clearSelection")} onClick={onClear}>
        <Icon name="close" size={18} />
      </button>
    </section>
  );
}
