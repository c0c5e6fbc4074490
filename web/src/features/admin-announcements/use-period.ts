import { useText, useTopicText } from "#i18n/use-text.tsx";

/** When something holds, in words. */
export function usePeriod(): (some: {
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}) => string {
  const { t } = useTopicText("adminAnnouncements");
  const { fullTime } = useText();
  const at = (instant: string): string => fullTime(new Date(instant));
  return ({ from, until }) => {
    if (from === undefined) {
      return until === undefined ? t("announcements.always") : t("announcements.untilTime", { until: at(until) });
    }
    return until === undefined
      ? t("announcements.fromTime", { from: at(from) })
      : t("announcements.fromUntil", { from: at(from), until: at(until) });
  };
}
