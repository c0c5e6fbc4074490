import type { ReactElement } from "react";
import { Button } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";
import { actorOf } from "./actor-of.ts";
import type { KnownAnnouncement } from "./live-queries.ts";
import { usePeriod } from "./use-period.ts";

interface AnnouncementListProps {
  readonly announcements: readonly KnownAnnouncement[];
  readonly mayReadProof: boolean;
  readonly onEdit: (known: KnownAnnouncement) => void;
  readonly onRemove: (known: KnownAnnouncement) => void;
  readonly onProof: (known: KnownAnnouncement) => void;
}

const icons = { danger: "error", warning: "warning", success: "check", info: "info" } as const;
const phases = ["running", "planned", "over"] as const;

/** All announcements by what they are now: running, planned, over. */
export function AnnouncementList({ announcements, ...acts }: AnnouncementListProps): ReactElement {
  const { t } = useTopicText("adminAnnouncements");
  if (announcements.length === 0) {
    return (
      <div className="card-msg">
        <h3>{t("announcements.noneTitle")}</h3>
        <p>{t("announcements.none")}</p>
      </div>
    );
  }
  return (
    <>
      {phases.map((phase) => {
        const some = announcements.filter((known) => known.phase === phase);
        return some.length === 0 ? null : (
          <section key={phase} aria-labelledby={`ann-${phase}`}>
            <h3 id={`ann-${phase}`} className="ann-phase">
              {t(`announcements.${phase}`)} <span className="muted">{some.length}</span>
            </h3>
            <ul className="ann-list">
              {some.map((known) => (
                <Row key={known.announcement.key} known={known} {...acts} />
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}

function Row({
  known,
  mayReadProof,
  onEdit,
  onRemove,
  onProof,
}: Omit<AnnouncementListProps, "announcements"> & { known: KnownAnnouncement }): ReactElement {
  const text = useTopicText("adminAnnouncements");
  const { t, language, fullTime } = text;
  const { announcement, confirmed, changedAt, changedBy } = known;
  const period = usePeriod();
  const { severity, title, groups } = announcement;
  const name = title[language] ?? title.de;
  const audience = announcement.public
    ? t("announcements.public")
    : groups.length === 0
      ? t("announcements.everybody")
      : groups.join(", ");
  return (
    <li className="ann-row">
      <span className={`ann-mark ann-${severity}`}>
        <Icon name={icons[severity]} size={18} />
      </span>
      <div className="ann-what">
        <p>
          <b>{name}</b> <span className={`chip ann-${severity}`}>{t(`announcement.${severity}`)}</span>
          {announcement.isSticky ? <span className="chip">{t("announcements.stickyShort")}</span> : null}
        </p>
        <p className="ann-line">
          {audience} · {period(announcement)}
        </p>
        {title.en === undefined ? <p className="ann-line field-missing">{t("announcements.missingEn")}</p> : null}
        <p className="ann-line">
          {t("announcements.changed", { who: actorOf(changedBy, t), time: fullTime(new Date(changedAt)) })}
        </p>
      </div>
      <div className="ann-state">
        {confirmed === null ? null : (
          <span>{t("announcements.confirmedOf", { count: confirmed.count, of: confirmed.of })}</span>
        )}
        <div className="ann-row-acts">
          {confirmed !== null && mayReadProof ? (
            <Button
              className="btn btn-sm"
              aria-label={t("announcements.proofOf", { title: name })}
              onPress={() => onProof(known)}
            >
              {t("announcements.proof")}
            </Button>
          ) : null}
          <Button
            className="ib"
            aria-label={t("announcements.editName", { title: name })}
            onPress={() => onEdit(known)}
          >
            <Icon name="pen" size={18} />
          </Button>
          <Button
            className="ib"
            aria-label={t("announcements.removeName", { title: name })}
            onPress={() => onRemove(known)}
          >
            <Icon name="trash" size={18} />
          </Button>
        </div>
      </div>
    </li>
  );
}
