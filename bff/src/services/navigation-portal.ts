import type { Announcement } from "@pforte/shared/contract/admin-live";
import type { ConfiguredTile, PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import { isFor } from "./home-announcements.ts";
import type { LiveNow } from "./live-state.ts";
import {
  iconOf,
  inLocales,
  keywordsOf,
  linkOf,
  localeOf,
  toldTiles,
  type NavigationReader,
} from "./navigation-menu.ts";

/** For whom the whole portal is told. */
export interface PortalReader extends NavigationReader {
  readonly version: number;
  /** Null for nobody in particular. */
  readonly username: string | null;
  readonly anonymousAccess: boolean;
  readonly live: LiveNow;
}

type Kind = "entry" | "folder" | "category" | "portal" | "announcement";

/** Readers take the name of a thing out of its distinguished name; there is no directory behind it any more. */
const nameOf = (kind: Kind, { key, identifier }: { readonly key: string; readonly identifier?: string | undefined }) =>
  `cn=${identifier ?? key},cn=${kind},cn=portals,cn=univention`;

/** The portal in the form of the incumbent's portal.json, for those who still read it: what this viewer may see, and no groups. */
export function portalJsonOf(document: PortalConfiguration, reader: PortalReader): object {
  const tiles = toldTiles(document, reader.viewer);
  const dnsOf = (keys: readonly string[]) =>
    keys.flatMap((key) => {
      const tile = tiles.get(key);
      return tile === undefined ? [] : [nameOf("entry", tile)];
    });
  const folders = document.folders.filter((folder) => dnsOf(folder.tiles).length > 0);
  const folderNames = new Map(folders.map((folder) => [folder.key, nameOf("folder", folder)]));
  const categories = document.categories
    .map((category) => ({
      dn: nameOf("category", category),
      in_portal: true,
      display_name: inLocales(category.name),
      entries: category.items.flatMap((item) =>
        "tile" in item ? dnsOf([item.tile]) : (folderNames.get(item.folder) ?? []),
      ),
    }))
    .filter(({ entries }) => entries.length > 0);
  return {
    cache_id: `${reader.version}`,
    user_links: [],
    menu_links: [],
    corner_links: [],
    quick_links: [],
    entries: [...tiles.values()].map((tile) => entryOf(tile, reader)),
    folders: folders.map((folder) => ({
      dn: nameOf("folder", folder),
      in_portal: true,
      name: inLocales(folder.name),
      entries: dnsOf(folder.tiles),
    })),
    categories,
    portal: portalOf(document, reader, categories),
    filtered: true,
    username: reader.username,
    user_displayname: reader.username,
    auth_mode: "oidc",
    may_edit_portal: false,
    announcements: reader.live.announcements
      .filter((known) => isFor(known, reader.viewer))
      .map(({ announcement }) => announcementOf(announcement)),
  };
}

function entryOf(tile: ConfiguredTile, { base }: PortalReader): object {
  return {
    dn: nameOf("entry", tile),
    name: inLocales(tile.name),
    description: tile.description === undefined ? {} : inLocales(tile.description),
    keywords: keywordsOf(tile),
    icon_url: iconOf(tile.icon, base),
    activated: true,
    anonymous: tile.public,
    allowedGroups: [],
    in_portal: true,
    links: (["de", "en"] as const).map((language) => ({
      locale: localeOf[language],
      value: linkOf(tile, language, base),
    })),
    linkTarget: tile.target.kind === "same-tab" ? "samewindow" : "newwindow",
    target: tile.target.kind === "named-tab" ? tile.target.name : null,
    backgroundColor: tile.colour ?? null,
  };
}

const severities = { info: "info", success: "success", warning: "warn", danger: "danger" } as const;

/** One that runs now and is for this reader; for whom else is nobody's business. */
function announcementOf({ key, severity, title, text, isSticky, acknowledgement, from, until }: Announcement): object {
  return {
    dn: nameOf("announcement", { key }),
    name: key,
    title: inLocales(title),
    message: text.de === "" ? {} : { [localeOf.de]: text.de, [localeOf.en]: text.en ?? text.de },
    severity: severities[severity],
    isSticky,
    needsConfirmation: acknowledgement !== undefined,
    allowedGroups: [],
    visibleFrom: from ?? null,
    visibleUntil: until ?? null,
  };
}

function portalOf(
  { portal }: PortalConfiguration,
  { base, anonymousAccess }: PortalReader,
  categories: readonly { readonly dn: string; readonly entries: readonly string[] }[],
): object {
  const logo = portal.branding?.logo;
  return {
    dn: nameOf("portal", { key: "domain" }),
    name: inLocales(portal.name),
    logo: logo === undefined ? null : iconOf(logo.light, base),
    background: null,
    showUmc: false,
    ensureLogin: !anonymousAccess,
    defaultLinkTarget: "newwindow",
    categories: categories.map(({ dn }) => dn),
    content: categories.map(({ dn, entries }) => [dn, entries]),
  };
}
