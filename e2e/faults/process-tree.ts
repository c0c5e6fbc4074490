import { readdir, readFile } from "node:fs/promises";

/** The processes that a process started and that live, by what the kernel says. */
export async function processesBelow(parent: number): Promise<readonly number[]> {
  const names = await readdir("/proc");
  const found = await Promise.all(
    names
      .filter((name) => /^\d+$/u.test(name))
      .map(async (name) => {
        // The name of a process, in brackets, may hold anything; what follows may not.
        const status = await readFile(`/proc/${name}/stat`, "utf8").catch(() => "");
        const [, its] = status.slice(status.lastIndexOf(")") + 2).split(" ");
        return Number(its) === parent ? [Number(name)] : [];
      }),
  );
  return found.flat();
}
