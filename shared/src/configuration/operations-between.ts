import type { DraftOperation, Place, Placed } from "../contract/admin-draft.ts";
import type { PortalConfiguration } from "../contract/portal-configuration.ts";
import { longestCommon } from "./longest-common.ts";
import { isEqual } from "./is-equal.ts";

/**
 * Operations that lead from one document to the other. The order of `tiles`, `folders` and `sources` among themselves
 * says nothing and is not restored; the order in which they are shown is.
 */
export function operationsBetween(from: PortalConfiguration, to: PortalConfiguration): DraftOperation[] {
  return [
    ...removals(from, to),
    ...changed(from.sources, to.sources).map((source): DraftOperation => ({ op: "put-source", source })),
    ...changed(from.tiles, to.tiles).map((tile): DraftOperation => ({ op: "put-tile", tile })),
    ...changed(from.folders.map(heading), to.folders.map(heading)).map((folder): DraftOperation => ({
      op: "put-folder",
      folder,
    })),
    ...changed(from.categories.map(heading), to.categories.map(heading)).map((category): DraftOperation => ({
      op: "put-category",
      category,
    })),
    ...categoryMoves(from, to),
    ...moves(from, to),
    // After the tiles, because what was taken away with a tile in the dock comes back with the portal.
    ...(isEqual(from.portal, to.portal) ? [] : [{ op: "put-portal" as const, portal: to.portal }]),
  ];
}

interface Heading {
  readonly key: string;
  readonly name: PortalConfiguration["folders"][number]["name"];
  readonly identifier?: string | undefined;
}

function heading({ key, name, identifier }: Heading) {
  return { key, name, ...(identifier === undefined ? {} : { identifier }) };
}

function keysOf(entries: readonly { readonly key: string }[]): string[] {
  return entries.map(({ key }) => key);
}

function changed<Entry extends { readonly key: string }>(from: readonly Entry[], to: readonly Entry[]): Entry[] {
  const known = new Map(from.map((entry) => [entry.key, entry]));
  return to.filter((entry) => !isEqual(known.get(entry.key), entry));
}

function removals(from: PortalConfiguration, to: PortalConfiguration): DraftOperation[] {
  const gone = (list: "tiles" | "folders" | "categories" | "sources"): string[] => {
    const kept = new Set(keysOf(to[list]));
    return keysOf(from[list]).filter((key) => !kept.has(key));
  };
  return [
    ...gone("categories").map((key) => ({ op: "remove-category" as const, key })),
    ...gone("folders").map((key) => ({ op: "remove-folder" as const, key })),
    ...gone("tiles").map((key) => ({ op: "remove-tile" as const, key })),
    ...gone("sources").map((key) => ({ op: "remove-source" as const, key })),
  ];
}

function categoryMoves(from: PortalConfiguration, to: PortalConfiguration): DraftOperation[] {
  const wanted = keysOf(to.categories);
  const kept = keysOf(from.categories).filter((key) => wanted.includes(key));
  // New ones are put at the end by then.
  const current = [...kept, ...wanted.filter((key) => !kept.includes(key))];
  return steps(current, wanted).map(({ entry, index }) => ({ op: "place-category", key: entry, index }));
}

/** Entries to be taken out and put in at an index, one after the other, until the wanted ones stand in their order. */
function steps(current: readonly string[], wanted: readonly string[]): { entry: string; index: number }[] {
  const staying = longestCommon(current, wanted);
  let working = [...current];
  const moved: { entry: string; index: number }[] = [];
  for (const [at, entry] of wanted.entries()) {
    if (!staying.has(entry)) {
      working = working.filter((one) => one !== entry);
      const before = wanted[at - 1];
      const index = before === undefined ? 0 : working.indexOf(before) + 1;
      working.splice(index, 0, entry);
      moved.push({ entry, index });
    }
  }
  return moved;
}

function named(item: Placed): string {
  return "tile" in item ? `tile/${item.tile}` : `folder/${item.folder}`;
}

function unnamed(name: string): Placed {
  const key = name.slice(name.indexOf("/") + 1);
  return name.startsWith("tile/") ? { tile: key } : { folder: key };
}

/** What stands where: every category and folder with what is in it. */
function containers({ categories, folders }: PortalConfiguration): { place: NonNullable<Place>; entries: string[] }[] {
  return [
    ...categories.map(({ key, items }) => ({ place: { category: key }, entries: items.map(named) })),
    ...folders.map(({ key, tiles }) => ({ place: { folder: key }, entries: tiles.map((tile) => named({ tile })) })),
  ];
}

function moves(from: PortalConfiguration, to: PortalConfiguration): DraftOperation[] {
  const exists = new Set([
    ...to.tiles.map(({ key }) => named({ tile: key })),
    ...to.folders.map(({ key }) => named({ folder: key })),
  ]);
  // What a removed tile or folder leaves behind is taken away with it.
  let standing = containers(from).map(({ place, entries }) => ({
    place,
    entries: entries.filter((entry) => exists.has(entry)),
  }));
  const operations: DraftOperation[] = [];
  for (const { place, entries } of containers(to)) {
    const current = standing.find((one) => isEqual(one.place, place))?.entries ?? [];
    for (const { entry, index } of steps(current, entries)) {
      operations.push({ op: "place", item: unnamed(entry), to: place, index });
      standing = standing.map((one) => ({ ...one, entries: one.entries.filter((other) => other !== entry) }));
    }
  }
  const shown = new Set(containers(to).flatMap(({ entries }) => entries));
  const gone = new Set(containers(to).map(({ place }) => JSON.stringify(place)));
  const leftOver = standing.flatMap(({ place, entries }) =>
    gone.has(JSON.stringify(place)) ? entries.filter((entry) => !shown.has(entry)) : [],
  );
  return [
    ...operations,
    ...leftOver.map((entry): DraftOperation => ({ op: "place", item: unnamed(entry), to: null, index: 0 })),
  ];
}
