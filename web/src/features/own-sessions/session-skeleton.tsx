import type { ReactElement } from "react";
import { useTopicText } from "#i18n/use-text.tsx";

/** The shape of the one row that is always there, of the session that asks: its name, its two moments and how it ends. */
export function SessionSkeleton(): ReactElement {
  const { t } = useTopicText("ownSessions");
  return (
    <ul className="own-rows late" aria-busy="true" aria-label={t("ownSessions.loading")}>
      <li className="own-row">
        <div className="own-about own-shape">
          <span className="own-name">
            <span className="sk w55" />
          </span>
          <p>
            <span className="sk w80" />
            <span className="sk w62s" />
          </p>
          <p>
            <span className="own-unseen">{t("ownSessions.signOut")}</span>
            <span className="sk w70" />
          </p>
        </div>
      </li>
    </ul>
  );
}
