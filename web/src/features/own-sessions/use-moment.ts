import { usePortalClient } from "#api/portal-client.tsx";
import { useTopicText } from "#i18n/use-text.tsx";

/** An instant in a sentence: the time alone where it is of today. */
export function useMoment(): (instant: string) => string {
  const { t, time, day, calendarDay } = useTopicText("ownSessions");
  const { now } = usePortalClient();
  return (instant) => {
    const at = new Date(instant);
    return calendarDay(at) === calendarDay(now())
      ? t("ownSessions.today", { time: time(at) })
      : t("ownSessions.onDay", { day: day(at), time: time(at) });
  };
}
