import type { HomeTile } from "@pforte/shared/contract/home";
import type { Text } from "#i18n/text.ts";

type Maintenance = NonNullable<HomeTile["maintenance"]>;

/** “Wartung bis 12:00”, or the day where it ends on another one; an end that has passed is not claimed any more. */
export function maintenanceNote({ until }: Maintenance, now: Date, { t, shortTime }: Text): string {
  const end = endOf(until, now);
  return end === null ? t("tile.maintenance") : t("tile.maintenanceUntil", { time: shortTime(end, now) });
}

/** The same as a sentence of its own: “Wartung heute bis 12:00 Uhr”. */
export function maintenanceSentence({ until }: Maintenance, now: Date, { t, time, fullDay }: Text): string {
  const end = endOf(until, now);
  if (end === null) {
    return t("tile.maintenance");
  }
  return fullDay(end) === fullDay(now)
    ? t("tile.maintenanceToday", { time: time(end) })
    : t("tile.maintenanceLater", { day: fullDay(end), time: time(end) });
}

function endOf(until: string | null, now: Date): Date | null {
  const end = until === null ? null : new Date(until);
  return end !== null && end > now ? end : null;
}
