import type { VersionSummary } from "@pforte/shared/contract/admin-publish";
import { useState } from "react";
import type { ReactElement } from "react";
import { Button, ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import { actorName } from "#ui/actor-name.ts";
import { exactTime } from "#ui/exact-time.ts";
import { Icon } from "#ui/icon.tsx";
import { VersionDifference } from "./version-difference.tsx";

interface VersionRowProps {
  readonly summary: VersionSummary;
  /** The one in force. */
  readonly current: number;
  readonly onRollBack: (version: VersionSummary) => void;
}

/** One published version: who, when, why and where from; what it changed, and what has changed since. */
export function VersionRow({ summary, current, onRollBack }: VersionRowProps): ReactElement {
  const text = useTopicText("adminPublish");
  const { t, fullTime } = text;
  const [open, setOpen] = useState<"before" | "now" | null>(null);
  const { version } = summary;
  const at = new Date(summary.publishedAt);
  const isCurrent = version === current;
  const name = `version-${version}`;
  return (
    <li className="p-version" aria-labelledby={name}>
      <div className="p-version-head">
        <h3 id={name}>{t("history.version", { version })}</h3>
        {isCurrent ? <span className="chip p-chip">{t("history.inForce")}</span> : null}
        {summary.rolledBackFrom === null ? null : (
          <span className="chip">{t("history.rolledBack", { version: summary.rolledBackFrom })}</span>
        )}
        {summary.origin === null ? null : (
          <span className="chip p-origin">{t("history.origin", { origin: summary.origin })}</span>
        )}
      </div>
      <p className="p-version-note">{summary.note}</p>
      <p className="small muted">
        {actorName(summary.actor, text)} ·{" "}
        <time dateTime={summary.publishedAt} title={fullTime(at)}>
          {exactTime(at, text)}
        </time>
      </p>
      <div className="p-version-acts">
        <ToggleButtonGroup
          className="tabs"
          aria-label={t("history.compare", { version })}
          selectionMode="single"
          selectedKeys={open === null ? [] : [open]}
          onSelectionChange={(keys) => setOpen(keys.has("before") ? "before" : keys.has("now") ? "now" : null)}
        >
          {version > 1 ? (
            <ToggleButton id="before" className="tab">
              {t("history.toBefore")}
            </ToggleButton>
          ) : null}
          {isCurrent ? null : (
            <ToggleButton id="now" className="tab">
              {t("history.toNow")}
            </ToggleButton>
          )}
        </ToggleButtonGroup>
        {isCurrent ? null : (
          <Button
            className="btn btn-sm"
            aria-label={t("history.rollBackName", { version })}
            onPress={() => onRollBack(summary)}
          >
            <Icon name="undo" size={16} />
            {t("history.rollBack")}
          </Button>
        )}
      </div>
      {open === "before" ? (
        <VersionDifference
          from={version - 1}
          to={version}
          title={t("history.beforeTitle", { from: version - 1, to: version })}
        />
      ) : null}
      {open === "now" ? (
        <VersionDifference from={version} to={current} title={t("history.nowTitle", { from: version, to: current })} />
      ) : null}
    </li>
  );
}
