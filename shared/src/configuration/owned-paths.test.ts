import { describe, expect, it } from "vitest";
import type { DraftOperation } from "../contract/admin-draft.ts";
import { aConfiguration, aTile, placeTile } from "../testing/a-configuration.ts";
import { ownedBy, touchedPaths } from "./owned-paths.ts";

describe("the paths that an operation touches", () => {
  const document = aConfiguration();

  it.each<[string, DraftOperation, readonly string[]]>([
    ["a tile", { op: "put-tile", tile: aTile("mail") }, ["tiles/mail"]],
    ["a removed tile", { op: "remove-tile", key: "mail" }, ["tiles/mail", "categories/communication", "portal/dock"]],
    ["a removed folder", { op: "remove-folder", key: "office" }, ["folders/office", "categories/documents"]],
    ["a move", placeTile("text", "communication"), ["folders/office", "categories/communication"]],
    ["a move within a category", placeTile("mail", "communication", 2), ["categories/communication"]],
    ["a move to nowhere", placeTile("mail", null), ["categories/communication"]],
    ["the order of categories", { op: "place-category", key: "documents", index: 0 }, ["categories"]],
    ["a source", { op: "remove-source", key: "groupware" }, ["sources/groupware"]],
    [
      "the portal",
      {
        op: "put-portal",
        portal: { ...document.portal, name: { de: "Neu" }, help: { de: "https://help.example.org/" } },
      },
      ["portal/name", "portal/help"],
    ],
    ["the portal as it is", { op: "put-portal", portal: structuredClone(document.portal) }, []],
  ])("are those of %s", (_what, operation, paths) => {
    expect(touchedPaths(operation, document)).toEqual(paths);
  });

  it.each([
    [["tiles"], "tiles/mail", true],
    [["tiles/mail"], "tiles/mail", true],
    [["tiles/mail"], "tiles/mail-archive", false],
    [["portal/name"], "portal/name", true],
    [["portal/name"], "portal/dock", false],
    [["categories/work"], "categories", false],
    [["categories"], "categories", true],
    [[], "tiles/mail", false],
  ])("are kept by %j: %s → %s", (paths, path, isKept) => {
    expect(ownedBy(paths, path)).toBe(isKept);
  });
});
