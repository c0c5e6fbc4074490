import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startNode, untilReady, type Child } from "../bench/child.ts";
import { configurationOf, personAt } from "../bench/fleet.ts";
import { answers, portalEnvironment, portalKeys, repository } from "../bench/portal-under-test.ts";
import { freePort } from "../world/free-ports.ts";
import { portalClient } from "../world/clients.ts";
import { startIdentityProvider } from "../world/identity-provider.ts";
import { administratorGroup } from "../world/people.ts";

/** What of it is ended by `kill`; what hangs on it and is spared has to end by itself. */
export type Victims = "portal and keeper" | "portal, keeper and server" | "portal and server";

const keeperProgram = fileURLToPath(new URL("../world/postgres-starter.ts", import.meta.url));
/** Far more than is promised; the test looks at the time itself. */
const startLimit = 120_000;

/** The portal with the database that it brings along: a process that keeps the server, and one that serves people. */
export async function prepareEmbeddedSite(people: number) {
  const folder = await mkdtemp(join(tmpdir(), "pforte-embedded-"));
  // The database's own account passes through; else the data would go elsewhere.
  await chmod(folder, 0o711);
  const dataDir = join(folder, "postgres");
  const port = await freePort();
  const opsPort = await freePort();
  const origin = `http://localhost:${port}`;
  const secret = randomBytes(32).toString("base64url");
  const everybody = Array.from({ length: people }, (_, at) => {
    const person = personAt(at);
    return at === 0 ? { ...person, groups: [...person.groups, administratorGroup] } : person;
  });
  const identityProvider = await startIdentityProvider({
    clients: [portalClient(origin, { kind: "secret", secret })],
    people: everybody,
  });
  const configurationFile = join(folder, "portal.yaml");
  await writeFile(configurationFile, await configurationOf({}));
  const facts = {
    port,
    origin,
    opsPort,
    issuer: identityProvider.issuer,
    secret,
    keys: portalKeys(),
    configurationFile,
  };
  let keeper: ChildProcess | null = null;
  let portal: Child | null = null;
  let databaseUrl = "";

  async function start(): Promise<number> {
    const begin = performance.now();
    const kept = await startKeeper(dataDir);
    ({ keeper, databaseUrl } = kept);
    portal = startNode(join(repository, "bff", "src", "main.ts"), [], {
      ...portalEnvironment({ ...facts, databaseUrl }),
      PFORTE_DRAIN: "0s",
      PFORTE_LOG_LEVEL: "error",
      PFORTE_SESSIONS_PER_PERSON: "1000",
    });
    await untilReady(portal, async () => answers(`http://127.0.0.1:${opsPort}/readyz`), startLimit);
    await untilReady(portal, async () => answers(`${origin}/api/session`), startLimit);
    return performance.now() - begin;
  }

  return {
    origin,
    host: new URL(origin).host,
    people: everybody,
    databaseUrl: () => databaseUrl,
    dataDir,
    /** Milliseconds until people are served. */
    start,
    async kill(victims: Victims): Promise<void> {
      const pids = await serversOf(dataDir);
      const ends = [portal?.kill() ?? Promise.resolve()];
      if (victims !== "portal and keeper") pids.forEach((pid) => process.kill(pid, "SIGKILL"));
      if (victims !== "portal and server") ends.push(ended(keeper, "SIGKILL"));
      await Promise.all(ends);
      // A keeper whose server was killed is of no use any more.
      if (victims === "portal and server") await ended(keeper, "SIGKILL");
    },
    async stop(): Promise<void> {
      await portal?.stop();
      await ended(keeper, "SIGKILL");
    },
    async [Symbol.asyncDispose]() {
      await portal?.kill();
      await ended(keeper, "SIGKILL");
      await identityProvider.close();
      while ((await serversOf(dataDir)).length > 0) await new Promise((done) => setTimeout(done, 50));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export type EmbeddedSite = Awaited<ReturnType<typeof prepareEmbeddedSite>>;

async function startKeeper(dataDir: string) {
  const keeper = spawn(process.execPath, [keeperProgram, dataDir], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  keeper.stderr.on("data", (part: Buffer) => (said += part.toString()));
  const databaseUrl = await new Promise<string>((resolve, reject) => {
    keeper.stdout.once("data", (line: Buffer) => resolve(line.toString().trim()));
    keeper.once("exit", () => reject(new Error(`The database did not start: ${said}`)));
  });
  return { keeper, databaseUrl };
}

async function ended(child: ChildProcess | null, signal: NodeJS.Signals): Promise<void> {
  if (child === null || child.exitCode !== null || child.signalCode !== null) return;
  const over = new Promise((done) => child.once("exit", done));
  child.kill(signal);
  await over;
}

/** The main processes of all servers that run on this data: one, or there is an orphan. */
export async function serversOf(dataDir: string): Promise<readonly number[]> {
  const cluster = join(dataDir, "cluster");
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/u.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const words = (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).split("\0");
      // Its helpers have titles of their own, and the guard is a shell.
      return words[0]?.endsWith("/postgres") === true && words.includes(cluster) ? [Number(pid)] : [];
    }),
  );
  return found.flat();
}
