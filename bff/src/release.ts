import { readFile } from "node:fs/promises";

/** The release that runs, as its package names it; pages show it and name it in their validators. */
export async function releaseOf(): Promise<string> {
  const file = await readFile(new URL("../../package.json", import.meta.url), "utf8");
  const { version }: { version?: unknown } = Object(JSON.parse(file));
  return typeof version === "string" ? version : "unknown";
}
