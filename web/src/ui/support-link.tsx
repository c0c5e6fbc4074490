import type { HomePortal } from "@pforte/shared/contract/home";
import type { ReactElement } from "react";
import { useText } from "#i18n/use-text.tsx";

/** Whom to ask, by the way that the portal names first: phone, then e-mail, then a page. */
export function SupportLink({
  support,
  className,
}: {
  support: HomePortal["support"];
  className?: string;
}): ReactElement {
  const { t } = useText();
  const { name, phone, email, href } = support;
  if (phone !== null) {
    return (
      <a className={className} href={`tel:${phone.replaceAll(/[^\d+*#]/gu, "")}`}>
        {t("notice.call", { support: name, phone })}
      </a>
    );
  }
  if (email !== null) {
    return (
      <a className={className} href={`mailto:${email}`}>
        {t("notice.write", { support: name })}
      </a>
    );
  }
  return href === null ? (
    <span className={className}>{name}</span>
  ) : (
    <a className={className} href={href}>
      {t("notice.supportPage", { support: name })}
    </a>
  );
}
