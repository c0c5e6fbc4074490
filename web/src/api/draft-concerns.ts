import type { Draft, DraftChange, DraftOperation } from "@pforte/shared/contract/admin-draft";
import type { PortalConfiguration } from "@pforte/shared/contract/portal-configuration";

/**
 * What an operation is about, so that two people who change different things do not meet: the thing itself
 * (`tiles/mail`), where it stands (`place/tiles/mail`), a category's own place (`order/specialist`).
 */
export function concernsOf(operation: DraftOperation): readonly string[] {
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
      return ["portal"];
    case "place":
      return [
        `place/${"tile" in operation.item ? `tiles/${operation.item.tile}` : `folders/${operation.item.folder}`}`,
      ];
    case "place-category":
      return [`order/${operation.key}`];
    default:
      return removed[operation.op](operation.key);
  }
}

/** What is removed is gone from where it stood, too. */
const removed = {
  "remove-tile": (key: string) => [`tiles/${key}`, `place/tiles/${key}`],
  "remove-folder": (key: string) => [`folders/${key}`, `place/folders/${key}`],
  "remove-category": (key: string) => [`categories/${key}`, `order/${key}`],
  "remove-source": (key: string) => [`sources/${key}`],
};

/** Whether any of these operations is about one of these things. */
export function touches(operations: readonly DraftOperation[], concerns: ReadonlySet<string>): boolean {
  return operations.some((operation) => concernsOf(operation).some((concern) => concerns.has(concern)));
}

/** What two drafts differ in, of what these operations are about: by the changes since, or by both documents. */
export function changedBetween(
  before: Draft,
  after: Draft,
  mine: readonly DraftOperation[],
  isOwn: (change: DraftChange) => boolean = () => false,
): ReadonlySet<string> {
  const asked = new Set(mine.flatMap(concernsOf));
  const since = after.changes.filter(({ version }) => version > before.version);
  // Somebody published, discarded or rolled back: the list does not tell it all any more.
  const isWhole =
    after.published.version === before.published.version &&
    after.changes.length - since.length === before.changes.length &&
    since.every(({ dropped }) => dropped === null);
  if (isWhole) {
    const others = since.filter((change) => !isOwn(change)).flatMap(({ operations }) => operations.flatMap(concernsOf));
    return new Set(others.filter((concern) => asked.has(concern)));
  }
  return new Set(
    [...asked].filter((concern) => valueOf(before.document, concern) !== valueOf(after.document, concern)),
  );
}

/** The value of one concern in a document, to be compared. */
function valueOf(document: PortalConfiguration, concern: string): string | undefined {
  const [kind, ...rest] = concern.split("/");
  const key = rest.at(-1);
  const byKey = (one: { readonly key: string }): boolean => one.key === key;
  switch (kind) {
    case "tiles":
      return JSON.stringify(document.tiles.find(byKey));
    case "sources":
      return JSON.stringify(document.sources.find(byKey));
    case "folders":
      return JSON.stringify({ ...document.folders.find(byKey), tiles: [] });
    case "categories":
      return JSON.stringify({ ...document.categories.find(byKey), items: [] });
    case "order":
      return String(document.categories.findIndex(byKey));
    case "place":
      return placeIn(document, rest[0] === "tiles" ? "tile" : "folder", key);
    default:
      return JSON.stringify(document.portal);
  }
}

function placeIn(document: PortalConfiguration, kind: "tile" | "folder", key: string | undefined): string {
  const containers = [
    ...document.categories.map(({ key: category, items }) => ({
      name: `category ${category}`,
      index: items.findIndex((item) => ("tile" in item ? kind === "tile" && item.tile === key : item.folder === key)),
    })),
    ...document.folders.map(({ key: folder, tiles }) => ({
      name: `folder ${folder}`,
      index: kind === "tile" ? tiles.findIndex((tile) => tile === key) : -1,
    })),
  ];
  const found = containers.find(({ index }) => index >= 0);
  return found === undefined ? "nowhere" : `${found.name} ${found.index}`;
}

/** Whether two lists of operations say the same, whatever the order of their fields. */
export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  return typeof value === "object" && value !== null
    ? Object.fromEntries(
        Object.entries(value)
          .toSorted(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, part]) => [name, sorted(part)]),
      )
    : value;
}
