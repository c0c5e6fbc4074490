import type { HomePortal } from "@pforte/shared/contract/home";
import type { Appearance } from "@pforte/shared/contract/preferences";
import type { ReactElement, ReactNode } from "react";
import { Link } from "react-router";
import { useText } from "#i18n/use-text.tsx";
import { BrandLogo } from "#ui/brand-logo.tsx";

/** The top of every page: the brand, the search and the person's own menus. */
export function Header({
  portal,
  appearance,
  isSignedIn,
  search,
  tools,
}: {
  portal: HomePortal;
  appearance: Appearance;
  isSignedIn: boolean;
  search: ReactNode;
  tools: ReactNode;
}): ReactElement {
  const { t } = useText();
  return (
    <header className="top">
      <Link className="brand" to="/" aria-label={t("app.toStart", { portal: portal.name })}>
        <BrandLogo logo={portal.logo} appearance={appearance} />
        {/* A logo has the name in it, or stands for it. */}
        {portal.logo === null ? <span>{portal.name}</span> : null}
      </Link>
      {search}
      <div className="top-tools">
        {tools}
        {isSignedIn ? null : (
          <a className="btn btn-primary" href="/auth/login">
            {t("header.signIn")}
          </a>
        )}
      </div>
    </header>
  );
}
