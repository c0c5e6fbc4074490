import type { Home } from "@pforte/shared/contract/home";
import type { WorkList } from "@pforte/shared/contract/work";
import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import type { ReactElement } from "react";
import { I18nProvider } from "react-aria-components";
import { useSearchParams } from "react-router";
import { usePortalClient } from "#api/portal-client.tsx";
import { concerns, lookAgain, useLive } from "#api/use-live.ts";
import { useTopicText } from "#i18n/use-text.tsx";
import "#styles/views-work.css";
import { dayIn } from "#ui/due-day.ts";
import { PortalFailure } from "#ui/portal-failure.tsx";
import { RowSkeletons } from "#ui/row-skeletons.tsx";
import { SourceLine } from "#ui/source-line.tsx";
import { isSilent, SourceMessage } from "#ui/source-message.tsx";
import { toolHrefOf } from "#ui/tool-href.ts";
import { HeadExtras } from "#ui/view-head.tsx";
import { dueChoices, isChosen, WorkFilters, type WorkChoice } from "./work-filters.tsx";
import { WorkListView } from "./work-list.tsx";
import { mostItems, workQueries } from "./work-queries.ts";

/** The full view at `/work`. */
export function WorkView({ home }: { home: Home }): ReactElement {
  const { t, language } = useTopicText("work");
  const sources = home.sources.filter(({ capabilities }) => capabilities.includes("work"));
  return sources.length === 0 ? (
    <div className="card-msg">
      <h2>{t("work.noSourceTitle")}</h2>
      <p>{t("work.noSource")}</p>
    </div>
  ) : (
    <I18nProvider locale={language}>
      <SomeWork home={home} sources={sources} />
    </I18nProvider>
  );
}

function SomeWork({ home, sources }: { home: Home; sources: Home["sources"] }): ReactElement {
  const { t } = useTopicText("work");
  const { now } = usePortalClient();
  const keys = sources.map(({ key }) => key);
  useLive(workQueries.all(), (event) => concerns(event, "work", keys));
  const { data, error, isFetching, refetch, dataUpdatedAt } = useQuery({
    ...workQueries.list(),
    refetchInterval: lookAgain(now),
  });
  const handleRetry = (): void => {
    void refetch();
  };
  return (
    <>
      <h2 className="vh">{t("work.list")}</h2>
      <HeadExtras>{data === undefined ? null : <OpenCount counts={data.counts} />}</HeadExtras>
      {error === null ? null : (
        <PortalFailure
          error={error}
          since={data === undefined ? null : new Date(dataUpdatedAt)}
          isTrying={isFetching}
          onRetry={handleRetry}
        />
      )}
      {data === undefined ? (
        error === null && <RowSkeletons rows={8} label={t("work.loading")} mark="sk-d" row="row-work" />
      ) : (
        <Content home={home} data={data} isTrying={isFetching} onRetry={handleRetry} />
      )}
    </>
  );
}

/** How much is open in all, where every source has said it; a cap is said to be one. */
function OpenCount({ counts }: { counts: WorkList["counts"] }): ReactElement | null {
  const { t } = useTopicText("work");
  const known = counts.flatMap(({ open }) => open ?? []);
  if (known.length === 0) {
    return null;
  }
  const count = known.reduce((sum, open) => sum + open, 0);
  const isMore = counts.some(({ isCapped, open }) => isCapped || open === null);
  return <p className="num">{t(isMore ? "work.openCapped" : "work.open", { count })}</p>;
}

interface ContentProps {
  readonly home: Home;
  readonly data: WorkList;
  readonly isTrying: boolean;
  readonly onRetry: () => void;
}

function Content({ home, data, isTrying, onRetry }: ContentProps): ReactElement {
  const { t } = useTopicText("work");
  const { now } = usePortalClient();
  const today = dayIn(home.timeZone, now());
  const [choice, setChoice] = useChoice();
  const toolOf = useCallback(
    (source: string) => home.sources.find(({ key }) => key === source)?.name ?? source,
    [home.sources],
  );
  const shown = data.items.filter((item) => isChosen(item, choice, today));
  return (
    <>
      {data.items.length > 0 ? (
        <WorkFilters items={data.items} today={today} choice={choice} onChoose={setChoice} />
      ) : null}
      {data.sources.map((source) => (
        <SourceLine key={source.source} outcome={source} isTrying={isTrying} onRetry={onRetry} />
      ))}
      {shown.length > 0 ? (
        <WorkListView of={JSON.stringify(choice)} items={shown} today={today} toolOf={toolOf} />
      ) : (
        <Nothing data={data} />
      )}
      {data.items.length >= mostItems ? (
        <p className="w-more">
          {t("work.upTo", { count: mostItems, tool: data.sources.map(({ name }) => name).join(", ") })}
        </p>
      ) : null}
      {data.sources.map((source) => (
        <SourceMessage
          key={source.source}
          outcome={source}
          toolHref={toolHrefOf(home, source.source)}
          isTrying={isTrying}
          onRetry={onRetry}
        />
      ))}
    </>
  );
}

/** That there is nothing is said only when all sources have answered; one that is silent says something else. */
function Nothing({ data }: { data: WorkList }): ReactElement | null {
  const { t } = useTopicText("work");
  if (data.items.length > 0) {
    return (
      <div className="card-msg">
        <p>{t("work.emptyFilter")}</p>
      </div>
    );
  }
  if (data.sources.some(({ outcome }) => outcome.state === "loading")) {
    return <RowSkeletons rows={8} label={t("work.loading")} mark="sk-d" row="row-work" />;
  }
  if (data.sources.some(({ outcome }) => isSilent(outcome.state) || outcome.state === "throttled")) {
    return null;
  }
  return (
    <div className="card-msg">
      <h3>{t("work.emptyTitle")}</h3>
      <p>{t("work.empty")}</p>
    </div>
  );
}

/** What is chosen is in the address, so that it can be kept, sent and gone back to. */
function useChoice(): readonly [choice: WorkChoice, choose: (choice: WorkChoice) => void] {
  const [params, setParams] = useSearchParams();
  const due = dueChoices.find((one) => one === params.get("due")) ?? "all";
  const choose = (choice: WorkChoice): void => {
    const next = new URLSearchParams(choice.projects.map((name) => ["project", name]));
    if (choice.due !== "all") {
      next.set("due", choice.due);
    }
    setParams(next, { replace: true });
  };
  return [{ due, projects: params.getAll("project") }, choose];
}
