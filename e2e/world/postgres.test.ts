import { once } from "node:events";
import { freePort } from "./free-ports.ts";
import { spawn, type ChildProcess } from "node:child_process";
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterEach, expect, test, vi } from "vitest";
import { startPostgres } from "./postgres.ts";
import { explainPostgres } from "./postgres-problems.ts";

const isRoot = process.getuid?.() === 0;
const starters: ChildProcess[] = [];
const folders: string[] = [];

afterEach(async () => {
  for (const starter of starters.splice(0)) {
    starter.kill("SIGKILL");
  }
  for (const folder of folders.splice(0)) {
    await vi.waitUntil(async () => !(await isServerRunning(folder)), { timeout: 5000 });
    await rm(folder, { recursive: true, force: true });
  }
});

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "pforte-postgres-"));
  folders.push(folder);
  return folder;
}

async function query(url: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

/** Starts the database in another process and answers with the address of its database. */
async function startElsewhere(dataDir: string): Promise<{ readonly starter: ChildProcess; readonly url: string }> {
  const program = fileURLToPath(new URL("postgres-starter.ts", import.meta.url));
  const starter = spawn(process.execPath, [program, dataDir], { stdio: ["ignore", "pipe", "inherit"] });
  starters.push(starter);
  const url = await new Promise<string>((resolve, reject) => {
    starter.stdout?.once("data", (line: Buffer) => resolve(line.toString().trim()));
    starter.once("exit", () => reject(new Error("The other process did not start the database.")));
  });
  return { starter, url };
}

async function serverPid(dataDir: string): Promise<number> {
  const text = await readFile(join(dataDir, "cluster", "postmaster.pid"), "utf8").catch(() => "0");
  return Number(text.split("\n")[0]);
}

async function isServerRunning(dataDir: string): Promise<boolean> {
  const pid = await serverPid(dataDir);
  const commandLine = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  return pid > 0 && commandLine.includes(dataDir);
}

test("data survives a restart, is forced to disk, and is reachable from this machine and with the password only", async () => {
  const dataDir = await newFolder();
  const first = await startPostgres({ dataDir });
  const url = await first.createDatabase("kept");
  expect(await first.createDatabase("kept")).toBe(url);
  await query(url, "create table t as select 42 as x");
  const settings = await query(
    url,
    `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
      current_setting('listen_addresses') as listen, current_setting('unix_socket_directories') as sockets`,
  );
  expect(settings).toEqual([{ fsync: "on", commit: "on", listen: "127.0.0.1", sockets: "" }]);
  await expect(query(url.replace(/:[^:@]+@/u, ":wrong@"), "select 1")).rejects.toThrow(/password/u);
  await first.stop();
  await first.stop();
  expect(await isServerRunning(dataDir)).toBe(false);

  await using second = await startPostgres({ dataDir });
  expect(await query(second.url("kept"), "select x from t")).toEqual([{ x: 42 }]);
  expect((await stat(join(dataDir, "password"))).mode & 0o777).toBe(0o600);
  expect((await stat(join(dataDir, "cluster"))).mode & 0o777).toBe(0o700);
});

test("a second start on the same data is refused within a second, in this process and in another, and harms nothing", async () => {
  const dataDir = await newFolder();
  const { url, starter } = await startElsewhere(dataDir);
  const begin = performance.now();
  await expect(startPostgres({ dataDir })).rejects.toThrow(
    `The data folder ${dataDir} is in use by process ${starter.pid}: stop that one first, or set PFORTE_DATA_DIR to another folder.`,
  );
  expect(performance.now() - begin).toBeLessThan(1000);
  expect(await query(url, "select 1 as one")).toEqual([{ one: 1 }]);
});

test("when the starter is killed, its server ends too, and the next start finds every acknowledged row", async () => {
  const dataDir = await newFolder();
  for (let round = 1; round <= 3; round += 1) {
    const { url, starter } = await startElsewhere(dataDir);
    await query(url, "create table if not exists t (round integer)");
    await query(url, `insert into t values (${round})`);
    starter.kill("SIGKILL");
    await expect.poll(async () => isServerRunning(dataDir), { timeout: 5000 }).toBe(false);
  }
  await using server = await startPostgres({ dataDir });
  expect(await query(server.url("kept"), "select round from t order by round")).toEqual(
    [1, 2, 3].map((round) => ({ round })),
  );
});

test("Ctrl-C in the starter's terminal leaves no server behind", async () => {
  const dataDir = await newFolder();
  const { starter } = await startElsewhere(dataDir);
  starter.kill("SIGINT");
  await expect.poll(async () => isServerRunning(dataDir), { timeout: 5000 }).toBe(false);
});

test("a server that outlived its starter and its guard is ended by the next start", async () => {
  const dataDir = await newFolder();
  const { starter, url } = await startElsewhere(dataDir);
  await query(url, "create table t as select 42 as x");
  const orphan = await serverPid(dataDir);
  const guard = Number((await readFile(`/proc/${orphan}/stat`, "utf8")).split(") ")[1]?.split(" ")[1]);
  // The guard's watcher first: it would notice that the guard is gone and end the server itself.
  await killSession(guard, orphan);
  process.kill(guard, "SIGKILL");
  starter.kill("SIGKILL");
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await isServerRunning(dataDir)).toBe(true);

  await using server = await startPostgres({ dataDir });
  expect(await serverPid(dataDir)).not.toBe(orphan);
  expect(await query(server.url("kept"), "select x from t")).toEqual([{ x: 42 }]);
});

