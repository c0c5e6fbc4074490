import type { LintFinding } from "@pforte/shared/contract/admin-publish";
import type { ConfiguredTile, PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import { finding } from "./lint-finding.ts";

/** Tiles that nobody is known to see, and groups that nobody was seen with. */
export function lintGroups({ tiles }: PortalConfiguration, known: ReadonlySet<string>): LintFinding[] {
  return tiles.flatMap(({ key, groups, public: isPublic, state }) => {
    const unknown = groups.filter((group) => !known.has(group));
    if (state.kind === "hidden" || unknown.length === 0) {
      return [];
    }
    return unknown.length === groups.length && !isPublic
      ? [finding("invisible_tile", `tiles/${key}`, { groups: groups.join(", ") })]
      : unknown.map((group) => finding("unknown_group", `tiles/${key}`, { group }));
  });
}

/** Tiles that stand nowhere, and folders and categories in which nothing stands that anybody could see. */
export function lintPlaces({ tiles, folders, categories }: PortalConfiguration): LintFinding[] {
  const shown = new Set(tiles.filter(isShown).map(({ key }) => key));
  const filled = new Set(folders.filter((folder) => folder.tiles.some((key) => shown.has(key))).map(({ key }) => key));
  const items = categories.flatMap((category) => category.items);
  const placedFolders = new Set(items.flatMap((item) => ("folder" in item ? [item.folder] : [])));
  const placed = new Set([
    ...items.flatMap((item) => ("tile" in item ? [item.tile] : [])),
    ...folders.filter(({ key }) => placedFolders.has(key)).flatMap((folder) => folder.tiles),
  ]);
  return [
    ...[...shown].filter((key) => !placed.has(key)).map((key) => finding("unplaced_tile", `tiles/${key}`)),
    ...folders.filter(({ key }) => !filled.has(key)).map(({ key }) => finding("empty_folder", `folders/${key}`)),
    ...categories
      .filter((category) =>
        category.items.every((item) => ("tile" in item ? !shown.has(item.tile) : !filled.has(item.folder))),
      )
      .map(({ key }) => finding("empty_category", `categories/${key}`)),
  ];
}

function isShown({ state }: ConfiguredTile): boolean {
  return state.kind !== "hidden";
}
