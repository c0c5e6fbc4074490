import type { Home } from "@pforte/shared/contract/home";
import { useEffect, useState } from "react";
import type { ReactElement, ReactNode } from "react";
import { usePortalClient } from "#api/portal-client.tsx";
import { loadCatalogue } from "#i18n/load-catalogue.ts";
import { createText } from "#i18n/text.ts";
import { followColours, hasColours } from "./colour-styles.ts";
import { joinTopic, TextProvider, usePageText } from "#i18n/use-text.tsx";

/**
 * Keeps the texts and the document in the language and appearance of the page's data, when they change while it is open.
 * Until the other language has been loaded, the page stays whole in the old one.
 */
export function TextFollower({ home, children }: { home: Home; children: ReactNode }): ReactElement {
  const initial = usePageText();
  const [text, setText] = useState(initial);
  const { navigation } = usePortalClient();
  const { language, timeZone, appearance, version } = home;
  useEffect(() => {
    if (appearance === "system") {
      delete document.documentElement.dataset["theme"];
    } else {
      document.documentElement.dataset["theme"] = appearance;
    }
  }, [appearance]);
  const isColoured = hasColours(home);
  useEffect(() => followColours(version, isColoured), [version, isColoured]);
  useEffect(() => {
    if (text.language === language) {
      return undefined;
    }
    let isCurrent = true;
    const follow = async (): Promise<void> => {
      const next = createText(language, await loadCatalogue(language), timeZone);
      await Promise.all([...text.topics].map(async (topic) => joinTopic(next, topic)));
      if (isCurrent) {
        document.documentElement.lang = language;
        setText(next);
      }
    };
    // The choice is saved: where its texts cannot be loaded, as after a release, the server draws the page in them.
    follow().catch(() => {
      if (isCurrent) {
        navigation.reload();
      }
    });
    return () => {
      isCurrent = false;
    };
  }, [language, timeZone, text, navigation]);
  return <TextProvider text={text}>{children}</TextProvider>;
}
