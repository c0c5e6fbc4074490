import type { Home } from "@pforte/shared/contract/home";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { Button, I18nProvider } from "react-aria-components";
import { useSearchParams } from "react-router";
import { useTopicText } from "#i18n/use-text.tsx";
import "#styles/views-publish.css";
import { Icon } from "#ui/icon.tsx";
import { PortalFailure } from "#ui/portal-failure.tsx";
import { RowSkeletons } from "#ui/row-skeletons.tsx";
import { choiceOf, exportAddress, filterOf, paramsOf } from "./audit-filter.ts";
import { AuditForm } from "./audit-form.tsx";
import { AuditRows } from "./audit-rows.tsx";
import { publishQueries, type AuditFilter } from "./publish-queries.ts";

/** The section at `/admin/audit`: who did what and when, and whether anything was taken out. */
export function AuditSection({ home }: { home: Home }): ReactElement {
  const { t, language } = useTopicText("adminPublish");
  const [params, setParams] = useSearchParams();
  const choice = choiceOf(params);
  const filter = filterOf(choice, home.timeZone);
  return (
    <I18nProvider locale={language}>
      <div className="p-view">
        <div>
          <h2 className="p-title">{t("audit.heading")}</h2>
          <p className="muted">{t("audit.text")}</p>
        </div>
        <AuditForm
          address={params.toString()}
          choice={choice}
          onChoice={(next) => setParams(paramsOf(next), { state: { keepsFocus: true } })}
        />
        <Entries filter={filter} />
      </div>
    </I18nProvider>
  );
}

function Entries({ filter }: { filter: AuditFilter }): ReactElement {
  const { t } = useTopicText("adminPublish");
  const audit = useInfiniteQuery(publishQueries.audit(filter));
  const pages = audit.data?.pages ?? [];
  const entries = pages.flatMap((page) => page.entries);
  const failure =
    audit.error === null ? null : (
      <PortalFailure
        error={audit.error}
        since={audit.data === undefined ? null : new Date(audit.dataUpdatedAt)}
        isTrying={audit.isFetching}
        onRetry={() => void audit.refetch()}
      />
    );
  if (audit.data === undefined) {
    return failure ?? <RowSkeletons rows={8} label={t("audit.loading")} />;
  }
  return (
    <>
      {failure}
      <div className="p-audit-head">
        <Chain isIntact={pages.every(({ isIntact }) => isIntact)} count={entries.length} />
        <a className="btn btn-sm" href={exportAddress(filter)} download>
          {t("audit.download")}
        </a>
      </div>
      {entries.length === 0 ? (
        <div className="card-msg">
          <h3>{t("audit.emptyTitle")}</h3>
          <p>{t("audit.empty")}</p>
        </div>
      ) : (
        <AuditRows entries={entries} label={t("audit.heading")} />
      )}
      {audit.hasNextPage ? (
        <Button className="btn p-more" onPress={() => void audit.fetchNextPage()} isPending={audit.isFetching}>
          {t("audit.more")}
        </Button>
      ) : null}
    </>
  );
}

/** Whether each entry that was read fits the one before it. */
function Chain({ isIntact, count }: { isIntact: boolean; count: number }): ReactElement {
  const { t } = useTopicText("adminPublish");
  return isIntact ? (
    <p className="p-fine p-chain">
      <Icon name="check" size={18} />
      <span>
        {t("audit.intact")} <span className="muted">· {t("audit.count", { count })}</span>
      </span>
    </p>
  ) : (
    <div className="notice notice-danger p-notice" role="alert">
      <Icon name="error" />
      <div>
        <p>
          <b>{t("audit.broken")}</b>
        </p>
        <p>{t("audit.brokenText")}</p>
      </div>
    </div>
  );
}
