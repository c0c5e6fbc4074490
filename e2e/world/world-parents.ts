import { readFileSync } from "node:fs";

/** The line of processes from this one up to the npm that a person started: each with its parent. */
export type Ancestry = ReadonlyMap<number, number>;

/** Reads the line. The wrappers of npm and pnpm know the name of the script; who started npm may go, as a terminal does. */
export function readAncestry(): Ancestry {
  const line = new Map<number, number>();
  for (let pid = process.pid; pid > 1 && (line.size === 0 || isStartedByNpm(pid));) {
    const parent = parentOf(pid);
    if (parent === null) {
      break;
    }
    line.set(pid, parent);
    pid = parent;
  }
  return line;
}

/** Whether one of the line is gone: npm ends at SIGTERM and leaves what it started to itself. */
export function isBroken(line: Ancestry): boolean {
  return [...line].some(([pid, parent]) => parentOf(pid) !== parent);
}

function isStartedByNpm(pid: number): boolean {
  return read(`/proc/${pid}/environ`).includes("npm_lifecycle_event=");
}

function parentOf(pid: number): number | null {
  if (pid === process.pid) {
    return process.ppid;
  }
  const stat = read(`/proc/${pid}/stat`);
  // The name before it may hold spaces and brackets.
  const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  return Number.isInteger(parent) ? parent : null;
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // A process that is gone, or another system than Linux: then only the parent itself is watched.
    return "";
  }
}
