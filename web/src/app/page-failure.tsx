import type { ReactElement } from "react";
import { useText } from "#i18n/use-text.tsx";
import { Logo } from "#ui/logo.tsx";

/** Stands in for a page that failed; says so and offers the one thing that helps. */
export function PageFailure(): ReactElement {
  const { t } = useText();
  return (
    <div className="bare">
      <main id="content" className="notice-page">
        <Logo />
        <h1>{t("app.failedTitle")}</h1>
        <p>{t("app.failedText")}</p>
        <div className="acts">
          <a className="btn btn-primary btn-lg" href="/">
            {t("app.reload")}
          </a>
        </div>
      </main>
    </div>
  );
}
