import type { DraftOperation, Place, Placed } from "../contract/admin-draft.ts";
import {
  portalConfigurationSchema,
  type ConfiguredCategory,
  type ConfiguredFolder,
  type PortalConfiguration,
} from "../contract/portal-configuration.ts";
import { operationsBetween } from "./operations-between.ts";

/** The changed document, or why an operation cannot be carried out. The given document is never changed. */
export type Applied =
  | { readonly kind: "applied"; readonly document: PortalConfiguration }
  | { readonly kind: "refused"; readonly at: number; readonly message: string };

/** Carries out operations in their order, all or none; what comes out has passed the schema. */
export function applyOperations(document: PortalConfiguration, operations: readonly DraftOperation[]): Applied {
  const steps: PortalConfiguration[] = [];
  for (const [at, operation] of operations.entries()) {
    const next = carryOut(steps.at(-1) ?? document, operation);
    if (typeof next === "string") {
      return { kind: "refused", at, message: next };
    }
    steps.push(next);
  }
  const parsed = portalConfigurationSchema.safeParse(steps.at(-1) ?? document);
  if (parsed.success) {
    return { kind: "applied", document: parsed.data };
  }
  // Reading a document takes its time, so only one that fails at the end is read after each step to find the culprit.
  const at = steps.findIndex((step) => !portalConfigurationSchema.safeParse(step).success);
  return { kind: "refused", at: Math.max(at, 0), message: firstIssue(parsed.error.issues) };
}

/** What takes these operations back again on the document that they led to; for undo. */
export function inverseOf(document: PortalConfiguration, operations: readonly DraftOperation[]): DraftOperation[] {
  const applied = applyOperations(document, operations);
  return applied.kind === "refused" ? [] : operationsBetween(applied.document, document);
}

type Issues = readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];

function firstIssue(issues: Issues): string {
  const [first] = issues;
  return first === undefined ? "the document would not fit" : `${first.path.map(String).join(".")}: ${first.message}`;
}

/** The document after one operation, or why it cannot be. What comes out has passed no schema: a step on the way, no result. */
export function carryOut(document: PortalConfiguration, operation: DraftOperation): PortalConfiguration | string {
  return "key" in operation && operation.op !== "place-category"
    ? remove(document, operation)
    : putOrPlace(document, operation);
}

type Removal = Extract<DraftOperation, { op: `remove-${string}` }>;

function putOrPlace(
  document: PortalConfiguration,
  operation: Exclude<DraftOperation, Removal>,
): PortalConfiguration | string {
  switch (operation.op) {
    case "put-tile":
      return { ...document, tiles: put(document.tiles, operation.tile) };
    case "put-source":
      return { ...document, sources: put(document.sources, operation.source) };
    case "put-portal":
      return { ...document, portal: operation.portal };
    case "put-folder": {
      const tiles = document.folders.find(({ key }) => key === operation.folder.key)?.tiles ?? [];
      return { ...document, folders: put(document.folders, { ...operation.folder, tiles }) };
    }
    case "put-category": {
      const items = document.categories.find(({ key }) => key === operation.category.key)?.items ?? [];
      return { ...document, categories: put(document.categories, { ...operation.category, items }) };
    }
    case "place":
      return place(document, operation.item, operation.to, operation.index);
    case "place-category":
      return placeCategory(document, operation.key, operation.index);
  }
}

interface Keyed {
  readonly key: string;
}

function put<Entry extends Keyed>(entries: readonly Entry[], entry: Entry): Entry[] {
  return has(entries, entry.key) ? entries.map((one) => (one.key === entry.key ? entry : one)) : [...entries, entry];
}

function has(entries: readonly Keyed[], wanted: string): boolean {
  return entries.some(({ key }) => key === wanted);
}

function without<Entry extends Keyed>(entries: readonly Entry[], removed: string): Entry[] {
  return entries.filter(({ key }) => key !== removed);
}

