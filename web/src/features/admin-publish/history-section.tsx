import type { Home } from "@pforte/shared/contract/home";
import type { ReactElement } from "react";
import { Button, I18nProvider } from "react-aria-components";
import { usePortalEvents } from "#api/portal-client.tsx";
import { useTopicText } from "#i18n/use-text.tsx";
import "#styles/views-publish.css";
import { Icon } from "#ui/icon.tsx";
import { PortalFailure } from "#ui/portal-failure.tsx";
import { RowSkeletons } from "#ui/row-skeletons.tsx";
import { RollBackDialog } from "./roll-back-dialog.tsx";
import { useRollBack } from "./use-roll-back.ts";
import { useVersions } from "./use-versions.ts";
import { VersionRow } from "./version-row.tsx";

/** The section at `/admin/history`: every version that was ever published, what it changed, and the way back to it. */
// oxlint-disable-next-line no-unused-vars -- all sections take the same
export function HistorySection(_: { home: Home }): ReactElement {
  const { t, language } = useTopicText("adminPublish");
  const versions = useVersions();
  const act = useRollBack();
  usePortalEvents(({ type }) => {
    if (type === "configuration_published" || type === "resync") {
      versions.retry();
    }
  });
  return (
    <I18nProvider locale={language}>
      <div className="p-view">
        <div>
          <h2 className="p-title">{t("history.heading")}</h2>
          <p className="muted">{t("history.text")}</p>
        </div>
        {act.done === null ? null : (
          <div className="notice notice-ok p-notice">
            <Icon name="check" />
            <p>{t("history.done", act.done)}</p>
          </div>
        )}
        {versions.error === null ? null : (
          <PortalFailure
            error={versions.error}
            since={versions.list === null ? null : versions.readAt}
            isTrying={versions.isTrying}
            onRetry={versions.retry}
          />
        )}
        {versions.list === null ? (
          versions.error === null && <RowSkeletons rows={5} label={t("history.loading")} />
        ) : (
          <>
            <ol className="p-versions" aria-label={t("history.heading")}>
              {versions.list.map((summary) => (
                <VersionRow
                  key={summary.version}
                  summary={summary}
                  current={versions.current}
                  onRollBack={({ version }) => act.open(version)}
                />
              ))}
            </ol>
            {versions.more === null ? null : (
              <Button className="btn p-more" onPress={versions.more} isPending={versions.isTrying}>
                {t("history.more")}
              </Button>
            )}
          </>
        )}
        {act.version === null || versions.list === null ? null : (
          <RollBackDialog act={act} version={act.version} current={versions.current} />
        )}
      </div>
    </I18nProvider>
  );
}
