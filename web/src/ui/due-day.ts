import type { Language } from "@pforte/shared/contract/localized";

/** When something is due, seen from today; the week ends with Sunday. */
export type DueGroup = "overdue" | "today" | "week" | "later" | "none";

export const dueGroups = ["overdue", "today", "week", "later", "none"] as const satisfies readonly DueGroup[];

/** A calendar day as it is written in a row. */
export interface DueDay {
  readonly group: DueGroup;
  /** In how many days; below 0 it is over. */
  readonly inDays: number;
  /** `Fr` */
  readonly weekday: string;
  /** `20.11.`, of another year `20.11.2025` */
  readonly date: string;
  /** `Freitag, 20. November 2026` */
  readonly full: string;
}

const millisecondsPerDay = 86_400_000;
const locales = { de: "de-DE", en: "en-GB" } as const satisfies Record<Language, string>;

/** The calendar day of an instant in a time zone, such as `2026-11-23`. */
export function dayIn(timeZone: string, at: Date): string {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    calendar: "gregory",
    numberingSystem: "latn",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).formatToParts(at);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}`;
}

/** Which group a day belongs to; both are calendar days, which no time zone shifts. */
export function dueGroupOf(dueOn: string | null, today: string): DueGroup {
  if (dueOn === null) {
    return "none";
  }
  const inDays = daysBetween(today, dueOn);
  if (inDays < 0) {
    return "overdue";
  }
  if (inDays === 0) {
    return "today";
  }
  // Monday is 1, Sunday the seventh and last day.
  const weekday = new Date(`${today}T00:00:00Z`).getUTCDay() || 7;
  return inDays <= 7 - weekday ? "week" : "later";
}

/** All that a row says of a day. */
export function dueDay(dueOn: string, today: string, language: Language): DueDay {
  const at = new Date(`${dueOn}T00:00:00Z`);
  const [year = "", month = "", day = ""] = dueOn.split("-");
  const parts = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(locales[language], { ...options, timeZone: "UTC" }).format(at);
  const short = language === "de" ? `${day}.${month}.` : `${day}/${month}`;
  const weekday = parts({ weekday: "long" });
  const dayOfMonth = String(Number(day));
  const monthName = parts({ month: "long" });
  return {
    group: dueGroupOf(dueOn, today),
    inDays: daysBetween(today, dueOn),
    weekday: weekday.slice(0, language === "de" ? 2 : 3),
    date: year === today.slice(0, 4) ? short : `${short}${language === "de" ? "" : "/"}${year}`,
    full:
      language === "de"
        ? `${weekday}, ${dayOfMonth}. ${monthName} ${year}`
        : `${weekday} ${dayOfMonth} ${monthName} ${year}`,
  };
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / millisecondsPerDay);
}
