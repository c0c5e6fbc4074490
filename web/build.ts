import { copyFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { checkBudget } from "./build/budget.ts";
import { compressAssets } from "./build/compress.ts";

const inWeb = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Files that only the server's HTML names, such as the tab's icon, are served like all others. */
async function copyServerOnlyAssets(from: string, to: string): Promise<void> {
  const names = (await readdir(from)).filter((name) => !name.endsWith(".js"));
  await Promise.all(names.map((name) => copyFile(join(from, name), join(to, name))));
}

const started = performance.now();
if (!process.argv.includes("--check")) {
  // First the browser's part: the server's part is built with its manifest.
  await build({ configFile: inWeb("vite.config.ts"), logLevel: "warn" });
  await build({ configFile: inWeb("vite.config.ts"), logLevel: "warn", build: { ssr: inWeb("src/entry-server.tsx") } });
  await copyServerOnlyAssets(inWeb("dist/server/assets"), inWeb("dist/client/assets"));
  // The fonts' licence travels with them.
  await copyFile(inWeb("dist/fonts/OFL.txt"), inWeb("dist/client/assets/fira-sans-OFL.txt"));
  await compressAssets(inWeb("dist/client/assets"));
}
const { lines, problems } = await checkBudget(inWeb("dist"));
console.log([...lines, `Built in ${((performance.now() - started) / 1000).toFixed(1)} s.`].join("\n"));
if (problems.length > 0) {
  console.error(problems.join("\n"));
  process.exitCode = 1;
}
