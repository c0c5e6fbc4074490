import type { ReactElement, ReactNode } from "react";
import { Link } from "react-router";
import { useText } from "#i18n/use-text.tsx";
import { Logo } from "#ui/logo.tsx";

/** The top of every page: the brand, the search and the person's own menus. */
export function Header({
  portalName,
  isSignedIn,
  search,
  tools,
}: {
  portalName: string;
  isSignedIn: boolean;
  search: ReactNode;
  tools: ReactNode;
}): ReactElement {
  const { t } = useText();
  return (
    <header className="top">
      <Link className="brand" to="/" aria-label={t("app.toStart", { portal: portalName })}>
        <Logo />
        <span>{portalName}</span>
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
