import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const inBuild = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Marks the second copy of a module of the contract, whose schemas parse. */
const mark = "?parsing";

/**
 * Schemas are inert in the page (`inert-zod.ts`), but for administrators, whose forms are checked before they are saved:
 * what `@pforte/shared/configuration/…` imports is loaded a second time with a zod that parses. It comes with the area of
 * administrators and weighs nothing on the start page, which must therefore not import from there.
 */
export function schemas(): Plugin {
  return {
    name: "pforte-schemas",
    enforce: "pre",
    async resolveId(source, importer, options) {
      const isParsing = importer?.endsWith(mark) === true;
      if (source === "zod") {
        return importer === inBuild("parsing-zod.ts") ? null : inBuild(isParsing ? "parsing-zod.ts" : "inert-zod.ts");
      }
      if (!isParsing && !source.startsWith("@pforte/shared/configuration/")) {
        return null;
      }
      const found = await this.resolve(source, importer?.replace(mark, ""), { ...options, skipSelf: true });
      return found === null || found.external !== false ? found : { ...found, id: `${found.id}${mark}` };
    },
  };
}
