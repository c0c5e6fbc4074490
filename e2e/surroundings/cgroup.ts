import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { join } from "node:path";

const root = "/sys/fs/cgroup";

/** A group of processes that may have only so much memory together. */
export interface MemoryGroup extends Disposable {
  /** The words of a command that joins it and then becomes another one. */
  readonly within: readonly string[];
  /** How often the kernel ended one of them for want of memory. */
  kills(): number;
}

/** In the first or the second form of control groups, whichever this machine has. */
export function openMemoryGroup(megabytes: number): MemoryGroup {
  const isSecond = existsSync(join(root, "cgroup.controllers"));
  const folder = join(root, isSecond ? "" : "memory", `pforte-${randomUUID()}`);
  mkdirSync(folder);
  try {
    if (isSecond) writeFileSync(join(root, "cgroup.subtree_control"), "+memory");
    writeFileSync(join(folder, isSecond ? "memory.max" : "memory.limit_in_bytes"), String(megabytes * 1024 * 1024));
    // What does not fit may not be put aside either.
    const swap = join(folder, "memory.swap.max");
    if (isSecond && existsSync(swap)) writeFileSync(swap, "0");
  } catch (error) {
    rmdirSync(folder);
    throw error;
  }
  const eventsFile = join(folder, isSecond ? "memory.events" : "memory.oom_control");
  return {
    within: ["/bin/sh", "-c", 'echo $$ > "$0/cgroup.procs" && exec "$@"', folder],
    kills: () => Number(/^oom_kill (\d+)$/mu.exec(readFileSync(eventsFile, "utf8"))?.[1] ?? 0),
    [Symbol.dispose]() {
      // Its last process may take a moment to be gone.
      for (let tries = 0; existsSync(folder); tries += 1) {
        try {
          rmdirSync(folder);
        } catch (error) {
          if (tries >= 50) throw error;
          execFileSync("sleep", ["0.1"]);
        }
      }
    },
  };
}
