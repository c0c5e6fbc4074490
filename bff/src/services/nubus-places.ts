import type {
  ConfiguredCategory,
  ConfiguredFolder,
  ConfiguredTile,
} from "@pforte/shared/contract/portal-configuration";
import { nameOfDn, type NubusPortal } from "./nubus-form.ts";
import type { NubusReport } from "./nubus-report.ts";
import { identified } from "./nubus-tiles.ts";
import { localizedOf, NubusKeys } from "./nubus-texts.ts";

type Tiles = ReadonlyMap<string, ConfiguredTile>;
const mostInFolder = 60;
const mostInCategory = 200;

/** Where everything stands: what was in menus has a category of its own, because there are no menus. */
export function placesOfNubus(portal: NubusPortal, tiles: Tiles, report: NubusReport) {
  const placing = new Placing(portal, tiles, report);
  const categories = shownCategories(portal, report).flatMap(({ dn, entries }) => placing.category(dn, entries));
  const more = placing.more();
  placing.sayUnplaced();
  return { categories: [...categories, ...more], folders: placing.folders };
}

/** Categories in the order in which they are shown. */
function shownCategories({ portal, categories }: NubusPortal, report: NubusReport) {
  const known = new Map(categories.map((category) => [category.dn, category]));
  const content = new Map(portal.content ?? []);
  const order = content.size > 0 ? [...content.keys()] : (portal.categories ?? [...known.keys()]);
  for (const { dn } of categories.filter((category) => !order.includes(category.dn))) {
    report.left(`category ${nameOfDn(dn)}`, "the portal does not show it");
  }
  return [...new Set(order)].flatMap((dn) => {
    if (!known.has(dn)) {
      report.left(`category ${dn}`, "the data names it and does not have it");
      return [];
    }
    return [{ dn, entries: content.get(dn) ?? known.get(dn)?.entries ?? [] }];
  });
}

class Placing {
  readonly folders: ConfiguredFolder[] = [];
  readonly #portal: NubusPortal;
  readonly #tiles: Tiles;
  readonly #report: NubusReport;
  /** Where each tile or folder stands, by its DN. */
  readonly #standing = new Map<string, string>();
  readonly #folderKeys = new NubusKeys();
  readonly #categoryKeys = new NubusKeys();

  constructor(portal: NubusPortal, tiles: Tiles, report: NubusReport) {
    this.#portal = portal;
    this.#tiles = tiles;
    this.#report = report;
  }

  category(dn: string, entries: readonly string[]): ConfiguredCategory[] {
    const name = nameOfDn(dn);
    const what = `category ${name}`;
    const texts = this.#portal.categories.find((category) => category.dn === dn)?.display_name ?? {};
    const items = this.#items(entries, what);
    if (items.length === 0) {
      this.#report.left(what, "nothing stands in it");
      return [];
    }
    const key = this.#categoryKeys.keyFor(name);
    this.#report.mapped(`${what} as categories/${key}`);
    const named = localizedOf(texts, `name of ${what}`, this.#report) ?? { de: name.slice(0, 400) };
    return [{ key, name: named, items, ...identified(name) }];
  }

  /** Links of menus and corners that stand nowhere else. */
  more(): ConfiguredCategory[] {
    const { links } = this.#portal;
    const dns = [...links.user_links, ...links.menu_links, ...links.quick_links, ...links.corner_links];
    const isAnywhere = (dn: string) => this.#standing.has(dn);
    const items = this.#items(
      [...new Set(dns)].filter((dn) => !isAnywhere(dn)),
      "category more-links",
    );
    for (const [list, listed] of Object.entries(links)) {
      if (listed.length > 0) {
        const names = listed.map(nameOfDn).join(", ");
        this.#report.changed(`${list} (${names})`, "there are no such menus; what stood there alone is in a category");
      }
    }
    const name = { de: "Weitere Links", en: "More links" };
    return items.length === 0 ? [] : [{ key: this.#categoryKeys.keyFor("more-links"), name, items }];
  }

  sayUnplaced(): void {
    for (const [dn, { key }] of this.#tiles) {
      if (!this.#standing.has(dn))
        this.#report.changed(`entry ${nameOfDn(dn)}`, `tiles/${key} stands nowhere, as before`);
    }
    for (const { dn } of this.#portal.folders) {
      if (!this.#standing.has(dn)) this.#report.left(`folder ${nameOfDn(dn)}`, "it stands nowhere");
    }
  }

  #items(dns: readonly string[], where: string): ConfiguredCategory["items"] {
    const items = [...new Set(dns)].flatMap((dn): ConfiguredCategory["items"] => {
      const tile = this.#tiles.get(dn);
      if (tile !== undefined) {
        return this.#isFree(dn, `entry ${nameOfDn(dn)}`, where) ? [{ tile: tile.key }] : [];
      }
      const folder = this.#portal.folders.find((one) => one.dn === dn);
      if (folder === undefined) {
        this.#sayMissing(dn, where);
        return [];
      }
      return this.#isFree(dn, `folder ${nameOfDn(dn)}`, where) ? this.#folder(dn, folder) : [];
    });
    return this.#fitting(items, mostInCategory, where);
  }

  #folder(dn: string, { name: texts }: NubusPortal["folders"][number]): ConfiguredCategory["items"] {
    const name = nameOfDn(dn);
    const what = `folder ${name}`;
    const tiles = this.#flat(dn, what, new Set()).flatMap((entry) => {
      const tile = this.#tiles.get(entry);
      return tile !== undefined && this.#isFree(entry, `entry ${nameOfDn(entry)}`, what) ? [tile.key] : [];
    });
    if (tiles.length === 0) {
      this.#report.left(what, "nothing is left to stand in it");
      return [];
    }
    const key = this.#folderKeys.keyFor(name);
    this.folders.push({
      key,
      name: localizedOf(texts, `name of ${what}`, this.#report) ?? { de: name.slice(0, 400) },
      tiles: this.#fitting(tiles, mostInFolder, what),
      ...identified(name),
    });
    this.#report.mapped(`${what} as folders/${key}`);
    return [{ folder: key }];
  }

  /** What is in a folder, with what is in folders of it. */
  #flat(dn: string, what: string, seen: Set<string>): string[] {
    if (seen.has(dn)) return [];
    seen.add(dn);
    const entries = this.#portal.folders.find((one) => one.dn === dn)?.entries ?? [];
    return [...new Set(entries)].flatMap((entry) => {
      if (this.#tiles.has(entry)) return [entry];
      if (this.#portal.folders.some((one) => one.dn === entry)) {
        this.#report.changed(`folder ${nameOfDn(entry)}`, `folders hold no folders; what is in it stands in ${what}`);
        this.#standing.set(entry, what);
        return this.#flat(entry, what, seen);
      }
      this.#sayMissing(entry, what);
      return [];
    });
  }

  /** A tile stands in one place: the first. */
  #isFree(dn: string, what: string, where: string): boolean {
    const taken = this.#standing.get(dn);
    if (taken !== undefined) {
      this.#report.changed(what, `it stands in ${taken} and not in ${where} as well`);
      return false;
    }
    this.#standing.set(dn, where);
    return true;
  }

  /** Entries that were left out are named with their reason already. */
  #sayMissing(dn: string, where: string): void {
    if (!this.#portal.entries.some((entry) => entry.dn === dn)) {
      this.#report.left(`${dn} in ${where}`, "the data names it and does not have it");
    }
  }

  #fitting<Item>(items: readonly Item[], most: number, what: string): Item[] {
    if (items.length > most) this.#report.changed(what, `only the first ${most} of ${items.length} stand in it`);
    return items.slice(0, most);
  }
}
