import type { PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import { stringify } from "yaml";
import type { PictureStore } from "#storage/ports/picture-store.ts";
import { placesOf } from "./configuration-places.ts";

/** Where the published JSON Schema of the file is, from the portal's own origin. */
const schemaPath = "/schemas/configuration.json";

/** A document as a file that says all of it, pictures included; the same document is the same text. */
export async function exportFile(
  document: PortalConfiguration,
  pictures: Pick<PictureStore, "find">,
  publicOrigin: string,
): Promise<string> {
  const { portal, categories, folders, tiles, sources } = document;
  const names = [...new Set(placesOf(document).pictures.map(({ text }) => text))].toSorted();
  const found = await Promise.all(
    names.map(async (name) => {
      const bytes = await pictures.find(name.slice("upload:".length));
      return bytes === null ? [] : [[name, Buffer.from(bytes).toString("base64")] as const];
    }),
  );
  const all = Object.fromEntries(found.flat());
  return fileText(
    {
      format: "pforte/1",
      portal,
      categories,
      folders,
      tiles,
      sources,
      ...(Object.keys(all).length > 0 && { pictures: all }),
    },
    publicOrigin,
  );
}

/** Data as the YAML of a configuration file; editors that know the comment check it while it is written. */
export function fileText(file: object, publicOrigin: string): string {
  const schema = `# yaml-language-server: $schema=${new URL(schemaPath, publicOrigin).href}\n`;
  return schema + stringify(file, { lineWidth: 0, aliasDuplicateObjects: false });
}
