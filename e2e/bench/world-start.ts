import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startNode, untilReady } from "./child.ts";
import { repository } from "./portal-under-test.ts";
import { freePort } from "../world/free-ports.ts";

/** Seconds until the whole demo said that it is ready: on an empty data folder, and again on the same. */
export interface WorldStart {
  readonly cold: number;
  readonly warm: number;
}

/** Starts the demo twice as `npm start` does once dependencies are there. */
export async function measureWorldStart(): Promise<WorldStart> {
  const dataDir = await mkdtemp(join(tmpdir(), "pforte-bench-world-"));
  // Root hands the database to another account, which must pass through here; else its data lands elsewhere and stays.
  await chmod(dataDir, 0o711);
  const environment = { ...process.env, PORT: String(await freePort()), PFORTE_DATA_DIR: dataDir };
  const once = async (): Promise<number> => {
    const child = startNode(join(repository, "e2e", "world", "start.ts"), [], environment);
    try {
      return await untilReady(child, async () => child.said().includes("Pforte is ready"), 60_000);
    } finally {
      await child.stop();
    }
  };
  try {
    return { cold: (await once()) / 1000, warm: (await once()) / 1000 };
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}
