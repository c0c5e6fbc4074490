import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DraftOperation, Place } from "../contract/admin-draft.ts";
import { portalConfigurationSchema, type PortalConfiguration } from "../contract/portal-configuration.ts";
import { aConfiguration, aTile, placeTile } from "../testing/a-configuration.ts";
import { applyOperations, inverseOf } from "./apply-operations.ts";
import { differenceOf } from "./difference.ts";

function applied(document: PortalConfiguration, ...operations: DraftOperation[]): PortalConfiguration {
  const result = applyOperations(document, operations);
  if (result.kind === "refused") {
    throw new Error(`${result.at}: ${result.message}`);
  }
  return result.document;
}

/** What stands where. */
function shown({ categories, folders }: PortalConfiguration): Record<string, readonly string[]> {
  return Object.fromEntries([
    ...categories.map(({ key, items }) => [key, items.map((one) => ("tile" in one ? one.tile : `[${one.folder}]`))]),
    ...folders.map(({ key, tiles }) => [`[${key}]`, tiles]),
  ]);
}

const keys = ["mail", "calendar", "files", "text", "chat", "new-one"] as const;
const places: readonly Place[] = [
  { category: "communication" },
  { category: "documents" },
  { category: "new-category" },
  { folder: "office" },
  null,
];
const anyOperation = fc.oneof(
  fc
    .record({ tile: fc.constantFrom(...keys), to: fc.constantFrom(...places), index: fc.nat(6) })
    .map(({ tile, to, index }): DraftOperation => ({ op: "place", item: { tile }, to, index })),
  fc
    .record({ to: fc.constantFrom(...places), index: fc.nat(6) })
    .map(({ to, index }): DraftOperation => ({ op: "place", item: { folder: "office" }, to, index })),
  fc
    .constantFrom(...keys)
    .chain((key) =>
      fc.constantFrom<DraftOperation>(
        { op: "put-tile", tile: aTile(key, { icon: "star", groups: ["Everyone"] }) },
        { op: "remove-tile", key },
        { op: "put-folder", folder: { key: "office", name: { de: "Anders" } } },
        { op: "remove-folder", key: "office" },
        { op: "put-category", category: { key: "new-category", name: { de: "Neu" } } },
        { op: "remove-category", key: "documents" },
        { op: "place-category", key: "communication", index: 1 },
        { op: "put-portal", portal: { ...aConfiguration().portal, dock: ["files", "mail"] } },
        { op: "remove-source", key: "groupware" },
      ),
    ),
);
const someOperations = fc.array(anyOperation, { maxLength: 12 });

/** The operations that the document takes, each on what the ones before it led to. */
function possible(document: PortalConfiguration, operations: readonly DraftOperation[]): DraftOperation[] {
  const taken: DraftOperation[] = [];
  for (const operation of operations) {
    if (applyOperations(document, [...taken, operation]).kind === "applied") {
      taken.push(operation);
    }
  }
  return taken;
}

/** The order of these lists says nothing. */
function inOneOrder(document: PortalConfiguration): PortalConfiguration {
  const sorted = <Entry extends { readonly key: string }>(entries: readonly Entry[]) =>
    entries.toSorted((one, other) => one.key.localeCompare(other.key));
  return {
    ...document,
    tiles: sorted(document.tiles),
    folders: sorted(document.folders),
    sources: sorted(document.sources),
  };
}