test("a lock of a dead process is taken over, also one that was cut short or whose number somebody else has now", async () => {
  const dataDir = await newFolder();
  for (const lock of ['{"pid":4194303,"started":"1"}', '{"pid', `{"pid":${process.pid},"started":"1"}`]) {
    await writeFile(join(dataDir, "lock"), lock);
    const server = await startPostgres({ dataDir });
    expect(await readFile(join(dataDir, "lock"), "utf8")).not.toBe(lock);
    await server.stop();
  }
});

test("a cluster that was half made when the power went is made again", async () => {
  const dataDir = await newFolder();
  const server = await startPostgres({ dataDir });
  await server.stop();
  await rm(join(dataDir, "cluster"), { recursive: true });
  await writeFile(join(dataDir, "cluster.new"), "half");
  await using again = await startPostgres({ dataDir });
  expect(await query(again.url("postgres"), "select 1 as one")).toEqual([{ one: 1 }]);
});

test("a taken port is named", async () => {
  const dataDir = await newFolder();
  const port = await freePort();
  const other = createServer().listen(port, "127.0.0.1");
  await once(other, "listening");
  await expect(startPostgres({ dataDir, port })).rejects.toThrow(`Port ${port} on 127.0.0.1 is taken`);
  await once(other.close(), "close");
  await using server = await startPostgres({ dataDir, port });
  expect(server.port).toBe(port);
});

test("a path that is no folder, and one that cannot be written, are named", async () => {
  const folder = await newFolder();
  await writeFile(join(folder, "file"), "");
  await expect(startPostgres({ dataDir: join(folder, "file") })).rejects.toThrow(
    /file is not a folder: set PFORTE_DATA_DIR/u,
  );
  await expect(startPostgres({ dataDir: join(folder, "file", "data") })).rejects.toThrow(/is not a folder/u);
  await expect(startPostgres({ dataDir: "/sys/pforte/data" })).rejects.toThrow(/PFORTE_DATA_DIR/u);
});

test("a full disk is named, whoever notices it", () => {
  const at = { dataDir: "/data", port: 1 };
  for (const said of [
    'initdb: error: could not write to file "x": No space left on device',
    "ENOSPC no space left on device, write",
    'FATAL: could not extend file "base/1/2691": wrote only 4096 of 8192 bytes at block 2',
  ]) {
    expect(explainPostgres(said, at).message).toMatch(/^The disk with \/data is full/u);
  }
  expect(explainPostgres("FATAL: something new", at).message).toContain("something new");
});

test.runIf(isRoot)(
  "data below a closed folder goes where the database's account can reach it, and that is said",
  async () => {
    const closed = await newFolder();
    await chmod(closed, 0o700);
    const said: string[] = [];
    const server = await startPostgres({ dataDir: join(closed, "data"), say: (line) => said.push(line) });
    folders.push(server.dataDir);
    expect(server.dataDir).toMatch(/^\/var\/lib\/pforte\/data-/u);
    expect(said[0]).toContain(server.dataDir);
    expect(await query(server.url("postgres"), "select 1 as one")).toEqual([{ one: 1 }]);
    await server.stop();
  },
);

async function killSession(session: number, exceptServer: number): Promise<void> {
  for (const name of await readdir("/proc")) {
    const stat = await readFile(`/proc/${name}/stat`, "utf8").catch(() => "");
    const [, parent, , owner] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const isServer = Number(name) === exceptServer || Number(parent) === exceptServer;
    if (Number(owner) === session && Number(name) !== session && !isServer) {
      process.kill(Number(name), "SIGKILL");
    }
  }
}
