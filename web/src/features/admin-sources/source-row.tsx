import type { readLive } from "@pforte/shared/contract/admin-live";
import type { SourceHealth, SourceKind } from "@pforte/shared/contract/admin-sources";
import type { CallReply } from "@pforte/shared/contract/endpoint";
import { localize } from "@pforte/shared/contract/localized";
import type { ConfiguredSource } from "@pforte/shared/contract/portal-configuration";
import type { ReactElement, ReactNode } from "react";
import { Button } from "react-aria-components";
import { usePortalClient } from "#api/portal-client.tsx";
import { useTopicText } from "#i18n/use-text.tsx";
import { At } from "#ui/at.tsx";
import { Icon } from "#ui/icon.tsx";

export type SourceOff = CallReply<typeof readLive>["sourcesOff"][number];

interface SourceRowProps {
  readonly source: ConfiguredSource;
  readonly kind: SourceKind | null;
  /** Null where the source is not published, or nothing is known yet. */
  readonly health: SourceHealth | null;
  readonly off: SourceOff | null;
  readonly mark: "adminSources.inDraft" | "adminSources.changed" | null;
  /** From where a file keeps it; null where the browser may change it. */
  readonly keptBy: string | null;
  readonly isSwitchable: boolean;
  readonly onEdit: () => void;
  readonly onSwitch: () => void;
}

/** One source: what it is, how it does, and what can be done with it. */
export function SourceRow(props: SourceRowProps): ReactElement {
  const { source, kind, health, off, mark, keptBy, isSwitchable, onEdit, onSwitch } = props;
  const { t, language } = useTopicText("adminSources");
  const name = localize(source.name, language);
  return (
    <li className="src-row" data-source={source.key}>
      <div className="src-about">
        <div className="src-name">
          <h3>{name}</h3>
          {mark === null ? null : <span className="chip chip-accent">{t(mark)}</span>}
          {off === null ? null : <span className="chip src-off">{t("adminSources.offSince")}</span>}
        </div>
        <p className="small muted src-address">
          {kind === null ? source.kind : localize(kind.name, language)} · {source.address}
        </p>
        {keptBy === null ? null : (
          <p className="small src-kept">
            <Icon name="lock" size={16} />
            {t("adminSources.locked", { origin: keptBy })}
          </p>
        )}
        {off === null ? health === null ? null : <Health health={health} /> : <Off off={off} />}
      </div>
      <div className="src-row-acts">
        {keptBy === null ? (
          <Button className="btn btn-sm" onPress={onEdit} aria-label={t("adminSources.editName", { name })}>
            {t("adminSources.edit")}
          </Button>
        ) : null}
        {isSwitchable ? (
          <Button
            className="btn btn-quiet btn-sm"
            onPress={onSwitch}
            aria-label={t(off === null ? "adminSources.switchOffName" : "adminSources.switchOnName", { name })}
          >
            {t(off === null ? "adminSources.switchOff" : "adminSources.switchOn")}
          </Button>
        ) : null}
      </div>
    </li>
  );
}

const icons = { ok: "check", failing: "error", broken: "error", unused: "time", off: "mute" } as const;

function Health({ health: { state, latency, lastSuccessAt, lastFailure } }: { health: SourceHealth }): ReactElement {
  const { t, number } = useTopicText("adminSources");
  return (
    <>
      <p className={`src-health is-${state}`}>
        <Icon name={icons[state]} size={16} />
        <span>
          {t(`adminSources.state.${state}`)}
          {latency === null ? null : (
            <span className="muted">
              {" · "}
              {t("adminSources.latency", {
                median: number(Math.round(latency.median)),
                p95: number(Math.round(latency.p95)),
              })}
            </span>
          )}
        </span>
      </p>
      {lastFailure === null ? null : (
        <p className="small muted">
          <Instant text="adminSources.lastFailure" at={lastFailure.at} /> ·{" "}
          <span lang="en">
            {lastFailure.reason}
            {lastFailure.status === null ? null : ` (${lastFailure.status})`}
          </span>
        </p>
      )}
      {lastSuccessAt === null || state === "ok" ? null : (
        <p className="small muted">
          <Instant text="adminSources.lastSuccess" at={lastSuccessAt} />
        </p>
      )}
    </>
  );
}

/** A sentence around an instant that has its full form for whoever asks. */
function Instant({
  text,
  at,
}: {
  text: "adminSources.lastFailure" | "adminSources.lastSuccess";
  at: string;
}): ReactNode {
  const { t } = useTopicText("adminSources");
  const { now } = usePortalClient();
  const [before = "", after = ""] = t(text, { when: "\u0000" }).split("\u0000");
  return (
    <>
      {before}
      <At at={new Date(at)} now={now()} />
      {after}
    </>
  );
}

function Off({ off: { changedAt, changedBy, switch: said } }: { off: SourceOff }): ReactElement {
  const { t, fullTime, language } = useTopicText("adminSources");
  const who =
    changedBy.kind === "person"
      ? changedBy.name
      : changedBy.kind === "operator"
        ? t("adminSources.actor.operator", { name: changedBy.name })
        : t("adminSources.actor.portal");
  return (
    <>
      <p className="small">{t("adminSources.offBy", { who, when: fullTime(new Date(changedAt)) })}</p>
      {said.reason === undefined ? null : (
        <p className="small">{t("adminSources.offBecause", { reason: localize(said.reason, language) })}</p>
      )}
    </>
  );
}
