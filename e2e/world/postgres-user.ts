import { spawn } from "node:child_process";
import { readFile, stat } from "node:fs/promises";

/** Under whom the database runs; null means: as ourselves. */
export type RunAs = { readonly name: string; readonly uid: number; readonly gid: number } | null;

/**
 * PostgreSQL refuses to run as root, so root hands it to another account: the owner of existing data, else `postgres`,
 * else `nobody`. No account is created for it.
 */
export async function chooseAccount(cluster: string): Promise<RunAs> {
  if (process.getuid?.() !== 0) {
    return null;
  }
  const accounts = parseAccounts(await readFile("/etc/passwd", "utf8"));
  const existing = await stat(cluster).catch(() => null);
  if (existing !== null && existing.uid !== 0) {
    const owner = accounts.find((account) => account.uid === existing.uid);
    return { name: owner?.name ?? String(existing.uid), uid: existing.uid, gid: existing.gid };
  }
  const account =
    accounts.find(({ name }) => name === "postgres") ?? accounts.find(({ name }) => name === "nobody") ?? null;
  if (account === null) {
    throw new Error(
      "PostgreSQL does not run as root, and there is neither an account `postgres` nor `nobody` to run it: start as an ordinary user.",
    );
  }
  return account;
}

function parseAccounts(passwd: string): readonly { name: string; uid: number; gid: number }[] {
  return passwd
    .split("\n")
    .map((line) => line.split(":"))
    .map(([name = "", , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter(({ name, uid, gid }) => name !== "" && uid > 0 && gid > 0);
}

/** Whether that account can enter these folders and read in them. */
export async function canReach(account: NonNullable<RunAs>, folders: readonly string[]): Promise<boolean> {
  const script = 'for folder in "$@"; do cd "$folder" 2>/dev/null || exit 1; done';
  const child = spawn("/bin/sh", ["-c", script, "reach", ...folders], {
    uid: account.uid,
    gid: account.gid,
    cwd: "/",
    stdio: "ignore",
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code === 0));
  });
}
