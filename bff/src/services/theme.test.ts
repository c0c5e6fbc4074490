import { portalConfigurationSchema, type Branding } from "@pforte/shared/contract/portal-configuration";
import { expect, test } from "vitest";
import { contrastOf } from "./contrast.ts";
import { portalIn } from "./portal-identity.ts";
import { themeOf } from "./theme.ts";

const text = { de: "Beispiel" };
const link = { de: "https://example.org/" };
function documentOf(branding?: Branding) {
  const identity = {
    name: text,
    organisation: text,
    support: { name: text },
    imprint: link,
    privacy: link,
    accessibility: link,
  };
  const tile = { name: text, icon: "tool", links: link };
  return portalConfigurationSchema.parse({
    portal: { ...identity, ...(branding !== undefined && { branding }) },
    categories: [],
    tiles: [
      { ...tile, key: "mail", colour: "#112233" },
      { ...tile, key: "secret", colour: "#445566", groups: ["few"] },
      { ...tile, key: "grey" },
    ],
  });
}

const styles = (branding?: Branding) => themeOf(documentOf(branding), { groups: [] });
/** The two shades of a token. */
function shades(css: string, token: string): { light: string; dark: string } {
  const found = new RegExp(`--${token}:light-dark\\((#[0-9a-f]{6}),(#[0-9a-f]{6})\\)`, "u").exec(css);
  return { light: found?.[1] ?? "", dark: found?.[2] ?? "" };
}

test("a portal without branding has the colours of the visible tiles alone", () => {
  expect(styles()).toBe(".tile-colour-mail{--tile-colour:#112233}");
  expect(styles({ welcome: text })).toBe(".tile-colour-mail{--tile-colour:#112233}");
});

test("an accent that can be read stays as it is in light appearances, and is lighter in dark ones", () => {
  const css = styles({ accent: "#571efa" });
  const accent = shades(css, "accent");
  expect(accent.light).toBe("#571efa");
  expect(contrastOf(accent.dark, "#2a2d3d")).toBeGreaterThanOrEqual(4.5);
  expect(shades(css, "on-accent")).toEqual({ light: "#ffffff", dark: "#0d0e16" });
  expect(css).toContain("\n.tile-colour-mail{");
});

test.each(["#000000", "#571efa", "#2044aa", "#767676", "#b60000", "#00654c", "#ffed58", "#ffffff", "#ff00ff"])(
  "whatever accent is chosen can be read on every surface of the page, such as %s",
  (accent) => {
    const css = styles({ accent, background: { light: "#f0e8ff", dark: "#101018" } });
    const { light, dark } = shades(css, "accent");
    const soft = shades(css, "accent-soft");
    const hover = shades(css, "accent-hover");
    const on = shades(css, "on-accent");
    const focus = shades(css, "focus");
    for (const behind of ["#ffffff", "#f3f4f7", "#e5e7ee", "#f0e8ff", soft.light]) {
      expect([behind, contrastOf(light, behind) >= 4.5]).toEqual([behind, true]);
      expect([behind, contrastOf(focus.light, behind) >= 3]).toEqual([behind, true]);
    }
    for (const behind of ["#0d0e16", "#141620", "#1e202d", "#2a2d3d", "#101018", soft.dark]) {
      expect([behind, contrastOf(dark, behind) >= 4.5]).toEqual([behind, true]);
      expect([behind, contrastOf(focus.dark, behind) >= 3]).toEqual([behind, true]);
    }
    for (const [one, other] of [
      [light, on.light],
      [hover.light, on.light],
      [dark, on.dark],
      [hover.dark, on.dark],
    ] as const) {
      expect(contrastOf(one, other)).toBeGreaterThanOrEqual(4.5);
    }
  },
);

test("a background of the portal is behind everything, in dark appearances only where it has a dark one", () => {
  expect(shades(styles({ background: { light: "#fafafa" } }), "canvas")).toEqual({ light: "#fafafa", dark: "#0d0e16" });
  const both = styles({ background: { light: "#fafafa", dark: "#101018" } });
  expect(shades(both, "canvas")).toEqual({ light: "#fafafa", dark: "#101018" });
});

test("whoever asked for more contrast or for colours of their own sees none of it", () => {
  expect(styles({ accent: "#571efa" })).toMatch(
    /^@media \(forced-colors:none\) and \(not \(prefers-contrast:more\)\)\{:root:not\(\[data-theme="contrast"\]\)\{--accent:/u,
  );
});

test("logo, welcome and help of the portal are shown in the language of the page", () => {
  const picture = (digit: string) => `upload:${digit.repeat(64)}.svg`;
  const logo = { light: picture("a"), text: { de: "Wappen", en: "Arms" } };
  const { portal } = documentOf({ logo, welcome: { de: "Willkommen", en: "Welcome" }, accent: "#571efa" });
  expect(portalIn(portal, "en", "1")).toMatchObject({
    logo: { light: `/icons/${"a".repeat(64)}.svg`, dark: `/icons/${"a".repeat(64)}.svg`, text: "Arms" },
    branded: true,
    welcome: "Welcome",
  });
  const dark = documentOf({ logo: { ...logo, dark: picture("b") } });
  expect(portalIn(dark.portal, "de", "1")).toMatchObject({
    logo: { dark: `/icons/${"b".repeat(64)}.svg`, text: "Wappen" },
    branded: false,
    welcome: null,
  });
  expect(portalIn(documentOf().portal, "de", "1")).toMatchObject({
    logo: null,
    branded: false,
    welcome: null,
    help: null,
  });
});
