import { statfsSync } from "node:fs";
import { tmpdir } from "node:os";

const memory = "/dev/shm";
const enough = 2 * 1024 ** 3;

/** Where files that nobody needs to survive are quickest: in memory, where there is room; else the temporary folder. */
export function quickFolder(): string {
  try {
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize > enough ? memory : tmpdir();
  } catch {
    // Other systems have no such folder, and some containers none that can be asked.
    return tmpdir();
  }
}
