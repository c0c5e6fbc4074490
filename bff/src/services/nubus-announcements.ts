import { announcementSchema, type Announcement } from "@pforte/shared/contract/admin-live";
import type { NubusAnnouncement } from "./nubus-form.ts";
import type { NubusReport } from "./nubus-report.ts";
import { groupsOf } from "./nubus-tiles.ts";
import { localizedOf, type NubusKeys } from "./nubus-texts.ts";

interface AnnouncementOptions {
  readonly keys: NubusKeys;
  readonly report: NubusReport;
  readonly inhabited: ReadonlySet<string> | null;
  readonly timeZone: string;
}

const severities = { info: "info", success: "success", warn: "warning", warning: "warning", danger: "danger" } as const;

/** Announcements as administrators write them here; they take effect at once, so that they are no part of the document. */
export function announcementsOf(given: readonly NubusAnnouncement[], options: AnnouncementOptions): Announcement[] {
  return given.flatMap((one) => {
    const { report } = options;
    const what = `announcement ${one.name}`;
    const parsed = announcementSchema.safeParse(announcementOf(one, what, options));
    if (!parsed.success) {
      const said = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
      report.left(what, said.join("; "));
      return [];
    }
    report.mapped(`${what} as announcements/${parsed.data.key}`);
    return [parsed.data];
  });
}

function announcementOf(one: NubusAnnouncement, what: string, options: AnnouncementOptions): unknown {
  const { keys, report } = options;
  const groups = groupsOf(one.allowedGroups, what, options);
  const message = localizedOf(one.message, `text of ${what}`, report, 4000);
  const asks = one.needsConfirmation === true;
  return {
    key: keys.keyFor(one.name),
    severity: severityOf(one.severity, what, report),
    title: localizedOf(one.title, `title of ${what}`, report) ?? { de: one.name.slice(0, 400) },
    text: message ?? { de: "" },
    groups,
    // Without groups it was shown to everybody, signed in or not; one that asks for confirmation needs to know who.
    public: groups.length === 0 && !asks,
    ...periodOf(one, what, options),
    isSticky: one.isSticky === true,
    ...(asks && { acknowledgement: {} }),
  };
}

function periodOf(one: NubusAnnouncement, what: string, { report, timeZone }: AnnouncementOptions) {
  const from = instantOf(one.visibleFrom ?? one.startTime, "begins", timeZone);
  const until = instantOf(one.visibleUntil ?? one.endTime, "ends", timeZone);
  const isOver = from !== null && until !== null && Date.parse(from) >= Date.parse(until);
  if (isOver) report.changed(what, `it would end (${until}) before it begins; its end is left out`);
  return { ...(from !== null && { from }), ...(until !== null && !isOver && { until }) };
}

function severityOf(severity: string | null | undefined, what: string, report: NubusReport): string {
  const known = new Map<string, string>(Object.entries(severities)).get(severity ?? "info");
  if (known === undefined) report.changed(what, `severity ${severity} is unknown; it is info now`);
  return known ?? "info";
}

/** A day begins and ends in the portal's own time zone; an instant stays one. Null for what is neither. */
function instantOf(text: string | null | undefined, edge: "begins" | "ends", timeZone: string): string | null {
  if (text === null || text === undefined || text === "") {
    return null;
  }
  const isDay = /^\d{4}-\d{2}-\d{2}$/u.test(text);
  const isZoned = /(?:Z|[+-]\d{2}:?\d{2})$/u.test(text);
  const local = isDay ? `${text}T${edge === "begins" ? "00:00:00" : "23:59:59"}` : text.replace(" ", "T");
  const asUtc = Date.parse(isZoned ? local : `${local}Z`);
  if (Number.isNaN(asUtc)) {
    return null;
  }
  return new Date(isZoned ? asUtc : asUtc - offsetAt(asUtc, timeZone)).toISOString();
}

/** How far the zone's clocks are before UTC when they show this time; near a change of clocks, as before it. */
function offsetAt(local: number, timeZone: string): number {
  const guess = offsetOf(local, timeZone);
  return offsetOf(local - guess, timeZone);
}

function offsetOf(at: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone, timeZoneName: "longOffset" });
  const name = format.formatToParts(at).find(({ type }) => type === "timeZoneName")?.value ?? "GMT";
  const [, sign = "+", hours = "0", minutes = "0"] = /^GMT(?:([+-])(\d{2}):(\d{2}))?$/u.exec(name) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
