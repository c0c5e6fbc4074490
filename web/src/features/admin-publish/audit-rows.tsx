import type { AuditEntry } from "@pforte/shared/contract/admin-audit";
import { useState } from "react";
import type { ReactElement } from "react";
import { Button } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import { actorName } from "#ui/actor-name.ts";
import { exactTime } from "#ui/exact-time.ts";
import { Icon } from "#ui/icon.tsx";

/** Entries as a table; where it is narrow, each of its rows is a card. */
export function AuditRows({ entries, label }: { entries: readonly AuditEntry[]; label: string }): ReactElement {
  const { t } = useTopicText("adminPublish");
  return (
    <table className="p-audit" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{t("audit.when")}</th>
          <th scope="col">{t("audit.actor")}</th>
          <th scope="col">{t("audit.action")}</th>
          <th scope="col">{t("audit.target")}</th>
          <th scope="col">
            <span className="vh">{t("audit.details")}</span>
          </th>
        </tr>
      </thead>
      {entries.map((entry) => (
        <AuditRow key={entry.sequence} entry={entry} />
      ))}
    </table>
  );
}

function AuditRow({ entry }: { entry: AuditEntry }): ReactElement {
  const text = useTopicText("adminPublish");
  const { t, fullTime } = text;
  const [isOpen, setOpen] = useState(false);
  const at = new Date(entry.at);
  const details = `audit-${entry.sequence}`;
  return (
    <tbody className="p-entry">
      <tr>
        <td className="p-when">
          <time dateTime={entry.at} title={fullTime(at)}>
            {exactTime(at, text, true)}
          </time>
        </td>
        <td className="p-actor">{actorName(entry.actor, text)}</td>
        <td className="p-action">{t(`audit.action.${entry.action}`)}</td>
        <td className="p-target">{entry.target ?? t(concernsWhole(entry.action) ? "audit.whole" : "audit.nothing")}</td>
        <td className="p-toggle">
          <Button
            className="btn btn-quiet btn-sm"
            aria-expanded={isOpen}
            {...(isOpen ? { "aria-controls": details } : {})}
            aria-label={t("audit.detailsName", { sequence: entry.sequence })}
            onPress={() => setOpen(!isOpen)}
          >
            {t("audit.details")}
            <Icon name={isOpen ? "chevron-down" : "chevron-right"} size={16} />
          </Button>
        </td>
      </tr>
      {isOpen ? (
        <tr id={details} className="p-details">
          <td colSpan={5}>
            <Details entry={entry} />
          </td>
        </tr>
      ) : null}
    </tbody>
  );
}

/** Publications are about everything; a sign-in is about nothing that has a name. */
function concernsWhole(action: AuditEntry["action"]): boolean {
  return action.startsWith("configuration.") || action.startsWith("draft.");
}

function Details({ entry }: { entry: AuditEntry }): ReactElement {
  const { t } = useTopicText("adminPublish");
  return (
    <div className="p-between">
      <div className="p-sides">
        <Side title={t("audit.before")} value={entry.before} />
        <Side title={t("audit.after")} value={entry.after} />
      </div>
      <dl className="p-proof">
        <dt>{t("audit.sequence")}</dt>
        <dd className="num">{String(entry.sequence)}</dd>
        {entry.requestId === null ? null : (
          <>
            <dt>{t("audit.request")}</dt>
            <dd>{entry.requestId}</dd>
          </>
        )}
        <dt>{t("audit.hash")}</dt>
        <dd>{entry.hash}</dd>
      </dl>
    </div>
  );
}

function Side({ title, value }: { title: string; value: unknown }): ReactElement {
  const { t } = useTopicText("adminPublish");
  return (
    <div>
      <h3>{title}</h3>
      <pre className="p-json">
        {value === null || value === undefined ? t("audit.nothing") : JSON.stringify(value, null, 2)}
      </pre>
    </div>
  );
}
