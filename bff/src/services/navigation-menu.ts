import { localize, type Language, type LocalizedText } from "@pforte/shared/contract/localized";
import type { ConfiguredTile, PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import { addressIn } from "./portal-identity.ts";
import { visibleTiles, type Viewer } from "./visibility.ts";

/** One entry of the menu. All of it is text: one value of another type, and the strictest reader drops the whole menu. */
export interface NavigationEntry {
  readonly identifier: string;
  readonly icon_url: string;
  readonly display_name: string;
  readonly link: string;
  readonly target: string;
  readonly keywords: Readonly<Record<string, string>>;
}

/** The menu as other tools read it, in the words of the incumbent's contract. */
export interface NavigationMenu {
  readonly categories: readonly {
    readonly identifier: string;
    readonly display_name: string;
    readonly entries: readonly NavigationEntry[];
  }[];
}

/** For whom and how it is told. */
export interface NavigationReader {
  readonly viewer: Viewer | null;
  readonly language: Language;
  /** The origin under which this reader's people reach the portal. */
  readonly base: string;
}

/** What one viewer may open, by category and in order; folders stand open, because the menu of a tool knows none. */
export function menuOf(document: PortalConfiguration, { viewer, language, base }: NavigationReader): NavigationMenu {
  const tiles = toldTiles(document, viewer);
  const folders = new Map(document.folders.map((folder) => [folder.key, folder.tiles]));
  const categories = document.categories.map(({ key, name, identifier, items }) => {
    const keys = items.flatMap((item) => ("tile" in item ? [item.tile] : (folders.get(item.folder) ?? [])));
    const entries = [...new Set(keys)].flatMap((tile) => tiles.get(tile) ?? []);
    return {
      identifier: identifier ?? key,
      display_name: plain(localize(name, language)),
      entries: entries.map((tile) => entryOf(tile, language, base)),
    };
  });
  return { categories: categories.filter(({ entries }) => entries.length > 0) };
}

/** The tiles that a viewer may see and that other tools are told of. */
export function toldTiles(document: PortalConfiguration, viewer: Viewer | null): ReadonlyMap<string, ConfiguredTile> {
  const visible = visibleTiles(document, viewer);
  const only = document.portal.navigation?.tiles;
  return only === undefined ? visible : new Map([...visible].filter(([key]) => only.includes(key)));
}

function entryOf(tile: ConfiguredTile, language: Language, base: string): NavigationEntry {
  return {
    identifier: tile.identifier ?? tile.key,
    icon_url: iconOf(tile.icon, base),
    display_name: plain(localize(tile.name, language)),
    link: linkOf(tile, language, base),
    target: tile.target.kind === "named-tab" ? tile.target.name : "_blank",
    keywords: keywordsOf(tile),
  };
}

/** Where a tile leads from elsewhere: to the tool, or to the page of the portal that has it in a frame. */
export function linkOf(tile: ConfiguredTile, language: Language, base: string): string {
  return tile.target.kind === "embedded" ? `${base}/app/${tile.key}` : addressIn(tile.links, language);
}

/** Where a picture of the configuration can be fetched without a session. */
export function iconOf(icon: string, base: string): string {
  return icon.startsWith("upload:")
    ? `${base}/icons/${icon.slice("upload:".length)}`
    : `${base}/icons/family/${icon}.svg`;
}

/** How the incumbent names our languages. */
export const localeOf: Readonly<Record<Language, string>> = { de: "de_DE", en: "en_US" };

/** A text in both languages; a reader that wants one that is missing gets the German one. */
export function inLocales(text: LocalizedText): Readonly<Record<string, string>> {
  return { [localeOf.de]: plain(text.de), [localeOf.en]: plain(localize(text, "en")) };
}

export function keywordsOf({ keywords }: ConfiguredTile): Readonly<Record<string, string>> {
  const said = (["de", "en"] as const).map((language) => [localeOf[language], keywords?.[language]?.join(", ") ?? ""]);
  return Object.fromEntries(said.filter(([, words]) => words !== ""));
}

/** Soft hyphens are for the narrow tiles of this portal alone. */
export function plain(text: string): string {
  return text.replaceAll("\u00AD", "");
}
