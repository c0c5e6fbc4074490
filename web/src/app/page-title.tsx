import type { Home } from "@pforte/shared/contract/home";
import { useEffect } from "react";
import { useInboxUnread } from "#features/cards/badges.tsx";
import type { Text, TextKey } from "#i18n/text.ts";
import { useText } from "#i18n/use-text.tsx";

/** The title of a page of the portal, as the server writes it and the browser's history shows it. */
export function pageTitle(text: Text, portal: string, view: TextKey | null): string {
  return view === null ? text.t("app.title", { portal }) : `${text.t(view)} – ${portal}`;
}

/** Keeps the title of the document that of the view, with what is unread before it. */
export function PageTitle({
  home,
  title,
  name,
}: {
  home: Home;
  title: TextKey | null;
  /** What the view shows just now, where it has a name of its own. */
  name: string | null;
}): null {
  const text = useText();
  const unread = useInboxUnread();
  const count =
    unread === null || unread.unread === 0 ? "" : `(${text.badge(unread.unread)}${unread.isCapped ? "+" : ""}) `;
  const whole = (name === null ? count : `${count}${name} – `) + pageTitle(text, home.portal.name, title);
  useEffect(() => {
    document.title = whole;
  }, [whole]);
  return null;
}
