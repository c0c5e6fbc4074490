import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** The built-in icons by name, each as an SVG that stands by itself. */
export type IconFamily = ReadonlyMap<string, string>;

/** Where a picture has no colours around it to take over: 4.2 : 1 to white and 4.4 : 1 to the portal's dark canvas. */
const ink = "#6577b2";

/** Reads the sprite that the pages refer to, from the folder of their built files or of their sources. */
export async function readIconFamily(assetsDirectory: string): Promise<IconFamily> {
  const names = await readdir(assetsDirectory).catch((): string[] => []);
  const file = names.find((name) => /^icons-[\w-]+\.svg$/u.test(name)) ?? join("ui", "icons.svg");
  const sprite = await readFile(join(assetsDirectory, file), "utf8").catch(() => "");
  return iconsOf(sprite);
}

/** Each symbol of a sprite as a picture of its own, in one colour that can be seen on light and on dark. */
export function iconsOf(sprite: string): IconFamily {
  const symbols = sprite.matchAll(/<symbol id="([a-z0-9-]+)"([^>]*)>(.*?)<\/symbol>/gsu);
  return new Map(
    Array.from(symbols, ([, name = "", attributes = "", content = ""]) => [
      name,
      coloured(`<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24"${attributes}>${content}</svg>`),
    ]),
  );
}

/** Variables of the page's styles become what they fall back to. */
function coloured(svg: string): string {
  return svg.replaceAll(/var\(--[a-z-]+, ?([^()]+)\)/gu, "$1").replaceAll("currentColor", ink);
}
