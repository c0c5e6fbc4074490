import { fileURLToPath } from "node:url";
import { runToEnd } from "./cache.ts";

/** Builds the pages that the portals of the lane serve, as `npm run build` does. */
export async function buildWeb(log: string): Promise<void> {
  const web = fileURLToPath(new URL("../../web", import.meta.url));
  await runToEnd("The web build", [process.execPath, "build.ts"], log, web);
}
