import { describe, expect, it } from "vitest";
import type { DraftOperation } from "../contract/admin-draft.ts";
import type { PortalConfiguration } from "../contract/portal-configuration.ts";
import { aConfiguration, aTile, placeTile } from "../testing/a-configuration.ts";
import { applyOperations } from "./apply-operations.ts";
import { configurationDifferenceSchema, differenceOf, type ConfigurationDifference } from "./difference.ts";

const document = aConfiguration();

function differenceAfter(...operations: DraftOperation[]): ConfigurationDifference {
  const result = applyOperations(document, operations);
  return configurationDifferenceSchema.parse(
    differenceOf(document, result.kind === "applied" ? result.document : document),
  );
}

const named = (key: string, de: string, en: string) => ({ key, de, en });
const communication = named("communication", "Kommunikation", "Communication");
const documents = named("documents", "Dokumente", "Documents");
const office = named("office", "Büro", "Office");

describe("a difference", () => {
  it("of equal documents is empty, in whatever order their lists are", () => {
    const reordered: PortalConfiguration = { ...aConfiguration(), tiles: aConfiguration().tiles.toReversed() };
    expect(differenceOf(document, reordered)).toEqual([]);
  });

  it("says from which place to which a tile was moved", () => {
    expect(differenceAfter(placeTile("files", "communication", 2))).toEqual([
      {
        kind: "moved",
        what: "tile",
        named: named("files", "Files", "Files (en)"),
        from: { in: "category", named: documents, at: 1 },
        to: { in: "category", named: communication, at: 3 },
      },
    ]);
  });

  it("names what was moved and not what gave way", () => {
    expect(differenceAfter(placeTile("tasks", "communication", 0))).toMatchObject([
      { kind: "moved", named: { key: "tasks" }, from: { at: 3 }, to: { at: 1 } },
    ]);
    expect(differenceAfter(placeTile("chat", "communication", 0))).toMatchObject([
      { kind: "moved", named: { key: "chat" }, from: null, to: { named: communication, at: 1 } },
    ]);
    expect(differenceAfter({ op: "remove-tile", key: "mail" }).filter(({ kind }) => kind === "moved")).toEqual([]);
  });

  it("says of a folder where it went, and of its content nothing", () => {
    const moved: DraftOperation = {
      op: "place",
      item: { folder: "office" },
      to: { category: "communication" },
      index: 0,
    };
    expect(differenceAfter(moved)).toMatchObject([
      {
        kind: "moved",
        what: "folder",
        named: office,
        from: { named: documents, at: 2 },
        to: { named: communication, at: 1 },
      },
    ]);
  });

  it("says the place of a category among all", () => {
    const three = aConfiguration();
    three.categories.push({ key: "work", name: { de: "Arbeit" }, items: [] });
    const after = applyOperations(three, [{ op: "place-category", key: "work", index: 0 }]);
    const work = { key: "work", de: "Arbeit", en: null };
    expect(after.kind === "applied" && differenceOf(three, after.document)).toEqual([
      {
        kind: "moved",
        what: "category",
        named: work,
        from: { in: "category", named: work, at: 3 },
        to: { in: "category", named: work, at: 1 },
      },
    ]);
  });

  it("names each field with what it was and what it is", () => {
    const changed = aTile("mail", {
      name: { de: "E-Mail" },
      groups: ["A", "B"],
      target: { kind: "named-tab", name: "groupware" },
      state: { kind: "maintenance", text: { de: "Umzug" } },
      public: true,
    });
    const changes = differenceAfter({ op: "put-tile", tile: changed }).map((change) =>
      change.kind === "changed" ? [change.named?.de, change.field, change.before, change.after] : change,
    );
    expect(changes).toEqual([
      ["E-Mail", "name.de", "Mail", "E-Mail"],
      ["E-Mail", "target", "new-tab", "named-tab"],
      ["E-Mail", "target.name", null, "groupware"],
      ["E-Mail", "groups", null, "A, B"],
      ["E-Mail", "public", "false", "true"],
      ["E-Mail", "state", "active", "maintenance"],
      ["E-Mail", "state.text.de", null, "Umzug"],
      ["E-Mail", "name.en", "Mail (en)", null],
    ]);
  });

  it("tells a list that is empty from one that is missing, where that is not the same", () => {
    const portal = { ...document.portal, navigation: { tiles: [] } };
    expect(differenceAfter({ op: "put-portal", portal })).toMatchObject([
      { kind: "changed", field: "navigation.tiles", before: null, after: "" },
    ]);
  });

  it("tells what came and went, with where", () => {
    expect(
      differenceAfter(
        { op: "put-tile", tile: aTile("wiki") },
        placeTile("wiki", "office", 1),
        { op: "remove-tile", key: "files" },
        { op: "remove-source", key: "groupware" },
        { op: "put-category", category: { key: "work", name: { de: "Arbeit" } } },
      ),
    ).toEqual([
      {
        kind: "added",
        what: "category",
        named: { key: "work", de: "Arbeit", en: null },
        position: expect.objectContaining({ at: 3 }),
      },
      {
        kind: "removed",
        what: "tile",
        named: named("files", "Files", "Files (en)"),
        position: { in: "category", named: documents, at: 1 },
      },
      {
        kind: "added",
        what: "tile",
        named: named("wiki", "Wiki", "Wiki (en)"),
        position: { in: "folder", named: office, at: 2 },
      },
      { kind: "removed", what: "source", named: { key: "groupware", de: "Groupware", en: null }, position: null },
    ]);
  });

  it("names what belongs to the portal as a whole by its field", () => {
    const portal = {
      ...document.portal,
      support: { name: { de: "Hilfe", en: "Help" }, phone: "115" },
      dock: ["mail", "files"],
    };
    expect(differenceAfter({ op: "put-portal", portal })).toEqual([
      { kind: "changed", what: "portal", named: null, field: "support.phone", before: null, after: "115" },
      { kind: "changed", what: "portal", named: null, field: "dock", before: "mail", after: "mail, files" },
    ]);
  });
});
