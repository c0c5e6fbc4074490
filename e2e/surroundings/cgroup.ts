import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { join } from "node:path";

const root = "/sys/fs/cgroup";

/** A group of processes that share what they may have. */
interface ProcessGroup extends Disposable {
  /** The words of a command that joins it and then becomes another one. */
  readonly within: readonly string[];
}

/** One that may have only so much memory. */
export interface MemoryGroup extends ProcessGroup {
  /** How often the kernel ended one of them for want of memory. */
  kills(): number;
}

/** One that may have only so much of a processor. */
export interface ProcessorGroup extends ProcessGroup {
  /** Percent of one processor; null for as much as there is. */
  allow(percent: number | null): void;
  /** In how many tenths of a second it had used up its share. */
  timesHeldBack(): number;
}

/** In the first or the second form of control groups, whichever this machine has. */
const isSecond = existsSync(join(root, "cgroup.controllers"));

export function openMemoryGroup(megabytes: number): MemoryGroup {
  const group = openGroup("memory");
  try {
    group.write(isSecond ? "memory.max" : "memory.limit_in_bytes", String(megabytes * 1024 * 1024));
    // What does not fit may not be put aside either.
    if (isSecond && group.has("memory.swap.max")) group.write("memory.swap.max", "0");
  } catch (error) {
    group[Symbol.dispose]();
    throw error;
  }
  const events = isSecond ? "memory.events" : "memory.oom_control";
  return { ...group, kills: () => Number(/^oom_kill (\d+)$/mu.exec(group.read(events))?.[1] ?? 0) };
}

/** Microseconds in which a group may use up its share, and stands still for the rest. */
const period = 100_000;

export function openProcessorGroup(): ProcessorGroup {
  const group = openGroup("cpu");
  return {
    ...group,
    allow(percent) {
      const quota = percent === null ? null : String((percent * period) / 100);
      if (isSecond) group.write("cpu.max", `${quota ?? "max"} ${period}`);
      else group.write("cpu.cfs_quota_us", quota ?? "-1");
    },
    timesHeldBack: () => Number(/^nr_throttled (\d+)$/mu.exec(group.read("cpu.stat"))?.[1] ?? 0),
  };
}

function openGroup(controller: "memory" | "cpu") {
  const folder = join(root, isSecond ? "" : controller, `pforte-${randomUUID()}`);
  mkdirSync(folder);
  try {
    if (isSecond) writeFileSync(join(root, "cgroup.subtree_control"), `+${controller}`);
  } catch (error) {
    rmdirSync(folder);
    throw error;
  }
  return {
    within: ["/bin/sh", "-c", 'echo $$ > "$0/cgroup.procs" && exec "$@"', folder],
    has: (file: string) => existsSync(join(folder, file)),
    read: (file: string) => readFileSync(join(folder, file), "utf8"),
    write: (file: string, text: string) => writeFileSync(join(folder, file), text),
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