function remove(document: PortalConfiguration, { op, key }: Removal): PortalConfiguration | string {
  switch (op) {
    case "remove-tile":
      return has(document.tiles, key) ? withoutTile(document, key) : `there is no tile ${key}`;
    case "remove-folder":
      return has(document.folders, key)
        ? { ...takenOut(document, { folder: key }), folders: without(document.folders, key) }
        : `there is no folder ${key}`;
    case "remove-category":
      return has(document.categories, key)
        ? { ...document, categories: without(document.categories, key) }
        : `there is no category ${key}`;
    case "remove-source":
      return has(document.sources, key)
        ? { ...document, sources: without(document.sources, key) }
        : `there is no source ${key}`;
  }
}

/** A tile that is gone is neither in the dock nor in what central navigation names. */
function withoutTile(document: PortalConfiguration, key: string): PortalConfiguration {
  const { portal, tiles, ...rest } = takenOut(document, { tile: key });
  const { navigation } = portal;
  const named = navigation?.tiles?.filter((tile) => tile !== key);
  return {
    ...rest,
    tiles: without(tiles, key),
    portal: {
      ...portal,
      dock: portal.dock.filter((tile) => tile !== key),
      ...(navigation === undefined || named === undefined ? {} : { navigation: { ...navigation, tiles: named } }),
    },
  };
}

function isSame(one: Placed, other: Placed): boolean {
  return "tile" in one ? "tile" in other && one.tile === other.tile : "folder" in other && one.folder === other.folder;
}

function withItems(category: ConfiguredCategory, items: ConfiguredCategory["items"]): ConfiguredCategory {
  return { ...category, items };
}

function withTiles(folder: ConfiguredFolder, tiles: ConfiguredFolder["tiles"]): ConfiguredFolder {
  return { ...folder, tiles };
}

/** The document with that tile or folder standing nowhere. */
function takenOut(document: PortalConfiguration, item: Placed): PortalConfiguration {
  return {
    ...document,
    categories: document.categories.map((category) =>
      withItems(
        category,
        category.items.filter((one) => !isSame(one, item)),
      ),
    ),
    folders:
      "tile" in item
        ? document.folders.map((folder) =>
            withTiles(
              folder,
              folder.tiles.filter((tile) => tile !== item.tile),
            ),
          )
        : document.folders,
  };
}

function place(document: PortalConfiguration, item: Placed, to: Place, index: number): PortalConfiguration | string {
  const problem = unplaceable(document, item, to);
  if (problem !== null) {
    return problem;
  }
  const free = takenOut(document, item);
  if (to === null) {
    return free;
  }
  return {
    ...free,
    categories: free.categories.map((category) =>
      "category" in to && category.key === to.category
        ? withItems(category, category.items.toSpliced(index, 0, item))
        : category,
    ),
    folders: free.folders.map((folder) =>
      "folder" in to && folder.key === to.folder && "tile" in item
        ? withTiles(folder, folder.tiles.toSpliced(index, 0, item.tile))
        : folder,
    ),
  };
}

function unplaceable({ tiles, folders, categories }: PortalConfiguration, item: Placed, to: Place): string | null {
  if ("tile" in item && !has(tiles, item.tile)) {
    return `there is no tile ${item.tile}`;
  }
  if ("folder" in item && !has(folders, item.folder)) {
    return `there is no folder ${item.folder}`;
  }
  if (to === null) {
    return null;
  }
  if ("category" in to) {
    return has(categories, to.category) ? null : `there is no category ${to.category}`;
  }
  if ("folder" in item) {
    return "a folder stands in a category, not in a folder";
  }
  return has(folders, to.folder) ? null : `there is no folder ${to.folder}`;
}

function placeCategory(document: PortalConfiguration, key: string, index: number): PortalConfiguration | string {
  const moved = document.categories.find((category) => category.key === key);
  return moved === undefined
    ? `there is no category ${key}`
    : { ...document, categories: without(document.categories, key).toSpliced(index, 0, moved) };
}
