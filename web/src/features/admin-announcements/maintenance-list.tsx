import type { ReactElement } from "react";
import { Button } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";
import { actorOf } from "./actor-of.ts";
import type { KnownMaintenance } from "./live-queries.ts";
import { usePeriod } from "./use-period.ts";

interface MaintenanceListProps {
  readonly maintenances: readonly KnownMaintenance[];
  readonly nameOf: (tile: string) => string;
  readonly onEdit: (known: KnownMaintenance) => void;
  readonly onEnd: (known: KnownMaintenance) => void;
}

/** Tiles in maintenance, with the way to end it. */
export function MaintenanceList({ maintenances, nameOf, onEdit, onEnd }: MaintenanceListProps): ReactElement | null {
  const { t, language, fullTime } = useTopicText("adminAnnouncements");
  const period = usePeriod();
  return maintenances.length === 0 ? null : (
    <section aria-labelledby="ann-maintenances">
      <h3 id="ann-maintenances" className="ann-phase">
        {t("maintenances.list")} <span className="muted">{maintenances.length}</span>
      </h3>
      <ul className="ann-list">
        {maintenances.map((known) => {
          const { tile, text } = known.maintenance;
          const name = nameOf(tile);
          return (
            <li key={tile} className="ann-row">
              <span className="ann-mark ann-warning">
                <Icon name="wrench" size={18} />
              </span>
              <div className="ann-what">
                <p>
                  <b>{name}</b>
                </p>
                <p className="ann-line">{text[language] ?? text.de}</p>
                <p className="ann-line">
                  {period(known.maintenance)} ·{" "}
                  {t("announcements.changed", {
                    who: actorOf(known.changedBy, t),
                    time: fullTime(new Date(known.changedAt)),
                  })}
                </p>
              </div>
              <div className="ann-state">
                <div className="ann-row-acts">
                  <Button
                    className="ib"
                    aria-label={t("maintenances.editName", { tile: name })}
                    onPress={() => onEdit(known)}
                  >
                    <Icon name="pen" size={18} />
                  </Button>
                  <Button
                    className="btn btn-sm"
                    aria-label={t("maintenances.endName", { tile: name })}
                    onPress={() => onEnd(known)}
                  >
                    {t("maintenances.end")}
                  </Button>
                </div>
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
