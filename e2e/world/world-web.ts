import { spawn } from "node:child_process";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { checkout } from "./world-data.ts";

const sources = [
  "web/src",
  "web/build",
  "web/build.ts",
  "web/vite.config.ts",
  "web/package.json",
  "shared/src",
  "pnpm-lock.yaml",
];
const built = ["web/dist/client/assets", "web/dist/server/entry-server.js"];

/** Builds the pages unless the build is newer than everything that it is made of. */
export async function buildWeb(signal: AbortSignal): Promise<"built" | "fresh"> {
  if ((await newest(built, Math.min)) > (await newest(sources, Math.max))) {
    return "fresh";
  }
  const child = spawn(process.execPath, ["build.ts"], {
    cwd: join(checkout, "web"),
    env: { ...process.env, NODE_ENV: "production" },
    stdio: ["ignore", "pipe", "pipe"],
    signal,
    detached: true,
  });
  let said = "";
  child.stdout.on("data", (part: Buffer) => (said += part.toString()));
  child.stderr.on("data", (part: Buffer) => (said += part.toString()));
  const code = await new Promise<number | null>((done, fail) => child.once("error", fail).once("close", done));
  if (code !== 0) {
    throw new Error(`The pages could not be built; the build said:\n${said.trim().split("\n").slice(-15).join("\n")}`);
  }
  return "built";
}

async function newest(paths: readonly string[], choose: (...times: number[]) => number): Promise<number> {
  const times = await Promise.all(paths.map((path) => newestBelow(join(checkout, path))));
  return choose(...times);
}

/** The time of the newest file at or below a path; 0 where there is nothing. */
async function newestBelow(path: string): Promise<number> {
  const found = await stat(path).catch(() => null);
  if (found === null) {
    return 0;
  }
  if (!found.isDirectory()) {
    return found.mtimeMs;
  }
  const entries = await readdir(path, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile());
  const times = await Promise.all(files.map(async (file) => (await stat(join(file.parentPath, file.name))).mtimeMs));
  return Math.max(0, ...times);
}
