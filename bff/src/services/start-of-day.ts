/** When the day began in which this moment lies, as people in that time zone count days. */
export function startOfDay(at: Date, timeZone: string): Date {
  const wanted = dayIn(at, timeZone);
  // Not every day has 24 hours: the first quarter of an hour that still carries the date is its beginning.
  const quarter = 15 * 60_000;
  let begin = Math.floor(at.getTime() / quarter) * quarter;
  while (dayIn(new Date(begin - quarter), timeZone) === wanted) begin -= quarter;
  return new Date(begin);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function dayIn(at: Date, timeZone: string): string {
  const known = formats.get(timeZone) ?? new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" });
  formats.set(timeZone, known);
  return known.format(at);
}
