import { applyOperations } from "@pforte/shared/configuration/apply-operations";
import type { DraftOperation } from "@pforte/shared/contract/admin-draft";
import type { PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import { someConfiguration } from "@pforte/shared/testing/a-draft";
import { describe, expect, test } from "vitest";
import { dropTo, freeKey, itemOf, placesOf, positionOf, rowsOf, step, toNeighbour, unplacedRows } from "./arrange.ts";

const document = someConfiguration();

function after(operation: DraftOperation | null, before: PortalConfiguration = document): PortalConfiguration {
  const applied = applyOperations(before, operation === null ? [] : [operation]);
  if (applied.kind === "refused") {
    throw new Error(applied.message);
  }
  return applied.document;
}

const order = (one: PortalConfiguration, category: number): readonly string[] => {
  const found = one.categories[category];
  return found === undefined ? [] : rowsOf(one, found).map(({ id }) => id);
};

describe("the order of tiles", () => {
  test("lists what is in a folder below it, and what stands nowhere apart", () => {
    expect(order(document, 1)).toEqual([
      "tile:eakte",
      "tile:time",
      "tile:supply",
      "folder:water",
      "tile:waterbook",
      "tile:map",
    ]);
    expect(unplacedRows(document).map(({ id }) => id)).toEqual(["tile:wiki"]);
    expect(placesOf(document)).toEqual([
      { category: "communication" },
      { category: "specialist" },
      { folder: "water" },
    ]);
  });

  test("tells the place of a tile among what stands beside it", () => {
    expect(positionOf(document, { tile: "contacts" })).toEqual({
      place: { category: "communication" },
      index: 2,
      count: 5,
    });
    expect(positionOf(document, { tile: "map" })).toEqual({ place: { folder: "water" }, index: 1, count: 2 });
    expect(positionOf(document, { tile: "wiki" }).place).toBeNull();
  });

  test("moves by one place, not beyond the ends, and inside of a folder within it", () => {
    expect(positionOf(after(step(document, { tile: "contacts" }, -1)), { tile: "contacts" }).index).toBe(1);
    expect(step(document, { tile: "mail" }, -1)).toBeNull();
    expect(step(document, { tile: "map" }, 1)).toBeNull();
    expect(step(document, { tile: "wiki" }, 1)).toBeNull();
    expect(order(after(step(document, { folder: "water" }, -1)), 1).slice(2)).toEqual([
      "folder:water",
      "tile:waterbook",
      "tile:map",
      "tile:supply",
    ]);
  });

  test("moves to the end of the category before and to the beginning of the one after", () => {
    expect(order(after(toNeighbour(document, { tile: "map" }, -1)), 0).at(-1)).toBe("tile:map");
    expect(order(after(toNeighbour(document, { tile: "mail" }, 1)), 1)[0]).toBe("tile:mail");
    expect(toNeighbour(document, { tile: "mail" }, -1)).toBeNull();
  });

  test.each([
    ["tile:mail", "tile:video", "before", "calendar contacts chat mail video"],
    ["tile:mail", "tile:video", "after", "calendar contacts chat video mail"],
    ["tile:map", "tile:mail", "before", "map mail calendar contacts chat video"],
  ] as const)("drops %s at %s, %s it", (id, target, at, expected) => {
    const dropped = after(dropTo(document, itemOf(id), { id: target, at }));
    expect(order(dropped, 0).join(" ")).toBe(expected.replaceAll(/(\w+)/gu, "tile:$1"));
  });

  test("drops a tile into a folder: on it at the end, after its row at the beginning", () => {
    const folder = (one: PortalConfiguration) => one.folders[0]?.tiles;
    const to = (at: "before" | "after" | "on") => after(dropTo(document, { tile: "mail" }, { id: "folder:water", at }));
    expect(folder(to("on"))).toEqual(["waterbook", "map", "mail"]);
    expect(folder(to("after"))).toEqual(["mail", "waterbook", "map"]);
    expect(folder(to("before"))).toEqual(["waterbook", "map"]);
    expect(order(to("before"), 1).slice(2, 5)).toEqual(["tile:supply", "tile:mail", "folder:water"]);
  });

  test("keeps a folder out of folders, wherever it is dropped", () => {
    const moved = after(dropTo(document, { folder: "water" }, { id: "tile:calendar", at: "before" }));
    expect(order(moved, 0).slice(0, 4)).toEqual(["tile:mail", "folder:water", "tile:waterbook", "tile:map"]);
    const two = after({ op: "put-folder", folder: { key: "soil", name: { de: "Boden" } } });
    const placed = after({ op: "place", item: { folder: "soil" }, to: { category: "communication" }, index: 0 }, two);
    const dropped = after(dropTo(placed, { folder: "soil" }, { id: "tile:map", at: "before" }), placed);
    expect(order(dropped, 1).at(-1)).toBe("folder:soil");
    expect(dropTo(document, { folder: "water" }, { id: "folder:water", at: "on" })).toBeNull();
  });

  test("makes a key of a name that nothing has yet", () => {
    expect(freeKey("Gewässer & Böden Süd", [])).toBe("gewaesser-boeden-sued");
    expect(freeKey("Mail", document.tiles)).toBe("mail-2");
    expect(freeKey("Crème brûlée", [])).toBe("creme-brulee");
    expect(freeKey("✦", [])).toBe("eintrag");
    expect(freeKey("x".repeat(80), [])).toHaveLength(50);
  });
});
