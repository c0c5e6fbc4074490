import type { ReactElement } from "react";
import { useText } from "#i18n/use-text.tsx";

/** The first stop of the tab key: past the header and the dock. */
export function SkipLink(): ReactElement {
  const { t } = useText();
  return (
    <a className="skip" href="#content">
      {t("app.skip")}
    </a>
  );
}
