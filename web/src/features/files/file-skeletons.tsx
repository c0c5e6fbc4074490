import type { ReactElement } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import { FileHeads } from "./file-heads.tsx";

const widths = ["w55", "w70", "w62s", "w80", "w55", "w70", "w62s", "w55"] as const;

/** The shape of the rows to come; it shows itself only after 300 ms, so that a quick answer does not flicker. */
export function FileSkeletons(): ReactElement {
  const { t } = useTopicText("files");
  return (
    <div className="f-area late">
      <FileHeads />
      <ul className="f-skeletons" aria-busy="true" aria-label={t("files.loading")}>
        {widths.map((width, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- rows without content differ by their place alone
          <li key={index} className="f-row">
            <span className="sk sk-thumb" />
            <div className="sk-t">
              <span className={`sk ${width}`} />
              <span className="sk sk-2 w55" />
            </div>
            <span className="f-place">
              <span className="sk sk-2 w70" />
            </span>
            <span className="f-who">
              <span className="sk sk-2 w80" />
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
