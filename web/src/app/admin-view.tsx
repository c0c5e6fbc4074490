import type { Home } from "@pforte/shared/contract/home";
import type { ReactElement } from "react";
import { I18nProvider } from "react-aria-components";
import { useLocation } from "react-router";
import { DraftProvider } from "#api/draft.tsx";
import { TopicTexts } from "#i18n/use-text.tsx";
import { AdminFrame } from "#features/admin/admin-frame.tsx";
import { adminSections, sectionAt } from "./admin-sections.tsx";

/** The area of administrators at `/admin` and below: one section at a time, over one shared draft. */
export function AdminView({ home }: { home: Home }): ReactElement {
  const { pathname } = useLocation();
  const section = sectionAt(pathname);
  return (
    // Days, numbers and names of the widgets are those of the page's language, and not of the browser's.
    <I18nProvider locale={home.language}>
      <DraftProvider>
        <AdminFrame home={home} sections={adminSections} current={section.key}>
          <TopicTexts topic={section.topic}>
            <section.View home={home} />
          </TopicTexts>
        </AdminFrame>
      </DraftProvider>
    </I18nProvider>
  );
}
