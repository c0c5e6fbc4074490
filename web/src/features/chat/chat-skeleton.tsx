import type { ReactElement } from "react";
import { useText } from "#i18n/use-text.tsx";

const widths = [
  ["w70", "w90"],
  ["w55", "w80"],
  ["w62s", "w70"],
] as const;

/** The shape of the rows to come; it shows itself only after 300 ms, so that a quick answer does not flicker. */
export function ChatSkeleton(): ReactElement {
  const { t } = useText();
  return (
    <ul className="rows late" aria-busy="true" aria-label={t("chat.loading")}>
      {widths.map(([first, second]) => (
        <li key={first} className="row row-chat">
          <span className="sk sk-a" />
          <div className="sk-t">
            <span className={`sk ${first}`} />
            <span className={`sk sk-2 ${second}`} />
          </div>
        </li>
      ))}
    </ul>
  );
}
