import { createFormats } from "#i18n/formats.ts";
import type { Text } from "#i18n/text.ts";

/** When something is due, as a row says it. */
export interface Due {
  readonly text: string;
  readonly state: "late" | "today" | "later" | "none";
}

const millisecondsPerDay = 86_400_000;

/** `dueOn` is a calendar day and no instant: it is the same day in every time zone. */
export function dueText(dueOn: string | null, now: Date, text: Text): Due {
  const { t, calendarDay } = text;
  if (dueOn === null) {
    return { text: t("card.dueNone"), state: "none" };
  }
  const today = calendarDay(now);
  const days = Math.round((Date.parse(dueOn) - Date.parse(today)) / millisecondsPerDay);
  if (days === 0) {
    return { text: t("card.dueToday"), state: "today" };
  }
  const { weekday, date } = namesOf(dueOn, today, text);
  if (days < 0) {
    return { text: t("card.dueSince", { day: days > -7 ? weekday : date }), state: "late" };
  }
  return { text: days < 14 ? `${weekday}, ${date}` : date, state: "later" };
}

function namesOf(day: string, today: string, { language }: Text): { readonly weekday: string; readonly date: string } {
  const [year = "", month = "", dayOfMonth = ""] = day.split("-");
  const otherYear = year === today.slice(0, 4) ? null : year;
  const weekday = createFormats(language, "UTC").day(new Date(`${day}T12:00:00.000Z`));
  return language === "de"
    ? { weekday: weekday.slice(0, 2), date: `${dayOfMonth}.${month}.${otherYear ?? ""}` }
    : { weekday: weekday.slice(0, 3), date: [dayOfMonth, month, ...(otherYear === null ? [] : [otherYear])].join("/") };
}
