import type { LintFinding } from "@pforte/shared/contract/admin-publish";
import { brandingSchema, tileSchema, type ConfiguredTile } from "@pforte/shared/contract/portal-configuration";
import { placesOf } from "./configuration-places.ts";
import type { ShapeProblem } from "./file-issues.ts";
import { lintFrames } from "./lint-links.ts";
import { lintColours } from "./lint-looks.ts";

export interface LookOptions {
  readonly publicOrigin: string;
  /** Uploaded pictures that the portal has, by their names in the document. */
  readonly knownPictures: ReadonlySet<string>;
}

/** What the linter calls an error, in as much of a document as can be read: pictures, frames, colours. */
export function lookProblems(
  document: Readonly<Record<string, unknown>>,
  brought: unknown,
  { publicOrigin, knownPictures }: LookOptions,
): ShapeProblem[] {
  const tiles = readableTiles(document.tiles);
  const branding = brandingSchema.safeParse(member(document.portal, "branding"));
  const looks = { portal: branding.success ? { branding: branding.data } : {}, tiles: [...tiles.values()] };
  const places = new Map([...tiles].map(([at, { key }]) => [`tiles/${key}`, ["tiles", at]]));
  const found = [...lintFrames({ document: looks, links: new Map(), publicOrigin }), ...lintColours(looks)];
  return [
    ...placesOf(document)
      .pictures.filter(({ text }) => !knownPictures.has(text) && member(brought, text) === undefined)
      .map(({ text, path }) => ({ path, message: `there is no picture ${text}` })),
    ...found
      .filter(({ severity }) => severity === "error")
      .map((finding) => ({ path: placeOf(finding, places), message: messageOf(finding) })),
  ];
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? new Map<string, unknown>(Object.entries(value)).get(name)
    : undefined;
}

/** By their places, those tiles whose shape is right. */
function readableTiles(list: unknown): ReadonlyMap<number, ConfiguredTile> {
  const entries: unknown[] = Array.isArray(list) ? list : [];
  return new Map(
    entries.flatMap((entry, at) => {
      const tile = tileSchema.safeParse(entry);
      return tile.success ? [[at, tile.data] as const] : [];
    }),
  );
}

function placeOf(
  { path, facts }: LintFinding,
  places: ReadonlyMap<string, ShapeProblem["path"]>,
): ShapeProblem["path"] {
  return places.get(path) ?? ["portal", ...(facts.field ?? "branding").split(".")];
}

function messageOf({ rule, facts: { address, colour, ratio } }: LintFinding): string {
  return rule === "own_origin_frame"
    ? `${address} is the portal itself and must not be embedded`
    : `the contrast of ${colour} is ${ratio} : 1; at least 4.5 : 1 is needed`;
}
