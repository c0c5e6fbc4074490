import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { PageRenderer } from "@pforte/shared/contract/page";

/** A renderer, the files that its pages refer to, and a name for both that changes with every build. */
export interface BuiltPages {
  readonly renderer: PageRenderer;
  readonly assetsDirectory: string;
  readonly build: string;
}

const entry = fileURLToPath(new URL("../../web/dist/server/entry-server.js", import.meta.url));
const assetsDirectory = fileURLToPath(new URL("../../web/dist/client/assets", import.meta.url));

/** Loads the built server entry of the web package by its path. */
export async function loadBuiltPages(): Promise<BuiltPages> {
  const source = await readFile(entry).catch((cause: unknown) => {
    throw new Error("The web package is not built: run `pnpm run build`.", { cause });
  });
  const loaded: unknown = await import(pathToFileURL(entry).href);
  if (!isRenderer(loaded)) {
    throw new Error("The built web package exports no renderer.");
  }
  return { renderer: loaded, assetsDirectory, build: createHash("sha256").update(source).digest("hex") };
}

function isRenderer(value: unknown): value is PageRenderer {
  return typeof value === "object" && value !== null && "render" in value && typeof value.render === "function";
}
