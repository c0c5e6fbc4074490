import type { Announcement } from "@pforte/shared/contract/admin-live";
import { fileText } from "./file-export.ts";
import { announcementsOf } from "./nubus-announcements.ts";
import { nameOfDn, readNubus, type NubusPortal } from "./nubus-form.ts";
import { NubusIcons, type ReadIcon } from "./nubus-icons.ts";
import { placesOfNubus } from "./nubus-places.ts";
import { NubusReport } from "./nubus-report.ts";
import { localizedOf, NubusKeys } from "./nubus-texts.ts";
import { tilesOf } from "./nubus-tiles.ts";

export interface ImportOptions {
  /** Where the portal stood; null where its relative links are to be left out. */
  readonly base: string | null;
  readonly readIcon: ReadIcon | null;
  /** Who is in which groups, as the portal's server keeps it: DNs by user name. */
  readonly groups: unknown;
  readonly publicOrigin: string;
  readonly timeZone: string;
}

/** A portal of Nubus as a configuration file, its announcements, and what became of everything. */
export interface Imported {
  readonly file: string;
  readonly announcements: readonly Announcement[];
  readonly report: string;
}

/** Takes over a portal in either of its two forms; null where the data is none. */
export async function importNubus(data: unknown, options: ImportOptions): Promise<Imported | null> {
  const nubus = readNubus(data);
  if (nubus === null) {
    return null;
  }
  const report = new NubusReport();
  const icons = new NubusIcons(options.readIcon, report);
  const inhabited = groupNames(options.groups);
  const { base, publicOrigin, timeZone } = options;
  const tiles = await tilesOf(nubus, { base, publicOrigin, report, icons, inhabited, keys: new NubusKeys() });
  const { categories, folders } = placesOfNubus(nubus, tiles, report);
  const portal = await portalOf(nubus, icons, report);
  const announcements = announcementsOf(nubus.announcements, { keys: new NubusKeys(), report, inhabited, timeZone });
  for (const stranger of nubus.unknown) report.left(stranger, "it is not known here");
  const file = {
    format: "pforte/1",
    portal,
    categories,
    folders,
    tiles: [...tiles.values()],
    ...(icons.pictures.size > 0 && { pictures: Object.fromEntries(icons.pictures) }),
  };
  return { file: fileText(file, publicOrigin), announcements, report: report.text() };
}

/** What belongs to the portal as a whole; the rest of it is not in the data and stays as it is. */
async function portalOf({ portal }: NubusPortal, icons: NubusIcons, report: NubusReport) {
  const name = localizedOf(portal.name, "name of the portal", report);
  const logo = await icons.pictureOf(portal.logo, "the portal's logo");
  if (name !== null) report.mapped("name of the portal");
  if (portal.background) report.left(`background ${portal.background}`, "the background is a colour");
  if (portal.showUmc === true) report.left("showUmc", "modules of the management console stay there");
  if (portal.ensureLogin !== null && portal.ensureLogin !== undefined) {
    report.left(
      `ensureLogin (${portal.ensureLogin})`,
      "whether there is a page before sign-in is a setting of the server",
    );
  }
  report.mapped(`defaultLinkTarget ${portal.defaultLinkTarget ?? "newwindow"}, into each tile that used it`);
  return {
    ...(name !== null && { name }),
    // Both named tiles of what was published before.
    dock: [],
    navigation: {},
    ...(logo !== null && { branding: { logo: { light: logo, text: name ?? { de: "Logo", en: "Logo" } } } }),
  };
}

function groupNames(groups: unknown): ReadonlySet<string> | null {
  if (typeof groups !== "object" || groups === null) {
    return null;
  }
  const dns = Object.values(groups).flatMap((list: unknown) => (Array.isArray(list) ? list : []));
  return new Set(dns.filter((dn) => typeof dn === "string").map((dn) => nameOfDn(dn).toLowerCase()));
}
