import { z } from "zod";
import type { PortalConfiguration } from "../contract/portal-configuration.ts";
import { longestCommon } from "./longest-common.ts";
import { plainFields } from "./plain-fields.ts";

/** Names in both languages, so that a difference can be told in either without its documents. */
const namedSchema = z.object({ key: z.string(), de: z.string(), en: z.string().nullable() });
type Named = z.output<typeof namedSchema>;
/**
 * A position in words: the category or folder and the place in it, 1-based; `null` is nowhere. The position of a category
 * itself names that category, with its place among all.
 */
const positionSchema = z.object({ in: z.enum(["category", "folder"]), named: namedSchema, at: z.int() }).nullable();
type Position = z.output<typeof positionSchema>;

/**
 * One change between two documents. `field` is a path inside of the thing (`name.en`, `links.de`, `groups`, `state`); the
 * values are short texts as a person would write them, `null` where there was or is none.
 */
export const configurationChangeSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.enum(["added", "removed"]),
    what: z.enum(["tile", "folder", "category", "source"]),
    named: namedSchema,
    position: positionSchema,
  }),
  z.object({
    kind: z.literal("changed"),
    what: z.enum(["tile", "folder", "category", "source", "portal"]),
    named: namedSchema.nullable(),
    field: z.string(),
    before: z.string().nullable(),
    after: z.string().nullable(),
  }),
  z.object({
    kind: z.literal("moved"),
    what: z.enum(["tile", "folder", "category"]),
    named: namedSchema,
    from: positionSchema,
    to: positionSchema,
  }),
]);
export type ConfigurationChange = z.output<typeof configurationChangeSchema>;

export const configurationDifferenceSchema = z.array(configurationChangeSchema);
export type ConfigurationDifference = z.output<typeof configurationDifferenceSchema>;

/** What leads from one document to the other, in the order in which a person would tell it. Moves name only what was moved, not what gave way. */
export function differenceOf(before: PortalConfiguration, after: PortalConfiguration): ConfigurationDifference {
  return [
    ...changesOf("portal", null, before.portal, after.portal),
    ...listChanges("category", before, after),
    ...listChanges("folder", before, after),
    ...listChanges("tile", before, after),
    ...listChanges("source", before, after),
    ...categoryMoves(before, after),
    ...moves(before, after),
  ];
}

type Listed = "tile" | "folder" | "category" | "source";
type Thing = { readonly key: string; readonly name: { readonly de: string; readonly en?: string | undefined } };

function thingsOf(what: Listed, document: PortalConfiguration): readonly Thing[] {
  switch (what) {
    case "tile":
      return document.tiles;
    case "folder":
      return document.folders;
    case "category":
      return document.categories;
    case "source":
      return document.sources;
  }
}

function nameOf({ key, name }: Thing): Named {
  return { key, de: name.de, en: name.en ?? null };
}

function listChanges(what: Listed, before: PortalConfiguration, after: PortalConfiguration): ConfigurationDifference {
  const known = new Map(thingsOf(what, before).map((thing) => [thing.key, thing]));
  const remaining = new Set(thingsOf(what, after).map(({ key }) => key));
  return [
    ...thingsOf(what, before)
      .filter(({ key }) => !remaining.has(key))
      .map((thing) => ({
        kind: "removed" as const,
        what,
        named: nameOf(thing),
        position: positionOf(what, thing, before),
      })),
    ...thingsOf(what, after).flatMap((thing): ConfigurationDifference => {
      const old = known.get(thing.key);
      return old === undefined
        ? [{ kind: "added", what, named: nameOf(thing), position: positionOf(what, thing, after) }]
        : changesOf(what, nameOf(thing), old, thing);
    }),
  ];
}

