import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lastLinesOf } from "./lane-error.ts";
import type { LaneFacts } from "./lane-facts.ts";

/** An empty folder for data and logs; the database's own account must be able to pass through. */
export function makeRunFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "pforte-real-"));
  chmodSync(folder, 0o711);
  return folder;
}

export function removeRunFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** The last lines of every server's log, for a failure. */
export function lastLines(facts: LaneFacts, count: number): string {
  return Object.entries(facts.logs)
    .map(([name, file]) => [`── ${name} (${file})`, ...lastLinesOf(file, count)].join("\n"))
    .join("\n");
}

/** Says a line with the seconds since the start. */
export function speaker(): (line: string) => void {
  const started = performance.now();
  return (line) => console.log(`[real ${((performance.now() - started) / 1000).toFixed(1).padStart(5)} s] ${line}`);
}
