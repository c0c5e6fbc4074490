import type { Home } from "@pforte/shared/contract/home";
import { useEffect } from "react";
import type { Text, TextKey } from "#i18n/text.ts";
import { useText } from "#i18n/use-text.tsx";

/** The title of a page of the portal, as the server writes it and the browser's history shows it. */
export function pageTitle(text: Text, portal: string, view: TextKey | null): string {
  return view === null ? text.t("app.title", { portal }) : `${text.t(view)} – ${portal}`;
}

/** Keeps the title of the document that of the view. */
export function PageTitle({ home, title }: { home: Home; title: TextKey | null }): null {
  const text = useText();
  const whole = pageTitle(text, home.portal.name, title);
  useEffect(() => {
    document.title = whole;
  }, [whole]);
  return null;
}
