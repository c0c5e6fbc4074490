import type { DraftOperation, Place, Placed } from "@pforte/shared/contract/admin-draft";
import type {
  ConfiguredCategory,
  ConfiguredFolder,
  ConfiguredTile,
  PortalConfiguration,
} from "@pforte/shared/contract/portal-configuration";

/** Where something stands, in numbers that are spoken: `index` is 0-based, `count` includes it. */
export interface Position {
  readonly place: Place;
  readonly index: number;
  readonly count: number;
}

/** One row of the list, in the order of the page. */
export type Row =
  | {
      readonly kind: "tile";
      readonly id: string;
      readonly item: Placed;
      readonly tile: ConfiguredTile;
      readonly isInFolder: boolean;
    }
  | { readonly kind: "folder"; readonly id: string; readonly item: Placed; readonly folder: ConfiguredFolder };

export function idOf(item: Placed): string {
  return "tile" in item ? `tile:${item.tile}` : `folder:${item.folder}`;
}

export function itemOf(id: string): Placed {
  const key = id.slice(id.indexOf(":") + 1);
  return id.startsWith("tile:") ? { tile: key } : { folder: key };
}

/** The rows of a category, folders with what is in them. */
export function rowsOf(document: PortalConfiguration, { items }: Pick<ConfiguredCategory, "items">): readonly Row[] {
  return items.flatMap((item): readonly Row[] => {
    if ("tile" in item) {
      return tileRow(document, item.tile, false);
    }
    const folder = document.folders.find(({ key }) => key === item.folder);
    return folder === undefined
      ? []
      : [
          { kind: "folder", id: idOf(item), item, folder } as const,
          ...folder.tiles.flatMap((key) => tileRow(document, key, true)),
        ];
  });
}

function tileRow(document: PortalConfiguration, key: string, isInFolder: boolean): readonly Row[] {
  const tile = document.tiles.find((one) => one.key === key);
  return tile === undefined ? [] : [{ kind: "tile", id: `tile:${key}`, item: { tile: key }, tile, isInFolder }];
}

/** What stands in no category and no folder, as rows; folders with what is in them. */
export function unplacedRows(document: PortalConfiguration): readonly Row[] {
  const items: Placed[] = [
    ...document.folders.map(({ key }) => ({ folder: key })),
    ...document.tiles.map(({ key }) => ({ tile: key })),
  ];
  return rowsOf(document, { items: items.filter((item) => positionOf(document, item).place === null) });
}

/** What stands in a place, in order; nothing where the place is nowhere. */
export function itemsIn(document: PortalConfiguration, place: Place): readonly Placed[] {
  if (place === null) {
    return [];
  }
  return "category" in place
    ? (document.categories.find(({ key }) => key === place.category)?.items ?? [])
    : (document.folders.find(({ key }) => key === place.folder)?.tiles ?? []).map((tile) => ({ tile }));
}

export function positionOf(document: PortalConfiguration, item: Placed): Position {
  const id = idOf(item);
  for (const place of placesOf(document)) {
    const items = itemsIn(document, place);
    const index = items.findIndex((one) => idOf(one) === id);
    if (index >= 0) {
      return { place, index, count: items.length };
    }
  }
  return { place: null, index: 0, count: 0 };
}

/** All places that something may stand in, in the order of the page; folders after their category's name. */
export function placesOf(document: PortalConfiguration): readonly NonNullable<Place>[] {
  const folders = document.categories.flatMap(({ key, items }) => [
    { category: key },
    ...items.flatMap((item) => ("folder" in item ? [{ folder: item.folder }] : [])),
  ]);
  const listed = new Set(folders.flatMap((place) => ("folder" in place ? [place.folder] : [])));
  return [...folders, ...document.folders.filter(({ key }) => !listed.has(key)).map(({ key }) => ({ folder: key }))];
}

export function placeTo(item: Placed, to: Place, index: number): DraftOperation {
  return { op: "place", item, to, index };
}

/** One place up or down; `null` at the end. */
export function step(document: PortalConfiguration, item: Placed, by: -1 | 1): DraftOperation | null {
  const { place, index, count } = positionOf(document, item);
  const to = index + by;
  return place === null || to < 0 || to >= count ? null : placeTo(item, place, to);
}

/** Into the category before (at its end) or after (at its beginning); `null` where there is none. */
export function toNeighbour(document: PortalConfiguration, item: Placed, by: -1 | 1): DraftOperation | null {
  const { place } = positionOf(document, item);
  const here =
    place === null
      ? -1
      : document.categories.findIndex(({ key, items }) =>
          "category" in place
            ? key === place.category
            : items.some((one) => "folder" in one && one.folder === place.folder),
        );
  const to = document.categories[here + by];
  return here < 0 || to === undefined ? null : placeTo(item, { category: to.key }, by < 0 ? to.items.length : 0);
}

type At = "before" | "after" | "on";

/** Where what is dropped before or after a row goes; `on` is into a folder. Folders stay out of folders. */
export function dropTo(
  document: PortalConfiguration,
  item: Placed,
  target: { readonly id: string; readonly at: At },
): DraftOperation | null {
  const other = itemOf(target.id);
  if (idOf(item) === target.id) {
    return null;
  }
  if ("folder" in item) {
    const { place } = positionOf(document, other);
    return place !== null && "folder" in place
      ? beside(document, item, place, 1)
      : beside(document, item, other, target.at === "before" ? 0 : 1);
  }
  return "folder" in other
    ? dropByFolder(document, item, other, target.at)
    : beside(document, item, other, target.at === "after" ? 1 : 0);
}

/** After a folder's own row is before what is in it, as the list shows it. */
function dropByFolder(
  document: PortalConfiguration,
  item: Placed,
  folder: { readonly folder: string },
  at: At,
): DraftOperation | null {
  const { length } = itemsIn(document, folder);
  if (at === "before" || (at === "after" && length === 0)) {
    return beside(document, item, folder, at === "before" ? 0 : 1);
  }
  return placeTo(item, folder, at === "on" ? length : 0);
}

function beside(document: PortalConfiguration, item: Placed, other: Placed, by: 0 | 1): DraftOperation | null {
  const { place } = positionOf(document, other);
  const rest = itemsIn(document, place).filter((one) => idOf(one) !== idOf(item));
  const index = rest.findIndex((one) => idOf(one) === idOf(other));
  return place === null || index < 0 ? null : placeTo(item, place, index + by);
}

/** A key that nothing of these has yet, made of a name. */
export function freeKey(name: string, taken: readonly { readonly key: string }[]): string {
  const base =
    name
      .toLowerCase()
      .replaceAll("ä", "ae")
      .replaceAll("ö", "oe")
      .replaceAll("ü", "ue")
      .replaceAll("ß", "ss")
      .normalize("NFD")
      .replaceAll(/\p{M}/gu, "")
      .replaceAll(/[^a-z0-9]+/gu, "-")
      .replaceAll(/^-|-$/gu, "")
      .slice(0, 50)
      .replace(/-$/u, "") || "eintrag";
  const keys = new Set(taken.map(({ key }) => key));
  for (let count = 1; ; count += 1) {
    const key = count === 1 ? base : `${base}-${count}`;
    if (!keys.has(key)) {
      return key;
    }
  }
}
