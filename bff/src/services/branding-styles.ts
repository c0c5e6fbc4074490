import type { Branding } from "@pforte/shared/contract/portal-configuration";
import { contrastOf } from "./contrast.ts";

/** What text needs to what is behind it (WCAG 2.2, 1.4.3). */
const least = 4.5;
const white = "#ffffff";
const black = "#000000";
/** The least fitting of the page's own surfaces on which the accent is written: `--hover-on-sunken`, light and dark. */
const lightSurface = "#e5e7ee";
const darkSurface = "#2a2d3d";
/** `--surface` and `--canvas` of dark appearances. */
const darkPaper = "#141620";
const darkCanvas = "#0d0e16";

/**
 * The portal's own accent and background as values of the page's tokens. The contrasting appearance, and whoever asked
 * their device for more contrast or for colours of their own, see none of it.
 */
export function brandingStyles(branding: Branding | undefined): readonly string[] {
  const { accent, background } = branding ?? {};
  const values = {
    ...(accent !== undefined && accentValues(accent, background)),
    ...(background !== undefined && { canvas: pair(background.light, background.dark ?? darkCanvas) }),
  };
  const tokens = Object.entries(values).map(([token, value]) => `--${token}:${value}`);
  if (tokens.length === 0) return [];
  const when = "@media (forced-colors:none) and (not (prefers-contrast:more))";
  return [`${when}{:root:not([data-theme="contrast"]){${tokens.join(";")}}}`];
}

const pair = (light: string, dark: string) => `light-dark(${light},${dark})`;

function accentValues(accent: string, background: Branding["background"]): Readonly<Record<string, string>> {
  const light = legible(accent, black, [white, lightSurface, background?.light ?? lightSurface], white);
  const dark = legible(accent, white, [darkSurface, background?.dark ?? darkSurface], darkPaper);
  return {
    accent: pair(light, dark),
    "accent-hover": pair(mixed(light, black, 0.2), mixed(dark, white, 0.3)),
    "on-accent": pair(white, darkCanvas),
    "accent-soft": pair(soft(light, white), soft(dark, darkPaper)),
    focus: pair(light, mixed(dark, white, 0.3)),
  };
}

/** The shade on which the accent is written: a breath of it in the paper. */
const soft = (accent: string, paper: string) => mixed(paper, accent, 0.12);

/** As much of the other colour in it as is needed to be read on these surfaces and on its own soft shade. */
function legible(accent: string, towards: string, surfaces: readonly string[], paper: string): string {
  for (let share = 0; share < 1; share += 0.02) {
    const shade = mixed(accent, towards, share);
    if ([...surfaces, soft(shade, paper)].every((surface) => contrastOf(shade, surface) >= least)) return shade;
  }
  return towards;
}

/** A colour with a share of another one in it, channel by channel. */
function mixed(colour: string, other: string, share: number): string {
  const channels = [1, 3, 5].map((at) => {
    const [from, to] = [colour, other].map((each) => Number.parseInt(each.slice(at, at + 2), 16));
    return Math.round((from ?? 0) * (1 - share) + (to ?? 0) * share);
  });
  return `#${channels.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}
