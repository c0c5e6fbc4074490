import { proofExportPath } from "@pforte/shared/contract/admin-live";
import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { Button } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";
import { PortalFailure } from "#ui/portal-failure.tsx";
import { RowSkeletons } from "#ui/row-skeletons.tsx";
import { DialogFrame } from "./dialog-frame.tsx";
import { proofQuery, type KnownAnnouncement } from "./live-queries.ts";

/** Who confirmed an announcement, until when that is kept, and the same as a table to take along. */
export function ProofDialog({ known, onClose }: { known: KnownAnnouncement; onClose: () => void }): ReactElement {
  const { t, language, fullTime, fullDay } = useTopicText("adminAnnouncements");
  const { key, title } = known.announcement;
  const { data, error, isFetching, refetch } = useQuery(proofQuery(key));
  // Who confirmed an earlier showing is named below, but is asked again.
  const count = data?.confirmed.filter(({ revision }) => revision === known.revision).length ?? 0;
  return (
    <DialogFrame
      title={t("announcements.proofOf", { title: title[language] ?? title.de })}
      onClose={onClose}
      acts={
        <>
          <a className="btn" href={proofExportPath.replace(":key", key)} download>
            <Icon name="sheet" size={18} />
            {t("announcements.csv")}
          </a>
          <Button className="btn" onPress={onClose}>
            {t("announcements.closeDialog")}
          </Button>
        </>
      }
    >
      {data === undefined ? (
        error === null ? (
          <RowSkeletons rows={4} label={t("view.loading")} />
        ) : (
          <PortalFailure error={error} since={null} isTrying={isFetching} onRetry={() => void refetch()} />
        )
      ) : (
        <>
          <p>
            <b>{t("announcements.confirmedOf", { count, of: data.of })}</b>
          </p>
          <p className="field-hint">
            {data.keptUntil === null
              ? t("announcements.proofKept")
              : t("announcements.proofKeptUntil", { day: fullDay(new Date(data.keptUntil)) })}
          </p>
          {data.confirmed.length === 0 ? null : (
            <ul className="proof-list" aria-label={t("announcements.confirmedBy")}>
              {data.confirmed.map(({ name, username, at, revision }) => (
                <li key={`${username} ${revision}`}>
                  <span>
                    {name} <span className="muted">{username}</span>
                  </span>
                  <time dateTime={at}>{fullTime(new Date(at))}</time>
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </DialogFrame>
  );
}