describe("operations", () => {
  const document = aConfiguration();

  it("move a tile from where it stands to a place that is counted without it", () => {
    expect(shown(applied(document, placeTile("files", "communication", 2)))).toMatchObject({
      communication: ["mail", "calendar", "files", "tasks"],
      documents: ["[office]"],
    });
    expect(shown(applied(document, placeTile("mail", "communication", 1))).communication).toEqual([
      "calendar",
      "mail",
      "tasks",
    ]);
    expect(shown(applied(document, placeTile("mail", "communication", 500))).communication?.at(-1)).toBe("mail");
  });

  it("keep what stands in a folder or category when it is renamed", () => {
    const renamed = applied(
      document,
      { op: "put-folder", folder: { key: "office", name: { de: "Anders" } } },
      { op: "put-category", category: { key: "communication", name: { de: "Anders" } } },
    );
    expect(shown(renamed)).toEqual(shown(document));
  });

  it("take a removed tile out of every place, the dock and central navigation as well", () => {
    const portal = { ...document.portal, navigation: { tiles: ["mail", "files"] } };
    const gone = applied(document, { op: "put-portal", portal }, { op: "remove-tile", key: "mail" });
    expect(shown(gone).communication).toEqual(["calendar", "tasks"]);
    expect(gone.portal).toMatchObject({ dock: [], navigation: { tiles: ["files"] } });
  });

  it("leave the content of a removed folder or category nowhere", () => {
    const gone = applied(document, { op: "remove-folder", key: "office" }, { op: "remove-category", key: "documents" });
    expect(shown(gone)).toEqual({ communication: ["mail", "calendar", "tasks"] });
    expect(gone.tiles).toEqual(document.tiles);
  });

  it.each<[string, DraftOperation]>([
    ["an unknown tile", placeTile("nothing", "documents")],
    ["an unknown folder", { op: "place", item: { folder: "nothing" }, to: null, index: 0 }],
    ["a place in an unknown category", { op: "place", item: { tile: "mail" }, to: { category: "nothing" }, index: 0 }],
    ["a place in an unknown folder", { op: "place", item: { tile: "mail" }, to: { folder: "nothing" }, index: 0 }],
    ["a folder in a folder", { op: "place", item: { folder: "office" }, to: { folder: "office" }, index: 0 }],
    ["the place of an unknown category", { op: "place-category", key: "nothing", index: 0 }],
    ["the removal of an unknown tile", { op: "remove-tile", key: "nothing" }],
    ["the removal of an unknown folder", { op: "remove-folder", key: "nothing" }],
    ["the removal of an unknown category", { op: "remove-category", key: "nothing" }],
    ["the removal of an unknown source", { op: "remove-source", key: "nothing" }],
  ])("refuse %s, and name which operation it was", (_what, operation) => {
    expect(applyOperations(document, [placeTile("mail", "documents"), operation])).toMatchObject({
      kind: "refused",
      at: 1,
    });
  });

  it("refuse what would not fit into the document any more, at the operation that is too much", () => {
    const full = aConfiguration({
      tiles: Array.from({ length: 499 }, (_, at) => aTile(`tile-${at}`)),
      categories: [],
      folders: [],
    });
    const add = (key: string): DraftOperation => ({ op: "put-tile", tile: aTile(key) });
    expect(applyOperations(full, [add("one"), add("one"), add("two")])).toMatchObject({ kind: "refused", at: 2 });
  });

  it("keep a tile that names an unknown source, for the check before publishing", () => {
    const put: DraftOperation = { op: "put-tile", tile: aTile("mail", { source: "nothing" }) };
    expect(applied(document, put).tiles[0]?.source).toBe("nothing");
  });
});

describe("any operations", () => {
  const document = aConfiguration();

  it("are taken back by their inverse", () => {
    fc.assert(
      fc.property(someOperations, (operations) => {
        const taken = possible(document, operations);
        const after = applied(document, ...taken);
        const restored = applied(after, ...inverseOf(document, taken));
        expect(inOneOrder(restored)).toEqual(inOneOrder(document));
      }),
    );
  });

  it("lead to the same document whether they come at once or one by one, and never change what they are given", () => {
    fc.assert(
      fc.property(someOperations, (operations) => {
        const given = aConfiguration();
        const taken = possible(given, operations);
        const oneByOne = taken.reduce((current, operation) => applied(current, operation), given);
        expect(applied(given, ...taken)).toEqual(oneByOne);
        expect(given).toEqual(aConfiguration());
        expect(portalConfigurationSchema.parse(oneByOne)).toEqual(oneByOne);
      }),
    );
  });

  it("make a difference exactly if they changed anything but the order of lists that show none", () => {
    fc.assert(
      fc.property(someOperations, (operations) => {
        const after = applied(document, ...possible(document, operations));
        const isSame = JSON.stringify(inOneOrder(after)) === JSON.stringify(inOneOrder(document));
        expect(differenceOf(document, after).length === 0).toBe(isSame);
      }),
    );
  });
});
