import type { DraftOperation, Place, Placed } from "../contract/admin-draft.ts";
import type { PortalConfiguration } from "../contract/portal-configuration.ts";
import { isEqual } from "./is-equal.ts";

/**
 * The paths that an operation would change on this document, to be looked up with `ownedBy` among those that a file keeps:
 * `tiles/mail`, `folders/office`, `categories/work`, `sources/chat`, `portal/name`; `categories` is their order.
 */
export function touchedPaths(operation: DraftOperation, document: PortalConfiguration): readonly string[] {
  switch (operation.op) {
    case "put-tile":
      return [`tiles/${operation.tile.key}`];
    case "put-folder":
      return [`folders/${operation.folder.key}`];
    case "put-category":
      return [`categories/${operation.category.key}`];
    case "put-source":
      return [`sources/${operation.source.key}`];
    case "put-portal":
      return changedMembers(document.portal, operation.portal).map((field) => `portal/${field}`);
    case "remove-tile":
    case "remove-folder":
    case "remove-category":
    case "remove-source":
      return removalPaths(operation, document);
    case "place":
      return [...new Set([...standsIn(document, operation.item), ...pathOf(operation.to)])];
    case "place-category":
      return ["categories"];
  }
}

function removalPaths(operation: Extract<DraftOperation, { op: `remove-${string}` }>, document: PortalConfiguration) {
  switch (operation.op) {
    case "remove-tile":
      return [
        `tiles/${operation.key}`,
        ...standsIn(document, { tile: operation.key }),
        ...(document.portal.dock.includes(operation.key) ? ["portal/dock"] : []),
        ...(document.portal.navigation?.tiles?.includes(operation.key) === true ? ["portal/navigation"] : []),
      ];
    case "remove-folder":
      return [`folders/${operation.key}`, ...standsIn(document, { folder: operation.key })];
    case "remove-category":
      return [`categories/${operation.key}`];
    case "remove-source":
      return [`sources/${operation.key}`];
  }
}

/** Whether one of the kept paths covers this one: itself, or the section or thing that it is part of. */
export function ownedBy(paths: readonly string[], path: string): boolean {
  return paths.some((kept) => kept === path || path.startsWith(`${kept}/`));
}

function pathOf(place: Place): string[] {
  if (place === null) {
    return [];
  }
  return ["category" in place ? `categories/${place.category}` : `folders/${place.folder}`];
}

function standsIn({ categories, folders }: PortalConfiguration, item: Placed): string[] {
  return [
    ...categories.flatMap(({ key, items }) => (items.some((one) => isEqual(one, item)) ? [`categories/${key}`] : [])),
    ...folders.flatMap(({ key, tiles }) => ("tile" in item && tiles.includes(item.tile) ? [`folders/${key}`] : [])),
  ];
}

function changedMembers(before: object, after: object): string[] {
  const one = new Map<string, unknown>(Object.entries(before));
  const other = new Map<string, unknown>(Object.entries(after));
  return [...new Set([...one.keys(), ...other.keys()])].filter((name) => !isEqual(one.get(name), other.get(name)));
}
