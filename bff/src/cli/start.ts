import { readFile, writeFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { readEnv } from "#config/read-env.ts";
import { CommandError, type Console } from "./console.ts";
import { runCommand } from "./run-command.ts";

const unreadable = (path: string) => (error: unknown) => {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
  throw new CommandError(`${path} cannot be read (${code}).`);
};

const console: Console = {
  environment: readEnv(),
  out: (result) => void process.stdout.write(result),
  say: (line) => void process.stderr.write(`${line}\n`),
  read: async (path) => (path === "-" ? text(process.stdin) : readFile(path, "utf8").catch(unreadable(path))),
  // Absent, a folder or not ours to read: the report of the import names the picture as missing either way.
  readBytes: async (path) => readFile(path).catch(() => null),
  write: async (path, content) => writeFile(path, content),
};

process.exitCode = await runCommand(process.argv.slice(2), console);
