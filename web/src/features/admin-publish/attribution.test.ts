import type { ConfigurationChange } from "@pforte/shared/configuration/difference";
import type { DraftChange } from "@pforte/shared/contract/admin-draft";
import { aTile, placeTile } from "@pforte/shared/testing/a-configuration";
import { expect, test } from "vitest";
import { katharina, paul } from "#testing/open-publish.tsx";
import { actorsOf, allActors } from "./attribution.ts";

const at = "2026-11-23T09:40:00.000Z";
const mail = { key: "mail", de: "Mail", en: null };
const from = { in: "category", named: { key: "communication", de: "Kommunikation", en: null }, at: 1 } as const;
const moved: ConfigurationChange = { kind: "moved", what: "tile", named: mail, from, to: null };
const renamed: ConfigurationChange = {
  kind: "changed",
  what: "tile",
  named: mail,
  field: "name.de",
  before: "Post",
  after: "Mail",
};
const changeBy = (
  actor: DraftChange["actor"],
  operations: DraftChange["operations"],
  dropped: string | null = null,
) => ({
  version: 1,
  at,
  actor,
  operations,
  dropped,
});

test("a change belongs to whoever touched what it is about, each once and in their order", () => {
  const changes = [
    changeBy(paul, [placeTile("mail", "documents")]),
    changeBy(katharina, [{ op: "put-tile", tile: aTile("mail") }]),
    changeBy(paul, [placeTile("mail", null)]),
  ];
  expect(actorsOf(moved, changes)).toEqual([paul, katharina]);
  expect(allActors(changes)).toEqual([paul, katharina]);
});

test("who only moved a tile has not renamed it", () => {
  expect(actorsOf(renamed, [changeBy(paul, [placeTile("mail", "documents")])])).toEqual([]);
});

test("who took a category away has moved what stood in it", () => {
  expect(actorsOf(moved, [changeBy(paul, [{ op: "remove-category", key: "communication" }])])).toEqual([paul]);
  expect(actorsOf(moved, [changeBy(paul, [{ op: "remove-category", key: "documents" }])])).toEqual([]);
});

test("a change that no longer takes effect is nobody's", () => {
  const changes = [changeBy(paul, [placeTile("mail", null)], "there is no tile “mail” any more")];
  expect(actorsOf(moved, changes)).toEqual([]);
  expect(allActors(changes)).toEqual([]);
});