function changesOf(
  what: Listed | "portal",
  named: Named | null,
  before: object,
  after: object,
): ConfigurationDifference {
  const old = ownFields(before);
  const young = ownFields(after);
  return [...new Set([...young.keys(), ...old.keys()])].flatMap((field) => {
    const change = { before: old.get(field) ?? null, after: young.get(field) ?? null };
    return change.before === change.after ? [] : [{ kind: "changed" as const, what, named, field, ...change }];
  });
}

/** A thing without what stands in it, which is told as moves. */
function ownFields(thing: object): ReadonlyMap<string, string> {
  return plainFields(
    Object.fromEntries(
      Object.entries(thing).filter(([name]) => name !== "items" && !(name === "tiles" && "name" in thing)),
    ),
  );
}

/** Every category and folder with the names of what stands in it. */
function containersOf({ categories, folders }: PortalConfiguration) {
  return [
    ...categories.map((category) => ({
      in: "category" as const,
      thing: category,
      entries: category.items.map((item) => ("tile" in item ? `tile/${item.tile}` : `folder/${item.folder}`)),
    })),
    ...folders.map((folder) => ({
      in: "folder" as const,
      thing: folder,
      entries: folder.tiles.map((tile) => `tile/${tile}`),
    })),
  ];
}

function positionsOf(document: PortalConfiguration): ReadonlyMap<string, NonNullable<Position>> {
  return new Map(
    containersOf(document).flatMap(({ in: kind, thing, entries }) =>
      entries.map((entry, at) => [entry, { in: kind, named: nameOf(thing), at: at + 1 }] as const),
    ),
  );
}

function positionOf(what: Listed, thing: Thing, document: PortalConfiguration): Position {
  return what === "category"
    ? categoryPosition(thing, document)
    : (positionsOf(document).get(`${what}/${thing.key}`) ?? null);
}

/** The place of a category among all categories is said in itself. */
function categoryPosition(thing: Thing, { categories }: PortalConfiguration): Position {
  return { in: "category", named: nameOf(thing), at: categories.findIndex(({ key }) => key === thing.key) + 1 };
}

function categoryMoves(before: PortalConfiguration, after: PortalConfiguration): ConfigurationDifference {
  const old = new Map(before.categories.map((category) => [category.key, category]));
  const staying = longestCommon(
    [...old.keys()],
    after.categories.map(({ key }) => key),
  );
  return after.categories.flatMap((category): ConfigurationDifference => {
    const previous = old.get(category.key);
    if (previous === undefined || staying.has(category.key)) {
      return [];
    }
    const [from, to] = [categoryPosition(previous, before), categoryPosition(category, after)];
    return [{ kind: "moved", what: "category", named: nameOf(category), from, to }];
  });
}

function moves(before: PortalConfiguration, after: PortalConfiguration): ConfigurationDifference {
  const [from, to] = [positionsOf(before), positionsOf(after)];
  const staying = stayingOf(before, after);
  return (["folder", "tile"] as const).flatMap((what) => {
    const known = new Set(thingsOf(what, before).map(({ key }) => key));
    return thingsOf(what, after)
      .filter(({ key }) => known.has(key) && !staying.has(`${what}/${key}`))
      .flatMap((thing): ConfigurationDifference => {
        const entry = `${what}/${thing.key}`;
        const [left, arrived] = [from.get(entry) ?? null, to.get(entry) ?? null];
        // What stands nowhere before and after has not moved.
        return left === null && arrived === null
          ? []
          : [{ kind: "moved", what, named: nameOf(thing), from: left, to: arrived }];
      });
  });
}

/** What stands in the same category or folder as before, and in the same order as the others that do. */
function stayingOf(before: PortalConfiguration, after: PortalConfiguration): ReadonlySet<string> {
  const old = new Map(containersOf(before).map(({ in: kind, thing, entries }) => [`${kind}/${thing.key}`, entries]));
  return new Set(
    containersOf(after).flatMap(({ in: kind, thing, entries }) =>
      Array.from(longestCommon(old.get(`${kind}/${thing.key}`) ?? [], entries)),
    ),
  );
}
