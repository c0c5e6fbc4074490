import { link, readFile, rename, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const holderSchema = z.object({ pid: z.int().positive(), started: z.string() });
type Holder = z.output<typeof holderSchema>;

/** One start at a time per data folder. A lock whose process is dead is taken over. */
export async function lockData(dataDir: string): Promise<() => Promise<void>> {
  const file = join(dataDir, "lock");
  const mine = JSON.stringify({ pid: process.pid, started: await startOf(process.pid) });
  for (let attempt = 0; attempt < 5; attempt += 1) {
    try {
      await writeFile(file, mine, { flag: "wx", mode: 0o600 });
      return async () => {
        if ((await readFile(file, "utf8").catch(() => "")) === mine) {
          await unlink(file);
        }
      };
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) {
        throw error;
      }
    }
    await removeIfDead(dataDir, file);
  }
  throw new Error(`The lock of the data folder ${dataDir} changes hands all the time: start again in a moment.`);
}

async function removeIfDead(dataDir: string, file: string): Promise<void> {
  const text = await readFile(file, "utf8").catch(() => null);
  if (text === null) {
    return;
  }
  const holder = parseHolder(text);
  if (holder !== null && (await startOf(holder.pid)) === holder.started) {
    throw new Error(
      `The data folder ${dataDir} is in use by process ${holder.pid}: stop that one first, or set PFORTE_DATA_DIR to another folder.`,
    );
  }
  // Moving it aside is atomic; if another start was faster, what was moved is its lock and goes back.
  const aside = `${file}.${process.pid}`;
  await rename(file, aside).catch(() => undefined);
  if ((await readFile(aside, "utf8").catch(() => text)) !== text) {
    await link(aside, file).catch(() => undefined);
  }
  await unlink(aside).catch(() => undefined);
}

function parseHolder(text: string): Holder | null {
  try {
    return holderSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    // A lock that was cut short belongs to nobody: its writer died while writing.
    return null;
  }
}

/** When a process started, in the kernel's own count: a process id alone may have been given to somebody else. */
async function startOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const state = fields[0] ?? "";
  // A zombie holds nothing any more.
  return state === "Z" || state === "X" ? "dead" : (fields[19] ?? "dead");
}
