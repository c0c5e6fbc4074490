import type { Home } from "@pforte/shared/contract/home";
import { portalSource, type Inbox } from "@pforte/shared/contract/inbox";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ReactElement } from "react";
import { I18nProvider, RouterProvider } from "react-aria-components";
import { Link, useNavigate, useSearchParams } from "react-router";
import { usePortalClient } from "#api/portal-client.tsx";
import { concerns, lookAgain, useLive } from "#api/use-live.ts";
import { useTopicText } from "#i18n/use-text.tsx";
import "#styles/views-inbox.css";
import type { IconName } from "#ui/icon-names.ts";
import { Icon } from "#ui/icon.tsx";
import { PortalFailure } from "#ui/portal-failure.tsx";
import { RowSkeletons } from "#ui/row-skeletons.tsx";
import { sourceName } from "#ui/source-mark.tsx";
import { HeadExtras } from "#ui/view-head.tsx";
import { InboxEmpty } from "./inbox-empty.tsx";
import { InboxList } from "./inbox-list.tsx";
import { inboxQueries, inboxViews, type InboxPart } from "./inbox-queries.ts";
import { InboxSide } from "./inbox-side.tsx";
import { InboxSources, hasSpoken } from "./inbox-sources.tsx";
import { InboxToolbar } from "./inbox-toolbar.tsx";
import { filtered, shownItems, tallyOf, type InboxFilter } from "./shown-inbox.ts";
import { UndoToast } from "./undo-toast.tsx";
import { useInboxActs } from "./use-inbox-acts.ts";

const everything: InboxFilter = { only: "all", sources: new Set() };

/** The full view at `/inbox`: what waits in all tools, what comes back later, and what was done. */
export function InboxView({ home }: { home: Home }): ReactElement {
  const { language, t } = useTopicText("inbox");
  const { now } = usePortalClient();
  const part = usePart();
  const heard = [...home.sources.map(({ key }) => key), portalSource];
  useLive(inboxQueries.all(), (event) => event.type === "inbox_changed" || concerns(event, "notifications", heard));
  const { data, error, isFetching, refetch, dataUpdatedAt } = useQuery({
    ...inboxQueries.part(part),
    refetchInterval: lookAgain(now),
  });
  const retry = (): void => void refetch();
  const navigate = useNavigate();
  return (
    <I18nProvider locale={language}>
      <RouterProvider navigate={(path) => void navigate(path)}>
        {error === null ? null : (
          <PortalFailure
            error={error}
            since={data === undefined ? null : new Date(dataUpdatedAt)}
            isTrying={isFetching}
            onRetry={retry}
          />
        )}
        {data === undefined ? <Parts part={part} unread="" /> : null}
        {data === undefined ? (
          error === null && <RowSkeletons rows={8} label={t("inbox.loading")} />
        ) : (
          <Content key={part} home={home} part={part} inbox={data} isTrying={isFetching} onRetry={retry} />
        )}
      </RouterProvider>
    </I18nProvider>
  );
}

/** Which part is in the address, so that it can be gone back to. */
function usePart(): InboxPart {
  const [params] = useSearchParams();
  return inboxViews.find((one) => one === params.get("view")) ?? "open";
}

/** What is looked at, and the ways to what comes later and to what was. */
function Parts({ part, unread }: { part: InboxPart; unread: string }): ReactElement {
  const { t } = useTopicText("inbox");
  return (
    <HeadExtras>
      <p>{part === "open" ? unread : t(`inbox.part.${part}`)}</p>
      <span className="spring" />
      <nav className="in-parts" aria-label={t("inbox.parts")}>
        {inboxViews
          .filter((one) => one !== part)
          .map((one) => (
            <Link key={one} className="btn btn-quiet btn-sm" to={one === "open" ? "/inbox" : `?view=${one}`}>
              <Icon name={partIcons[one]} size={18} />
              {t(`inbox.part.${one}`)}
            </Link>
          ))}
      </nav>
    </HeadExtras>
  );
}

const partIcons = { open: "inbox", later: "snooze", history: "history" } as const satisfies Record<InboxPart, IconName>;

interface ContentProps {
  readonly home: Home;
  readonly part: InboxPart;
  readonly inbox: Inbox;
  readonly isTrying: boolean;
  readonly onRetry: () => void;
}

function Content({ home, part, inbox, isTrying, onRetry }: ContentProps): ReactElement {
  const { t, number } = useTopicText("inbox");
  const acts = useInboxActs();
  const [filter, setFilter] = useState(everything);
  const shown = shownItems(inbox, part, acts.sent);
  const rows = filtered(shown, filter);
  const tally = tallyOf(inbox, shown);
  const unread =
    tally.unread === 0 ? "" : t("inbox.unreadOf", { count: `${number(tally.unread)}${tally.isCapped ? "+" : ""}` });
  const isFiltered = filter.only !== "all" || filter.sources.size > 0;
  return (
    <div className="inbox">
      <Parts part={part} unread={unread} />
      <div className="in-main">
        {part === "open" ? (
          <InboxToolbar
            home={home}
            filter={filter}
            total={Math.max(0, inbox.total - (inbox.items.length - shown.length))}
            tally={tally}
            sources={inbox.sources.map(({ source }) => source)}
            onFilter={setFilter}
          />
        ) : (
          <p className="in-about">{t(`inbox.about.${part}`)}</p>
        )}
        <InboxSources home={home} inbox={inbox} acts={acts} isTrying={isTrying} onRetry={onRetry} />
        {rows.length > 0 ? (
          <InboxList
            home={home}
            part={part}
            of={`${part} ${filter.only} ${[...filter.sources].join(" ")}`}
            label={t(`inbox.part.${part}`)}
            shown={rows}
            acts={acts}
            onMuteSource={(source) => acts.muteSource(source, sourceName(home, source), true)}
          />
        ) : null}
        {rows.length === 0 && (isFiltered || part !== "open" || hasSpoken(inbox.sources)) ? (
          <InboxEmpty inbox={inbox} part={part} isFiltered={isFiltered} onShowAll={() => setFilter(everything)} />
        ) : null}
        {inbox.total > inbox.items.length ? (
          <p className="in-about">{t("inbox.limited", { count: inbox.items.length, total: inbox.total })}</p>
        ) : null}
      </div>
      <InboxSide home={home} inbox={inbox} part={part} acts={acts} />
      <UndoToast toasts={acts.toasts} undo={acts.undo} />
    </div>
  );
}
