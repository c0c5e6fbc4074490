import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import subsetFont from "subset-font";
import type { Plugin } from "vite";

const weights = [400, 500, 600] as const;

/** The letters of the everyday file; `unicode-range` in fonts.css must name the same ones. */
const everydayRanges = [
  [0x20, 0x7e],
  [0xa0, 0xff],
  [0x2010, 0x2014],
  [0x2018, 0x201a],
  [0x201c, 0x201e],
  [0x2026, 0x2026],
  [0x20ac, 0x20ac],
] as const;

/**
 * Subsets the fonts that the page carries: per weight one small file for German and English and one for the other Latin
 * letters (DIN 91379), which a browser loads only when a name needs it. They are made from the package at build time, so
 * that no foreign binary lies in the repository.
 */
export function subsetFonts(directory: string): Plugin {
  return {
    name: "pforte-fonts",
    async config() {
      await makeFonts(directory);
    },
  };
}

async function makeFonts(directory: string): Promise<void> {
  const marker = join(directory, "OFL.txt");
  if (existsSync(marker)) {
    return;
  }
  await mkdir(directory, { recursive: true });
  const packageDirectory = dirname(createRequire(import.meta.url).resolve("@fontsource/fira-sans/package.json"));
  const everyday = everydayRanges.map(([from, to]) => characters(from, to)).join("");
  await Promise.all(
    weights.map(async (weight) => {
      const source = (part: string): string =>
        join(packageDirectory, "files", `fira-sans-${part}-${weight}-normal.woff2`);
      const latin = await subsetFont(await readFile(source("latin")), everyday, {
        targetFormat: "woff2",
        keepFeatures: ["kern", "tnum", "lnum", "locl", "ccmp"],
        noHinting: true,
      });
      await writeFile(join(directory, `fira-sans-${weight}.woff2`), latin);
      await copyFile(source("latin-ext"), join(directory, `fira-sans-${weight}-extended.woff2`));
    }),
  );
  await copyFile(join(packageDirectory, "LICENSE"), marker);
}

function characters(from: number, to: number): string {
  return Array.from({ length: to - from + 1 }, (_, index) => String.fromCodePoint(from + index)).join("");
}
