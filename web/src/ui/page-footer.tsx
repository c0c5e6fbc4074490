import type { HomePortal } from "@pforte/shared/contract/home";
import type { ReactElement } from "react";
import { useText } from "#i18n/use-text.tsx";
import { SupportLink } from "./support-link.tsx";

/** Who runs the portal, what the law asks to link, whom to ask, and which version this is. */
export function PageFooter({ portal }: { portal: HomePortal }): ReactElement {
  const { t } = useText();
  return (
    <footer className="foot">
      <span>{portal.organisation}</span>
      <span className="spring" />
      {portal.help === null ? null : <a href={portal.help}>{t("footer.help")}</a>}
      <SupportLink support={portal.support} />
      <a href={portal.imprint}>{t("footer.imprint")}</a>
      <a href={portal.privacy}>{t("footer.privacy")}</a>
      <a href={portal.accessibility}>{t("footer.accessibility")}</a>
      {portal.reportBarrier === null ? null : <a href={portal.reportBarrier}>{t("footer.reportBarrier")}</a>}
      <span>{t("footer.release", { release: portal.release })}</span>
    </footer>
  );
}
