import type { Home } from "@pforte/shared/contract/home";
import { Suspense, useId } from "react";
import type { ReactElement, ReactNode } from "react";
import { NavLink, useNavigate } from "react-router";
import { useTopicText } from "#i18n/use-text.tsx";
import type { Topic } from "#i18n/topics.ts";
import "#styles/views-admin.css";
import { FailureBoundary } from "#ui/failure-boundary.tsx";
import { Icon } from "#ui/icon.tsx";
import { RowSkeletons } from "#ui/row-skeletons.tsx";
import { DraftBar } from "./draft-bar.tsx";
import { DraftNotices, LockedNotice } from "./draft-notices.tsx";

/** Where a section is, and whose texts it needs. */
export interface AdminSectionLink {
  readonly key: string;
  readonly topic: Topic;
}

interface AdminFrameProps {
  readonly home: Home;
  readonly sections: readonly AdminSectionLink[];
  readonly current: string;
  readonly children: ReactNode;
}

/** Sections whose changes take effect at once, or that change nothing: the draft is not theirs to speak of. */
const besideDraft: ReadonlySet<string> = new Set(["announcements", "audit", "file", "history", "people"]);

/** What all sections share: their list, the draft bar, and who has no right to be here. */
export function AdminFrame({ home, sections, current, children }: AdminFrameProps): ReactElement {
  const { t } = useTopicText("admin");
  if (home.person?.isAdministrator !== true) {
    return <NoRight support={home.portal.support.name} />;
  }
  return (
    <div className="adm">
      <Sections sections={sections} current={current} />
      {besideDraft.has(current) ? null : <DraftBar isPublishing={current === "publish"} />}
      <DraftNotices />
      {besideDraft.has(current) ? null : <LockedNotice />}
      <FailureBoundary key={current} fallback={<SectionFailed />}>
        <Suspense fallback={<RowSkeletons rows={8} label={t("view.loading")} />}>{children}</Suspense>
      </FailureBoundary>
    </div>
  );
}

type Named = Pick<AdminFrameProps, "sections" | "current">;

/** A second navigation: links in a row, one choice where the window is narrow. */
function Sections({ sections, current }: Named): ReactElement {
  const { t } = useTopicText("admin");
  const navigate = useNavigate();
  const id = useId();
  return (
    <nav className="adm-nav" aria-label={t("admin.sections")}>
      <ul className="adm-links">
        {sections.map(({ key }) => (
          <li key={key}>
            <NavLink
              className="tab"
              to={pathOf(key)}
              aria-current={key === current ? "page" : undefined}
              data-selected={key === current || undefined}
              viewTransition={false}
            >
              {t(nameOf(key))}
            </NavLink>
          </li>
        ))}
      </ul>
      <div className="adm-choice field">
        <label htmlFor={id} className="vh">
          {t("admin.sections")}
        </label>
        <select
          id={id}
          className="input"
          value={current}
          onChange={({ currentTarget }) => void navigate(pathOf(currentTarget.value), { state: { keepsFocus: true } })}
        >
          {sections.map(({ key }) => (
            <option key={key} value={key}>
              {t(nameOf(key))}
            </option>
          ))}
        </select>
      </div>
    </nav>
  );
}

function pathOf(key: string): string {
  return `/admin/${key}`;
}

const names = {
  tiles: "admin.section.tiles",
  publish: "admin.section.publish",
  history: "admin.section.history",
  audit: "admin.section.audit",
  file: "admin.section.file",
  announcements: "admin.section.announcements",
  branding: "admin.section.branding",
  sources: "admin.section.sources",
  people: "admin.section.people",
} as const;

function nameOf(key: string): (typeof names)[keyof typeof names] {
  // Asked for with the keys of the sections, which the table has all of.
  return names[key as keyof typeof names];
}

function NoRight({ support }: { support: string }): ReactElement {
  const { t } = useTopicText("admin");
  return (
    <div className="card-msg">
      <h2>
        <Icon name="lock" />
        {t("admin.noRightTitle")}
      </h2>
      <p>{t("admin.noRight", { support })}</p>
      <div className="acts">
        <a className="btn" href="/">
          {t("admin.toStart")}
        </a>
      </div>
    </div>
  );
}

function SectionFailed(): ReactElement {
  const { t } = useTopicText("admin");
  return (
    <div className="card-msg" role="alert">
      <h2 className="is-failed">
        <Icon name="warning" />
        {t("view.failedTitle")}
      </h2>
      <p>{t("view.failedText")}</p>
    </div>
  );
}
