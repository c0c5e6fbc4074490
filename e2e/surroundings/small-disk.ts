import { spawn } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { freePort } from "../world/free-ports.ts";
import type { RunningPostgres } from "../world/postgres.ts";

/** A database of its own small disk, in a mount namespace that ends with it. */
export interface SmallDisk extends AsyncDisposable {
  /** For a fleet, instead of its usual database. */
  readonly postgres: RunningPostgres;
  fill(): Promise<void>;
  free(): Promise<void>;
  /** Ends the database server, and starts it again; rejects with what the start says. */
  restart(): Promise<void>;
}

/** A new cluster with its log needs about half of it. */
const megabytes = 128;
const replySchema = z.object({ result: z.object({ url: z.string() }).nullish(), failed: z.string().optional() });

export async function startOnSmallDisk(): Promise<SmallDisk> {
  // A start that fails leaves neither the process nor the folder behind.
  await using starting = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "pforte-small-disk-"));
  starting.defer(async () => rm(folder, { recursive: true, force: true }));
  await chmod(folder, 0o711);
  const port = await freePort();
  const program = fileURLToPath(new URL("small-disk-process.ts", import.meta.url));
  const mount = `mount -t tmpfs -o size=${megabytes}m,mode=711 small "$0" && exec "$@"`;
  const child = spawn(
    "unshare",
    ["--mount", "/bin/sh", "-c", mount, folder, process.execPath, program, folder, String(port)],
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  // Where it could not be started at all, its output ends, and that is told.
  for (const emitter of [child, child.stdin]) emitter.on("error", () => undefined);
  starting.defer(async () => {
    child.stdin.end();
    await ended;
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const tell = async (act: string): Promise<string> => {
    child.stdin.write(`${act}\n`);
    const { value, done } = await lines.next();
    if (done === true) throw new Error("The process with the small disk ended.");
    const { result, failed } = replySchema.parse(JSON.parse(value));
    if (failed !== undefined) throw new Error(failed);
    return result?.url ?? "";
  };
  const url = await tell("start");
  const started = starting.move();
  const end = async (): Promise<void> => started.disposeAsync();
  return {
    postgres: {
      port,
      dataDir: join(folder, "data"),
      url: () => url,
      createDatabase: async () => url,
      stop: end,
      [Symbol.asyncDispose]: end,
    },
    async fill() {
      await tell("fill");
    },
    async free() {
      await tell("free");
    },
    async restart() {
      await tell("stop");
      await tell("start");
    },
    [Symbol.asyncDispose]: end,
  };
}
