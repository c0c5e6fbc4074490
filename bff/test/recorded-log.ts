import type { Log } from "../src/log.ts";

/** One line of a log. */
export interface Line {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** A log that keeps its lines, for tests of what it says and of what it must not say. */
export function recordedLog(): Log & { readonly lines: readonly Line[]; text(): string } {
  const lines: Line[] = [];
  const at = (level: Line["level"]) => (fields: Line["fields"], message: string) =>
    void lines.push({ level, fields, message });
  return {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    lines,
    text: () => JSON.stringify(lines),
  };
}
