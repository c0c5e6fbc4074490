import type { ReactElement } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import { InstantField } from "#ui/instant-field.tsx";

interface Period {
  readonly from: string | null;
  readonly until: string | null;
}

/** From when until when something holds, in the portal's time zone. */
export function PeriodFields({
  input,
  change,
  timeZone,
  error,
}: {
  input: Period;
  change: (some: Partial<Period>) => void;
  timeZone: string;
  error: string | undefined;
}): ReactElement {
  const { t } = useTopicText("adminAnnouncements");
  return (
    <>
      <div className="text-pair">
        <InstantField
          label={t("announcements.from")}
          value={input.from}
          onChange={(from) => change({ from })}
          timeZone={timeZone}
          openLabel={t("announcements.pickFrom")}
          clearLabel={t("announcements.clearFrom")}
        />
        <InstantField
          label={t("announcements.until")}
          value={input.until}
          onChange={(until) => change({ until })}
          timeZone={timeZone}
          openLabel={t("announcements.pickUntil")}
          clearLabel={t("announcements.clearUntil")}
          error={error}
        />
      </div>
      <p className="field-hint">{t("announcements.periodHint", { zone: timeZone })}</p>
    </>
  );
}
