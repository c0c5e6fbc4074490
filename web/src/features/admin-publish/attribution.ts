import type { ConfigurationChange } from "@pforte/shared/configuration/difference";
import type { Actor } from "@pforte/shared/contract/admin-audit";
import type { DraftChange, DraftOperation, Placed } from "@pforte/shared/contract/admin-draft";

/** Whose saved changes led to this one, each of them once and in their order; nobody where that cannot be told. */
export function actorsOf(change: ConfigurationChange, changes: readonly DraftChange[]): readonly Actor[] {
  const found = changes
    .filter(({ dropped, operations }) => dropped === null && operations.some((operation) => leadsTo(operation, change)))
    .map(({ actor }) => actor);
  return distinct(found);
}

/** All whose changes would go out. */
export function allActors(changes: readonly DraftChange[]): readonly Actor[] {
  return distinct(changes.filter(({ dropped }) => dropped === null).map(({ actor }) => actor));
}

function distinct(actors: readonly Actor[]): readonly Actor[] {
  return [...new Map(actors.map((actor) => [idOf(actor), actor])).values()];
}

function idOf(actor: Actor): string {
  switch (actor.kind) {
    case "person":
      return `person ${actor.issuer} ${actor.subject}`;
    case "operator":
      return `operator ${actor.name}`;
    case "portal":
      return "portal";
  }
}

function leadsTo(operation: DraftOperation, change: ConfigurationChange): boolean {
  const { kind, what } = change;
  const subject = subjectOf(operation);
  if (subject.what === what && subject.key === (change.named?.key ?? null)) {
    return kind !== "changed" || !subject.isMove;
  }
  // What stood in something that was removed has left its place with it.
  return (
    kind === "moved" &&
    (operation.op === "remove-category" || operation.op === "remove-folder") &&
    change.from?.in === subject.what &&
    change.from.named.key === subject.key
  );
}

interface Subject {
  readonly what: ConfigurationChange["what"];
  readonly key: string | null;
  readonly isMove: boolean;
}

/** What an operation removes or names, by its key. */
const keyed = {
  "remove-tile": "tile",
  "remove-folder": "folder",
  "remove-category": "category",
  "remove-source": "source",
  "place-category": "category",
} as const;

function subjectOf(operation: DraftOperation): Subject {
  switch (operation.op) {
    case "put-tile":
      return { what: "tile", key: operation.tile.key, isMove: false };
    case "put-folder":
      return { what: "folder", key: operation.folder.key, isMove: false };
    case "put-category":
      return { what: "category", key: operation.category.key, isMove: false };
    case "put-source":
      return { what: "source", key: operation.source.key, isMove: false };
    case "put-portal":
      return { what: "portal", key: null, isMove: false };
    case "place":
      return placedSubject(operation.item);
    default:
      return { what: keyed[operation.op], key: operation.key, isMove: operation.op === "place-category" };
  }
}

function placedSubject(item: Placed): Subject {
  return "tile" in item
    ? { what: "tile", key: item.tile, isMove: true }
    : { what: "folder", key: item.folder, isMove: true };
}
