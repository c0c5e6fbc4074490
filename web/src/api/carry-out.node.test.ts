import type { DraftOperation } from "@pforte/shared/contract/admin-draft";
import { aConfiguredTile, someConfiguration } from "@pforte/shared/testing/a-draft";
import { expect, test } from "vitest";
import { carryOut } from "./carry-out.ts";

test("what is done together is carried out together, also where its first part alone would not be valid", () => {
  const tile = aConfiguredTile({ key: "wiki", name: { de: "Wiki" }, source: "files" });
  const loose = aConfiguredTile({ key: "wiki", name: { de: "Wiki" } });
  const { tiles, ...rest } = someConfiguration();
  const before = someConfiguration({ ...rest, tiles: tiles.map((one) => (one.key === "wiki" ? tile : one)) });
  const operations: DraftOperation[] = [
    { op: "remove-source", key: "files" },
    { op: "put-tile", tile: loose },
  ];
  const { document, impossible } = carryOut(before, [{ operations }]);
  expect(impossible).toEqual([]);
  expect(document.sources).toEqual([]);
  expect(document.tiles.find(({ key }) => key === "wiki")).toEqual(loose);
});
