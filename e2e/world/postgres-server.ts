import { spawn, type ChildProcess } from "node:child_process";
import { chown, mkdir, open, readFile, rename, rm, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { PostgresBinaries } from "./postgres-binaries.ts";
import { explainPostgres } from "./postgres-problems.ts";
import type { RunAs } from "./postgres-user.ts";

/** Everything about one server that its steps need. */
export interface Plan {
  readonly binaries: PostgresBinaries;
  readonly dataDir: string;
  readonly cluster: string;
  readonly account: RunAs;
  readonly port: number;
  readonly isDurable: boolean;
}

/** The one account inside the database. */
export const databaseUser = "pforte";

/** Makes the cluster in a folder beside its place, so that a start that was killed never leaves half of one. */
export async function initialise(plan: Plan, password: string): Promise<void> {
  const fresh = `${plan.cluster}.new`;
  const passwordFile = join(plan.dataDir, "password.new");
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { mode: 0o700 });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (plan.account !== null) {
    await chown(fresh, plan.account.uid, plan.account.gid);
    await chown(passwordFile, plan.account.uid, plan.account.gid);
  }
  try {
    const options = [
      `--pgdata=${fresh}`,
      `--username=${databaseUser}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      "--no-instructions",
      ...(plan.isDurable ? [] : ["--no-sync"]),
    ];
    const child = spawn(plan.binaries.initdb, options, { ...spawnOptions(plan), stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    child.stdout.on("data", (part: Buffer) => (said += part.toString()));
    child.stderr.on("data", (part: Buffer) => (said += part.toString()));
    if ((await closed(child)) !== 0) {
      throw explainPostgres(said, plan);
    }
    await rename(fresh, plan.cluster);
  } finally {
    await unlink(passwordFile).catch(() => undefined);
    await rm(fresh, { recursive: true, force: true });
  }
}

/**
 * The shell beside the server: it stops the server as soon as its own standard input ends, which happens when we say
 * so and also when we die in any way. Asked again until it is gone, because a server that is just starting misses it.
 */
const guard = `exec 3<&0
"$@" 3<&- </dev/null & server=$!
{ read -r _ <&3; tries=0
  while kill -INT "$server" 2>/dev/null; do
    tries=$((tries + 1)); [ "$tries" -gt 50 ] && kill -QUIT "$server"; sleep 0.2
  done; } 2>/dev/null & watch=$!
exec 3<&-
wait "$server"; code=$?; kill "$watch" 2>/dev/null; exit "$code"`;

/** A server that took connections once. */
export interface LaunchedServer {
  /** Rejects with what its log says once it has ended. */
  readonly gone: Promise<never>;
  readonly stop: () => Promise<void>;
}

/** Starts the server and waits until it takes connections. */
export async function launch(plan: Plan): Promise<LaunchedServer> {
  await endOrphan(plan.cluster);
  const logFile = join(plan.dataDir, "server.log");
  const log = await open(logFile, "w", 0o600);
  const child = spawn("/bin/sh", ["-c", guard, "database", plan.binaries.postgres, ...serverOptions(plan)], {
    ...spawnOptions(plan),
    // A session of its own: Ctrl-C in the terminal must reach it through us, in order.
    detached: true,
    stdio: ["pipe", log.fd, log.fd],
  });
  const end = closed(child);
  child.stdin?.on("error", () => undefined);
  await log.close();
  const gone = end.then(async () => {
    throw explainPostgres(await readFile(logFile, "utf8"), plan);
  });
  await Promise.race([gone, untilReady(plan, child)]);
  gone.catch(() => undefined);
  return {
    gone,
    async stop() {
      child.stdin?.end();
      await end;
    },
  };
}

async function untilReady(plan: Plan, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (child.exitCode === null) {
    const lines = (await pidFile(plan.cluster)) ?? [];
    // The second is said by one that follows another and takes readers.
    if (["ready", "standby"].includes(lines[7]?.trim() ?? "")) {
      return;
    }
    if (Date.now() > deadline) {
      child.stdin?.end();
      throw new Error(`The database in ${plan.dataDir} was not ready within a minute; see server.log there.`);
    }
    await wait(10);
  }
}

/** A server whose starter died is ended before a new one starts; a pid file of nobody is removed. */
async function endOrphan(cluster: string): Promise<void> {
  const pid = Number((await pidFile(cluster))?.[0] ?? 0);
  for (let tries = 0; pid > 0 && (await isServerOf(pid, cluster)); tries += 1) {
    // Its guard is perhaps ending it already: give it a moment, then ask, then insist.
    if (tries >= 10) {
      process.kill(pid, tries < 100 ? "SIGINT" : "SIGQUIT");
    }
    await wait(50);
  }
  await unlink(join(cluster, "postmaster.pid")).catch(() => undefined);
}

async function isServerOf(pid: number, cluster: string): Promise<boolean> {
  const commandLine = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  return commandLine.split("\0").includes(cluster);
}

async function pidFile(cluster: string): Promise<readonly string[] | null> {
  const text = await readFile(join(cluster, "postmaster.pid"), "utf8").catch(() => null);
  return text?.split("\n") ?? null;
}

function serverOptions(plan: Plan): readonly string[] {
  const settings = {
    listen_addresses: "127.0.0.1",
    port: String(plan.port),
    unix_socket_directories: "",
    max_connections: plan.isDurable ? "60" : "300",
    shared_buffers: "32MB",
    log_checkpoints: "off",
    // Statements hold sealed tokens: the log names the error only.
    log_min_error_statement: "panic",
    ...(plan.isDurable
      ? { fsync: "on" }
      : { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_wal_size: "256MB" }),
  };
  return ["-D", plan.cluster, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
}

function spawnOptions(plan: Plan) {
  return {
    cwd: "/",
    env: { PATH: process.env["PATH"] ?? "/usr/bin:/bin", LC_ALL: "C", LD_LIBRARY_PATH: plan.binaries.libraryPath },
    ...(plan.account === null ? {} : { uid: plan.account.uid, gid: plan.account.gid }),
  };
}

async function closed(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code));
  });
}
