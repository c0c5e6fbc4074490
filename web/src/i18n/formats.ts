import type { Language } from "@pforte/shared/contract/localized";

/**
 * Numbers, days and times as the portal writes them. Days are put together from their parts: the order and the commas of
 * `Intl` differ between the releases of its data, and the server and the browser must write the same letters.
 */
export interface Formats {
  /** `1.842` */
  readonly number: (value: number) => string;
  /** A count on a badge: 1–99, then `99+`. */
  readonly badge: (count: number) => string;
  /** `10:38` */
  readonly time: (at: Date) => string;
  /** `10:44:07` */
  readonly timeWithSeconds: (at: Date) => string;
  /** `Montag, 23. November` */
  readonly day: (at: Date) => string;
  /** `Montag, 23. November 2026` */
  readonly fullDay: (at: Date) => string;
  /** `Montag, 23. November 2026, 10:38 Uhr`, for titles and screen readers */
  readonly fullTime: (at: Date) => string;
  /** For rows: today `10:38`, the last six days `Fr`, this year `18.11.`, else `18.11.2025`. */
  readonly shortTime: (at: Date, now: Date) => string;
  /** The day in the portal's time zone, as `2026-11-23`. */
  readonly calendarDay: (at: Date) => string;
  /** The week of the year by ISO 8601, 1–53. */
  readonly calendarWeek: (at: Date) => number;
}

const locales = { de: "de-DE", en: "en-GB" } as const satisfies Record<Language, string>;
const millisecondsPerDay = 86_400_000;

export function createFormats(language: Language, timeZone: string): Formats {
  const { numbers, parts, clock } = formattersOf(language, timeZone);
  const read = remembered((at: Date): Record<string, string> =>
    Object.fromEntries(parts.formatToParts(at).map(({ type, value }) => [type, value])),
  );
  const civil = remembered((at: Date): CivilDay => civilDay(clock, at));
  const time = (at: Date): string => {
    const { hour, minute } = civil(at);
    return `${two(hour)}:${two(minute)}`;
  };
  const timeWithSeconds = (at: Date): string => `${time(at)}:${two(civil(at).second)}`;
  const day = (at: Date): string => {
    const { weekday, month } = read(at);
    const dayOfMonth = civil(at).day;
    return language === "de" ? `${weekday}, ${dayOfMonth}. ${month}` : `${weekday} ${dayOfMonth} ${month}`;
  };
  const fullDay = (at: Date): string => `${day(at)} ${civil(at).year}`;
  return {
    number: (value) => numbers.format(value),
    badge: (count) => (count > 99 ? "99+" : String(count)),
    time,
    timeWithSeconds,
    day,
    fullDay,
    fullTime: (at) => `${fullDay(at)}, ${time(at)}${language === "de" ? " Uhr" : ""}`,
    shortTime: (at, now) => {
      const then = civil(at);
      const today = civil(now);
      const age = dayNumber(today) - dayNumber(then);
      if (age === 0) {
        return time(at);
      }
      if (age > 0 && age < 7) {
        return (read(at)["weekday"] ?? "").slice(0, language === "de" ? 2 : 3);
      }
      const short = language === "de" ? `${two(then.day)}.${two(then.month)}.` : `${two(then.day)}/${two(then.month)}`;
      return then.year === today.year ? short : `${short}${language === "de" ? "" : "/"}${then.year}`;
    },
    calendarDay: (at) => new Date(dayNumber(civil(at)) * millisecondsPerDay).toISOString().slice(0, 10),
    calendarWeek: (at) => isoWeek(civil(at)),
  };
}

/** A page writes the same few instants many times, and taking one apart costs as much as drawing a tile. */
function remembered<Value>(make: (at: Date) => Value): (at: Date) => Value {
  const known = new Map<number, Value>();
  return (at) => {
    const found = known.get(at.getTime());
    if (found !== undefined) {
      return found;
    }
    if (known.size >= 16) {
      known.clear();
    }
    const made = make(at);
    known.set(at.getTime(), made);
    return made;
  };
}

interface CivilDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

interface Formatters {
  readonly numbers: Intl.NumberFormat;
  readonly parts: Intl.DateTimeFormat;
  readonly clock: Intl.DateTimeFormat;
}

/** Formatters take a tenth of a millisecond each to make; a server draws thousands of pages in few languages and zones. */
const known = new Map<string, Formatters>();

function formattersOf(language: Language, timeZone: string): Formatters {
  const key = `${language} ${timeZone}`;
  const found = known.get(key);
  if (found !== undefined) {
    return found;
  }
  const locale = locales[language];
  const made = {
    numbers: new Intl.NumberFormat(locale),
    parts: new Intl.DateTimeFormat(locale, { timeZone, weekday: "long", month: "long", day: "numeric" }),
    clock: new Intl.DateTimeFormat("en-US", {
      timeZone,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    }),
  };
  known.set(key, made);
  return made;
}

function civilDay(clock: Intl.DateTimeFormat, at: Date): CivilDay {
  const values = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  return {
    year: values["year"] ?? 0,
    month: values["month"] ?? 0,
    day: values["day"] ?? 0,
    hour: values["hour"] ?? 0,
    minute: values["minute"] ?? 0,
    second: values["second"] ?? 0,
  };
}

function dayNumber({ year, month, day }: CivilDay): number {
  return Date.UTC(year, month - 1, day) / millisecondsPerDay;
}

/** The week that holds this day's Thursday, counted from the week that holds the year's first Thursday. */
function isoWeek(day: CivilDay): number {
  const number = dayNumber(day);
  // 1 January 1970, day 0, was a Thursday.
  const thursday = number - ((number + 3) % 7) + 3;
  const year = new Date(thursday * millisecondsPerDay).getUTCFullYear();
  return Math.floor((thursday - Date.UTC(year, 0, 1) / millisecondsPerDay) / 7) + 1;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
