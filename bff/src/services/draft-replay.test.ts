import type { PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import { aConfiguration } from "@pforte/shared/testing/a-configuration";
import { expect, test } from "vitest";
import type { StoredChange } from "#storage/ports/draft-store.ts";
import { replay } from "./draft-replay.ts";

const base = aConfiguration();
const [first] = base.tiles;
if (first === undefined) throw new Error("There is no tile.");
const tiles = Array.from({ length: 400 }, (_, at) => ({ ...first, key: `t${at}` }));
const large: PortalConfiguration = { ...base, tiles: [...base.tiles, ...tiles] };
const change = (version: number, operations: StoredChange["operations"]): StoredChange => ({
  version,
  operations,
  actor: { kind: "portal" },
  at: new Date(0),
  dropped: null,
});
const renames = tiles.map((tile, at) =>
  change(at + 2, [{ op: "put-tile", tile: { ...tile, name: { de: `Neu ${at}` } } }]),
);
const namesIn = ({ tiles: all }: PortalConfiguration) => all.slice(base.tiles.length).map(({ name }) => name.de);

test.each([
  ["nothing", null],
  ["something else", { origin: "git", paths: ["portal/name"] }],
])("a long draft is replayed in a moment where a file keeps %s", (_what, ownership) => {
  const started = performance.now();
  const { document, changes } = replay({ document: large, ownership }, renames);
  expect(performance.now() - started).toBeLessThan(1000);
  expect(changes).toEqual(renames);
  expect(namesIn(document)).toEqual(tiles.map((_, at) => `Neu ${at}`));
});

test("one that does not fit is left out and says so, and those behind it still count", () => {
  const gone = change(3, [{ op: "remove-tile", key: "nowhere" }]);
  const kept = change(4, [{ op: "put-tile", tile: { ...first, key: "t7", name: { de: "Behalten" } } }]);
  const ownership = { origin: "git", paths: ["tiles/t7"] };
  const [rename = gone, other = gone] = renames;
  const { document, changes } = replay({ document: large, ownership }, [rename, gone, kept, other]);
  expect(changes.map(({ dropped }) => dropped)).toEqual([
    null,
    "there is no tile nowhere",
    "tiles/t7 is kept by git.",
    null,
  ]);
  expect(namesIn(document).slice(0, 8)).toEqual(["Neu 0", "Neu 1", ...Array.from({ length: 6 }, () => first.name.de)]);
});
