import { dueDay } from "#ui/due-day.ts";
import type { Text, TextKey, TopicKey } from "#i18n/text.ts";

/** The texts of the view. */
export type WorkText = Text<TextKey | TopicKey<"work">>;

/** `seit Fr`, `heute`, `morgen`, `Mi, 25.11.`: short enough for a column, and the whole day for titles. */
export function dueText(
  dueOn: string,
  today: string,
  { t, language }: WorkText,
): { readonly short: string; readonly full: string } {
  const day = dueDay(dueOn, today, language);
  const full = t("work.dueFull", { day: day.full });
  switch (day.group) {
    case "overdue":
      return { short: t("work.since", { day: day.inDays > -7 ? day.weekday : day.date }), full };
    case "today":
      return { short: t("work.today"), full };
    case "week":
    case "later":
    case "none":
      return { short: day.inDays === 1 ? t("work.tomorrow") : nextDay(day.inDays, day.weekday, day.date), full };
  }
}

/** Of a day that is far the weekday says nothing. */
function nextDay(inDays: number, weekday: string, date: string): string {
  return inDays <= 14 ? `${weekday}, ${date}` : date;
}
