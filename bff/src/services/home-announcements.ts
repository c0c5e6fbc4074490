import type { HomeAnnouncement } from "@pforte/shared/contract/announcements";
import { localize, type Language } from "@pforte/shared/contract/localized";
import type { ConfiguredTile, PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import type { AnnouncementAnswer } from "#storage/ports/live-store.ts";
import type { KnownAnnouncement, KnownSwitch } from "./live-items.ts";
import type { LiveNow } from "./live-state.ts";
import { personSources } from "./person-sources.ts";
import { addressIn } from "./portal-identity.ts";
import { visibleTiles, type Viewer } from "./visibility.ts";

/** What decides which announcements somebody sees. */
export interface AnnouncementsInput {
  readonly document: PortalConfiguration;
  readonly viewer: Viewer | null;
  readonly language: Language;
  readonly live: LiveNow;
  /** What this viewer answered. */
  readonly answers: readonly AnnouncementAnswer[];
}

/** Under which key it is said that a source is off; no announcement has such a one. */
export const switchedOffKey = (source: string) => `off:${source}`;

/** Whether an announcement is meant for this viewer at all (any of its groups; without a session only public ones). */
export function isFor({ announcement }: KnownAnnouncement, viewer: Viewer | null): boolean {
  if (announcement.public) return true;
  if (viewer === null) return false;
  return announcement.groups.length === 0 || announcement.groups.some((group) => viewer.groups.includes(group));
}

/** Whether it is done with for whoever gave these answers: confirmed where it wants to be, else answered at all. */
export function isAnswered(
  { announcement, revision }: KnownAnnouncement,
  answers: readonly AnnouncementAnswer[],
): boolean {
  return answers.some(
    (one) =>
      one.announcement === announcement.key &&
      one.revision === revision &&
      (announcement.acknowledgement === undefined || one.answer === "confirmed"),
  );
}

/** Those of now that this viewer still has to see. */
export function openAnnouncements({ viewer, live, answers }: AnnouncementsInput): readonly KnownAnnouncement[] {
  return live.announcements.filter((known) => isFor(known, viewer) && !isAnswered(known, answers));
}

/** Sources of this viewer that are switched off, and whose note they have not put away. */
export function openSwitches({ document, viewer, live, answers }: AnnouncementsInput): readonly KnownSwitch[] {
  if (viewer === null || live.sourcesOff.size === 0) return [];
  const theirs = personSources(document, viewer);
  return [...live.sourcesOff.values()].filter(
    ({ item, switch: { source } }) =>
      theirs.has(source) &&
      !answers.some((one) => one.announcement === switchedOffKey(source) && one.revision === item.version),
  );
}

const weights: Readonly<Record<HomeAnnouncement["severity"], number>> = { danger: 0, warning: 1, info: 2, success: 3 };

/** What the strip of the start page says: the most severe first, then the newest; and which sources are off. */
export function announcementsOf(input: AnnouncementsInput): HomeAnnouncement[] {
  const { document, viewer, language } = input;
  const open = openAnnouncements(input);
  const tiles = open.some(({ announcement }) => announcement.tile !== undefined)
    ? visibleTiles(document, viewer)
    : new Map<string, ConfiguredTile>();
  const said = open
    .toSorted((one, other) => sinceOf(other) - sinceOf(one))
    .map((known) => announcementIn(known, tiles, language));
  return [...said, ...openSwitches(input).map((off) => noteOf(off, document, language))].toSorted(
    (one, other) => weights[one.severity] - weights[other.severity],
  );
}

const sinceOf = ({ announcement: { from }, item }: KnownAnnouncement) =>
  from === undefined ? item.changedAt.getTime() : Date.parse(from);

function announcementIn(
  { announcement, revision }: KnownAnnouncement,
  tiles: ReadonlyMap<string, ConfiguredTile>,
  language: Language,
): HomeAnnouncement {
  const { key, severity, title, text, isSticky, until, acknowledgement } = announcement;
  const tile = tiles.get(announcement.tile ?? "");
  return {
    key,
    revision,
    severity,
    title: localize(title, language),
    text: localize(text, language),
    isSticky,
    until: until ?? null,
    tile:
      tile === undefined ? null : { key: tile.key, name: localize(tile.name, language), href: hrefOf(tile, language) },
    acknowledgement: acknowledgement === undefined ? null : { deadline: acknowledgement.deadline ?? null },
  };
}

/** Where a tile leads: to the tool, or to the portal's own page around it. */
export function hrefOf(tile: ConfiguredTile, language: Language): string {
  return tile.target.kind === "embedded" ? `/app/${tile.key}` : addressIn(tile.links, language);
}

const offTexts: Readonly<Record<Language, { title: (name: string) => string; text: string; because: string }>> = {
  de: {
    title: (name) => `${name} ist im Portal ausgeschaltet`,
    text: "Die Administration des Portals hat die Verbindung zu diesem Programm ausgeschaltet; hier erscheint bis auf Weiteres nichts daraus.",
    because: "Grund: ",
  },
  en: {
    title: (name) => `${name} is switched off in the portal`,
    text: "The administrators of the portal switched off the connection to this application; nothing of it appears here until further notice.",
    because: "Reason: ",
  },
};

function noteOf({ item, switch: off }: KnownSwitch, document: PortalConfiguration, language: Language) {
  const name = document.sources.find(({ key }) => key === off.source)?.name;
  const { title, text, because } = offTexts[language];
  const reason = off.reason === undefined ? "" : `\n${because}${localize(off.reason, language)}`;
  return {
    key: switchedOffKey(off.source),
    revision: item.version,
    severity: "warning" as const,
    title: title(name === undefined ? off.source : localize(name, language)),
    text: `${text}${reason}`,
    isSticky: false,
    until: null,
    tile: null,
    acknowledgement: null,
  };
}
