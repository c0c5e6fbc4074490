import { announcementSchema, maintenanceSchema, sourceSwitchSchema } from "@pforte/shared/contract/admin-live";
import type { Announcement, Maintenance, SourceSwitch } from "@pforte/shared/contract/admin-live";
import { z } from "zod";
import type { LiveItem } from "#storage/ports/live-store.ts";

/** How an announcement lies in the store: with the version of its row at which it was last shown anew. */
export const storedAnnouncementSchema = z.object({
  announcement: announcementSchema,
  /** Answers are given to it. Never used twice under one key, also when the announcement was removed in between. */
  revision: z.int().min(1),
});

interface Known {
  readonly item: LiveItem;
}
export interface KnownAnnouncement extends Known {
  readonly announcement: Announcement;
  readonly revision: number;
}
export interface KnownMaintenance extends Known {
  readonly maintenance: Maintenance;
}
export interface KnownSwitch extends Known {
  readonly switch: SourceSwitch;
}

/** All that changes at once, read: what holds now, later, or no more. */
export interface LiveItems {
  /** Newest first. */
  readonly announcements: readonly KnownAnnouncement[];
  readonly maintenances: readonly KnownMaintenance[];
  readonly sourcesOff: readonly KnownSwitch[];
}

export const noLiveItems: LiveItems = { announcements: [], maintenances: [], sourcesOff: [] };

/** Reads what lies in the store; one of another form is left out and told. */
export function readLiveItems(items: readonly LiveItem[], onUnknown: (item: LiveItem) => void): LiveItems {
  const announcements: KnownAnnouncement[] = [];
  const maintenances: KnownMaintenance[] = [];
  const sourcesOff: KnownSwitch[] = [];
  const readers: Readonly<Record<LiveItem["kind"], (item: LiveItem) => unknown>> = {
    announcement(item) {
      const stored = storedAnnouncementSchema.safeParse(item.body).data;
      return stored && announcements.push({ item, ...stored });
    },
    maintenance(item) {
      const maintenance = maintenanceSchema.safeParse(item.body).data;
      return maintenance && maintenances.push({ item, maintenance });
    },
    source_off(item) {
      const off = sourceSwitchSchema.safeParse(item.body).data;
      return off && sourcesOff.push({ item, switch: off });
    },
  };
  for (const item of items) if (readers[item.kind](item) === undefined) onUnknown(item);
  announcements.sort((one, other) => other.item.changedAt.getTime() - one.item.changedAt.getTime());
  return { announcements, maintenances, sourcesOff };
}

interface Period {
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

/** Whether it holds at this time, only later, or no more. */
export function phaseOf({ from, until }: Period, at: number): "planned" | "running" | "over" {
  if (until !== undefined && Date.parse(until) <= at) return "over";
  return from !== undefined && Date.parse(from) > at ? "planned" : "running";
}

/** When a missing confirmation is reminded of; null where it never is. */
export function reminderAt({ acknowledgement }: Announcement): number | null {
  const { deadline, remindHoursBefore } = acknowledgement ?? {};
  return deadline === undefined || remindHoursBefore === undefined
    ? null
    : Date.parse(deadline) - remindHoursBefore * 3_600_000;
}

/** The first instant after this one at which something begins, ends or is reminded of by itself; null where nothing does. */
export function nextInstant({ announcements, maintenances }: LiveItems, at: number): number | null {
  const periods: Period[] = [
    ...announcements.map(({ announcement }) => announcement),
    ...maintenances.map(({ maintenance }) => maintenance),
  ];
  const ends = periods
    .flatMap(({ from, until }) => [from, until])
    .flatMap((instant) => (instant === undefined ? [] : [Date.parse(instant)]));
  const reminders = announcements.flatMap(({ announcement }) => reminderAt(announcement) ?? []);
  const later = [...ends, ...reminders].filter((instant) => instant > at);
  return later.length === 0 ? null : Math.min(...later);
}
