import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type RunningPostgres, startPostgres } from "../world/postgres.ts";

/**
 * Runs where nobody else sees what is mounted: a database on a small disk, which is filled and freed by lines on standard
 * input. Each line is answered by one of JSON; the end of the input ends all.
 */
const folder = process.argv[2] ?? "";
const dataDir = join(folder, "data");
const ballast = join(folder, "ballast");
let postgres: RunningPostgres | null = null;

/** Writes until not one byte more fits. */
function fill(): void {
  const file = openSync(ballast, "a");
  for (let size = 1024 * 1024; size >= 1;) {
    try {
      if (writeSync(file, Buffer.alloc(size)) < size) size = Math.floor(size / 2);
    } catch {
      size = Math.floor(size / 2);
    }
  }
  closeSync(file);
}

const acts: Readonly<Record<string, () => Promise<unknown>>> = {
  async start() {
    postgres = await startPostgres({ dataDir, port: Number(process.argv[3]) });
    return { url: await postgres.createDatabase("pforte") };
  },
  async stop() {
    await postgres?.stop();
    postgres = null;
  },
  async fill() {
    fill();
  },
  async free() {
    rmSync(ballast, { force: true });
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  try {
    const result = await acts[line]?.();
    process.stdout.write(`${JSON.stringify({ result: result ?? null })}\n`);
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ failed: error instanceof Error ? error.message : "unknown" })}\n`);
  }
}
await acts["stop"]?.();
