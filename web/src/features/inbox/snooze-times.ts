import { CalendarDate, CalendarDateTime, fromDate, toZoned } from "@internationalized/date";

/** A time at which something comes back. */
export interface SnoozeTime {
  readonly key: "afternoon" | "evening" | "tomorrow" | "nextWeek";
  readonly at: Date;
}

const hours = { afternoon: 14, evening: 18, morning: 8 } as const;
/** Sooner than this is not later. */
const soonestMinutes = 60;

/** What is offered at this moment, by the clock of the portal's time zone. */
export function snoozeTimes(now: Date, timeZone: string): readonly SnoozeTime[] {
  const here = fromDate(now, timeZone);
  const today = new CalendarDate(here.year, here.month, here.day);
  const at = (day: CalendarDate, hour: number): Date =>
    toZoned(new CalendarDateTime(day.year, day.month, day.day, hour), timeZone).toDate();
  const isAhead = ({ at: time }: SnoozeTime): boolean => time.getTime() - now.getTime() >= soonestMinutes * 60_000;
  const later = [
    { key: "afternoon", at: at(today, hours.afternoon) },
    { key: "evening", at: at(today, hours.evening) },
  ] as const satisfies readonly SnoozeTime[];
  // Monday of the next week; on a Monday that is in seven days.
  const weekday = (new Date(Date.UTC(here.year, here.month - 1, here.day)).getUTCDay() + 6) % 7;
  return [
    ...later.filter(isAhead).slice(0, 1),
    { key: "tomorrow", at: at(today.add({ days: 1 }), hours.morning) },
    { key: "nextWeek", at: at(today.add({ days: 7 - weekday }), hours.morning) },
  ];
}
