import { existsSync, readFileSync } from "node:fs";

/** A part of the lane failed: which one, why, and where its log is, with the log's last lines. */
export class LaneError extends Error {
  override readonly name = "LaneError";
  constructor(part: string, message: string, log: string | null = null) {
    super([`${part}: ${message}`, ...(log === null ? [] : [`Its log: ${log}`, ...lastLinesOf(log, 8)])].join("\n  "));
  }
}

/** The last lines of a log, shortened; none where there is no log. */
export function lastLinesOf(log: string, count: number): readonly string[] {
  const text = existsSync(log) ? readFileSync(log, "utf8").trimEnd() : "";
  return text === ""
    ? []
    : text
        .split("\n")
        .slice(-count)
        .map((line) => `  ${line.slice(0, 240)}`);
}
