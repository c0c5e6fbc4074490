import type { ReactElement } from "react";
import { useTopicText } from "#i18n/use-text.tsx";

/** The headings of the columns, for the eye alone: each cell has its own for the ear. */
export function FileHeads(): ReactElement {
  const { t } = useTopicText("files");
  return (
    <div className="f-head" aria-hidden="true">
      <span>{t("files.col.name")}</span>
      <span>{t("files.col.place")}</span>
      <span>{t("files.col.who")}</span>
      <span className="f-when">{t("files.col.when")}</span>
      <span className="f-size">{t("files.col.size")}</span>
    </div>
  );
}
