import { pictureHref } from "@pforte/shared/contract/admin-assets";
import type { Home, HomeCategory, HomeItem, HomeTile } from "@pforte/shared/contract/home";
import { localize, type Language } from "@pforte/shared/contract/localized";
import type { ConfiguredTile } from "@pforte/shared/contract/portal-configuration";
import type { Preferences } from "@pforte/shared/contract/preferences";
import type { PublishedConfiguration } from "#storage/ports/configuration-store.ts";
import type { AnnouncementAnswer } from "#storage/ports/live-store.ts";
import { announcementsOf, hrefOf } from "./home-announcements.ts";
import type { LiveNow } from "./live-state.ts";
import { personSources } from "./person-sources.ts";
import { portalIn } from "./portal-identity.ts";
import { visibleTiles, type Viewer } from "./visibility.ts";

type HomeSource = Home["sources"][number];

/** A signed-in person, as far as the page shows them. */
export interface HomeViewer extends Viewer {
  readonly name: string;
  readonly isAdministrator: boolean;
}

/** All that decides what one start page shows. */
export interface HomeInput {
  readonly configuration: Pick<PublishedConfiguration, "version" | "document">;
  readonly viewer: HomeViewer | null;
  readonly preferences: Preferences;
  /** What holds now beside the configuration. */
  readonly live: LiveNow;
  /** What this viewer answered to announcements. */
  readonly answers: readonly AnnouncementAnswer[];
  readonly language: Language;
  readonly now: Date;
  readonly timeZone: string;
  readonly release: string;
  /** What a kind of source can feed. */
  readonly capabilitiesOf: (kind: string) => Readonly<HomeSource["capabilities"]>;
}

/** The start page of one person: what they may see of one version, and nothing else. */
export function homeOf(input: HomeInput): Home {
  const { configuration, viewer, preferences, language, live, answers } = input;
  const { document, version } = configuration;
  const visible = visibleTiles(document, viewer);
  const own = viewer === null ? null : preferences.dock;
  return {
    version,
    language,
    appearance: preferences.appearance,
    singleKeyShortcuts: preferences.singleKeyShortcuts,
    sendTyping: preferences.sendTyping,
    sendReadReceipts: preferences.sendReadReceipts,
    now: input.now.toISOString(),
    timeZone: input.timeZone,
    portal: portalIn(document.portal, language, input.release),
    person: viewer === null ? null : personOf(viewer),
    announcements: announcementsOf({ document, viewer, language, live, answers }),
    categories: categoriesOf(input, visible),
    dock: [...new Set(own ?? document.portal.dock)].filter((key) => visible.has(key)),
    dockIsOwn: own !== null,
    sources: viewer === null ? [] : sourcesOf(input, viewer),
  };
}

function personOf({ name, isAdministrator }: HomeViewer): NonNullable<Home["person"]> {
  return { name, initials: initialsOf(name), isAdministrator };
}

/** First letters of the first and the last word, by what a reader sees as letters. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/u).filter((word) => word !== "");
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => firstLetter(word ?? ""));
  return letters.join("").toLocaleUpperCase("de");
}

function firstLetter(word: string): string {
  return /\p{L}\p{M}*|\p{N}/u.exec(word)?.[0] ?? "";
}

function categoriesOf(
  { configuration: { document }, language, live }: HomeInput,
  visible: ReadonlyMap<string, ConfiguredTile>,
): HomeCategory[] {
  const folders = new Map(document.folders.map((folder) => [folder.key, folder]));
  const tilesOf = (keys: readonly string[]): HomeTile[] =>
    keys.flatMap((key) => {
      const tile = visible.get(key);
      return tile === undefined ? [] : [tileOf(tile, language, live)];
    });
  return document.categories.flatMap((category) => {
    const items = category.items.flatMap((item): HomeItem[] => {
      if ("tile" in item) {
        return tilesOf([item.tile]).map((tile) => ({ kind: "tile", tile }));
      }
      const folder = folders.get(item.folder);
      const tiles = tilesOf(folder?.tiles ?? []);
      return folder === undefined || tiles.length === 0
        ? []
        : [{ kind: "folder", key: folder.key, name: localize(folder.name, language), tiles }];
    });
    return items.length === 0 ? [] : [{ key: category.key, name: localize(category.name, language), items }];
  });
}

function tileOf(tile: ConfiguredTile, language: Language, live: LiveNow): HomeTile {
  return {
    key: tile.key,
    name: localize(tile.name, language),
    description: tile.description === undefined ? null : localize(tile.description, language),
    href: hrefOf(tile, language),
    target: tile.target,
    icon: tile.icon.startsWith("upload:") ? pictureHref(tile.icon) : tile.icon,
    coloured: tile.colour !== undefined,
    source: tile.source ?? null,
    maintenance: maintenanceOf(tile, language, live),
    terms: termsOf(tile),
  };
}

/** What was set at once counts for more than what is published. */
function maintenanceOf({ key, state }: ConfiguredTile, language: Language, live: LiveNow): HomeTile["maintenance"] {
  const set = live.maintenances.get(key)?.maintenance ?? (state.kind === "maintenance" ? state : null);
  return set === null ? null : { text: localize(set.text, language), until: set.until ?? null };
}

function termsOf({ name, description, keywords }: ConfiguredTile): string[] {
  const terms = [name.de, name.en, description?.de, description?.en, ...(keywords?.de ?? []), ...(keywords?.en ?? [])];
  return [...new Set(terms.filter((term) => term !== undefined))];
}

/** Without those that are switched off: no room is kept for what nobody asks. */
function sourcesOf(
  { configuration: { document }, language, live, capabilitiesOf }: HomeInput,
  viewer: Viewer,
): HomeSource[] {
  const shown = personSources(document, viewer);
  return document.sources
    .filter(({ key }) => shown.has(key) && !live.sourcesOff.has(key))
    .map(({ key, kind, name }) => ({ key, name: localize(name, language), capabilities: [...capabilitiesOf(kind)] }));
}
