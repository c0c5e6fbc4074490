import type { Text } from "#i18n/text.ts";

/** Day and time of something that is looked up later: `20.11.2026, 10:00`, with seconds where order is told by them. */
export function exactTime(at: Date, text: Omit<Text, "t">, hasSeconds = false): string {
  const [year = "", month = "", day = ""] = text.calendarDay(at).split("-");
  const written = [day, month, year].join(text.language === "de" ? "." : "/");
  return `${written}, ${hasSeconds ? text.timeWithSeconds(at) : text.time(at)}`;
}
