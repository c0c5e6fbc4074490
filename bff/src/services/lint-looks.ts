import type { LintFinding } from "@pforte/shared/contract/admin-publish";
import type { PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import { placesOf } from "./configuration-places.ts";
import { contrastOf } from "./contrast.ts";
import { finding } from "./lint-finding.ts";

/** Surfaces of the page, as its tokens have them: the plate of an icon and the text on a background, light and dark. */
const plate = "#f3f4f7";
const text = { light: "#131525", dark: "#edeef3" } as const;
/** WCAG 2.2: 1.4.3 for text, 1.4.11 for strokes of icons. */
const forText = 4.5;
const forStrokes = 3;

/** Colours that cannot be told from what they stand on. A tile's colour is made lighter for dark appearances. */
export function lintColours({
  portal,
  tiles,
}: Pick<PortalConfiguration, "tiles"> & {
  readonly portal: Pick<PortalConfiguration["portal"], "branding">;
}): LintFinding[] {
  const { accent, background } = portal.branding ?? {};
  const branding = (field: string, colour: string | undefined, against: string) =>
    tooLow(colour, against, forText).map((ratio) =>
      finding("low_contrast", "portal/branding", { field, colour: colour ?? "", ratio }, "error"),
    );
  return [
    ...branding("branding.accent", accent, "#ffffff"),
    ...branding("branding.background.light", background?.light, text.light),
    ...branding("branding.background.dark", background?.dark, text.dark),
    ...tiles.flatMap(({ key, colour }) =>
      tooLow(colour, plate, forStrokes).map((ratio) =>
        finding("low_contrast", `tiles/${key}`, { field: "colour", colour: colour ?? "", ratio }),
      ),
    ),
  ];
}

/** The ratio, cut to one digit so that it never reads as enough; none where it is. */
function tooLow(colour: string | undefined, against: string, least: number): string[] {
  const ratio = colour === undefined ? least : contrastOf(colour, against);
  return ratio < least ? [(Math.floor(ratio * 10) / 10).toFixed(1)] : [];
}

/** Uploaded pictures that the document names and nobody has. */
export function lintPictures(document: PortalConfiguration, known: ReadonlySet<string>): LintFinding[] {
  return placesOf(document)
    .pictures.filter(({ text: picture }) => !known.has(picture))
    .map(({ text: picture, where }) => finding("missing_picture", where.replace(".", "/"), { picture }));
}
