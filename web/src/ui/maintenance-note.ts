import type { HomeTile } from "@pforte/shared/contract/home";
import type { Text } from "#i18n/text.ts";

/** “Wartung bis 12:00”, with the day where it is not today's time alone that tells. */
export function maintenanceNote(maintenance: NonNullable<HomeTile["maintenance"]>, { t, time }: Text): string {
  return maintenance.until === null
    ? t("tile.maintenance")
    : t("tile.maintenanceUntil", { time: time(new Date(maintenance.until)) });
}
