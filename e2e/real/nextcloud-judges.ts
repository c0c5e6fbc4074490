import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { type NextcloudStandIn, startNextcloudStandIn } from "../world/nextcloud-stand-in.ts";

/** How a command ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  /** Both streams, as a person would read them. */
  readonly output: string;
}

/** Runs a client that others wrote; a failure of it is an answer, not an exception. */
export async function runClient(
  command: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Ended> {
  const [program = "", ...args] = command;
  const env = { PATH: process.env["PATH"], HOME: options.cwd ?? tmpdir(), LANG: "C.UTF-8", ...options.env };
  const settings = { ...options, env, timeout: 120_000, maxBuffer: 32 * 1024 ** 2 };
  try {
    const { stdout, stderr } = await promisify(execFile)(program, args, settings);
    return { code: 0, stdout, output: stdout + stderr };
  } catch (error) {
    // `execFile` throws these three together with whatever stopped it.
    const { code, stdout = "", stderr = "" } = error as { code?: unknown; stdout?: string; stderr?: string };
    return { code: typeof code === "number" ? code : -1, stdout, output: `${stdout}${stderr}${String(error)}` };
  }
}

/** A stand-in with one person and a folder of their computer. */
export interface Judged {
  readonly nextcloud: NextcloudStandIn;
  readonly password: string;
  /** Ends without a slash. */
  readonly address: string;
  /** An empty folder that goes with the stand-in. */
  readonly folder: string;
}

/** Starts a stand-in, lets a client work with it, and takes both away. */
export async function withNextcloud(
  work: (judged: Judged) => Promise<void>,
  issuer: string | null = null,
): Promise<void> {
  const nextcloud = await startNextcloudStandIn({ issuer });
  const folder = mkdtempSync(join(tmpdir(), "pforte-judge-"));
  try {
    const password = nextcloud.levers.issuePassword("anna");
    await work({ nextcloud, password, folder, address: `http://127.0.0.1:${nextcloud.port}` });
  } finally {
    await nextcloud.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const digest = (content: Buffer | string) => createHash("sha256").update(content).digest("hex");

/** Path and digest of all that a person has at the stand-in. */
export function contentsThere({ nextcloud }: Judged, uid = "anna"): Readonly<Record<string, string>> {
  const entries = [...nextcloud.world.everything(uid)].filter(({ found }) => found.node.children === null);
  return Object.fromEntries(entries.map(({ path, found }) => [path.join("/"), digest(found.node.content)]));
}

/** Path and digest of all in a folder, without what a sync client keeps there for itself. */
export function contentsHere(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  const entries = files
    .map((file) => join(file.parentPath, file.name))
    .filter((path) => !/\/\.(?:_?sync_|nextcloudsync|owncloudsync)/.test(path))
    .map((path) => [path.slice(folder.length + 1), digest(readFileSync(path))]);
  return Object.fromEntries(entries);
}

/** Writes a file of the person's computer, with the folders on the way. */
export function writeHere(folder: string, path: string, content: string | Buffer): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
