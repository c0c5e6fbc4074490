import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { LaneError } from "./lane-error.ts";

/** Where downloads stay between runs: `PFORTE_CACHE_DIR`, else `~/.cache/pforte`. */
export function cacheFolder(): string {
  return resolve(process.env["PFORTE_CACHE_DIR"] ?? join(homedir(), ".cache", "pforte"));
}

export const isCached = (name: string): boolean => existsSync(join(cacheFolder(), name));

/**
 * A folder of the cache that is made once. It is made under another name and renamed when it is whole, so that an
 * interrupted download is never mistaken for one. `make` must leave nothing in it that names its own path.
 */
export async function cached(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(cacheFolder(), name);
  if (existsSync(folder)) {
    return folder;
  }
  const draft = `${folder}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  try {
    await make(draft);
    if (!existsSync(folder)) {
      renameSync(draft, folder);
    }
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}

/** Runs a command to its end; its output is in the log, whose last lines are in the failure. */
export async function runToEnd(part: string, command: readonly string[], log: string, cwd?: string): Promise<void> {
  const [program = "", ...args] = command;
  const output = openSync(log, "a");
  const child = spawn(program, args, {
    stdio: ["ignore", output, output],
    ...(cwd !== undefined && { cwd }),
  });
  const code = await new Promise<number | null>((done, fail) => {
    child.once("error", fail);
    child.once("close", done);
  }).finally(() => closeSync(output));
  if (code !== 0) {
    throw new LaneError(part, `\`${command.join(" ")}\` ended with ${code}.`, log);
  }
}
