import type { DraftOperation } from "@pforte/shared/contract/admin-draft";

/** What a change is about, for whoever looks for it in the audit: the one thing that it is about, or the draft as a whole. */
export function subjectOf(operations: readonly DraftOperation[]): string {
  const [first, ...others] = new Set(operations.map(subjectOfOne));
  return first === undefined || others.length > 0 ? "draft" : first;
}

const sections = {
  "remove-tile": "tiles",
  "remove-folder": "folders",
  "remove-category": "categories",
  "remove-source": "sources",
  "place-category": "categories",
} as const;

function subjectOfOne(operation: DraftOperation): string {
  if ("key" in operation) return `${sections[operation.op]}/${operation.key}`;
  switch (operation.op) {
    case "put-tile":
      return `tiles/${operation.tile.key}`;
    case "put-folder":
      return `folders/${operation.folder.key}`;
    case "put-category":
      return `categories/${operation.category.key}`;
    case "put-source":
      return `sources/${operation.source.key}`;
    case "put-portal":
      return "portal";
    case "place":
      return "tile" in operation.item ? `tiles/${operation.item.tile}` : `folders/${operation.item.folder}`;
  }
}
