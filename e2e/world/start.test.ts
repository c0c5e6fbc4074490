import { type ChildProcess, spawn } from "node:child_process";
import { chmod, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { CookieJar, tour } from "./sign-in-driver.ts";
import { checkout } from "./world-data.ts";
import { refuseTakenPorts, worldPorts } from "./world-ports.ts";

const running: ChildProcess[] = [];
const readyLine = /^Pforte is ready: (http:\/\/localhost:\d+)$/m;

describe("npm start", () => {
  let dataDir = "";
  let port = 0;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "pforte-start-"));
    // So that the database of a run as root stays in it, where its processes are looked for.
    await chmod(dataDir, 0o711);
    port = await fiveFreePorts();
  });

  // A test that fails must not leave its world to the next one.
  afterEach(async () => {
    for (const child of running.splice(0)) {
      child.kill("SIGTERM");
    }
    await leftOver(dataDir, port);
  });

  afterAll(async () => {
    await rm(dataDir, { recursive: true, force: true });
  });

  test("says what it does, is ready at the printed address, keeps people signed in over a restart and leaves nothing running", async () => {
    const jar = new CookieJar();
    const first = start({ PORT: String(port), PFORTE_DATA_DIR: dataDir });
    const address = await first.ready();
    expect(first.said()).toMatch(/✓ Database .*\d s/);
    for (const name of ["Ines Marquardt", "Tobias Kranich", "Katharina Wendland"]) {
      expect(first.said()).toContain(name);
    }
    const home = await tour({ start: `${address}/`, username: "ines", jar });
    expect(home.url.href).toBe(`${address}/`);
    expect(home.response?.status).toBe(200);
    expect(home.body).toContain(`http://files.localhost:${port + 2}/`);

    const sameData = start({ PORT: String(port + 5), PFORTE_DATA_DIR: dataDir });
    expect(await sameData.ended()).toBe(1);
    expect(sameData.complained()).toMatch(/^The data folder \S+ is in use by process \d+: stop that one first.*\n$/);
    const otherData = await mkdtemp(join(tmpdir(), "pforte-start-other-"));
    const samePort = start({ PORT: String(port), PFORTE_DATA_DIR: otherData });
    expect(await samePort.ended()).toBe(1);
    expect(samePort.complained()).toMatch(new RegExp(`^Port ${port} is taken: .*\\n$`));
    await rm(otherData, { recursive: true, force: true });

    first.child.kill("SIGTERM");
    expect(await first.ended()).toBe(0);
    expect(await leftOver(dataDir, port)).toEqual([]);

    const second = start({ PORT: String(port), PFORTE_DATA_DIR: dataDir });
    await second.ready();
    const again = await tour({ start: `${address}/`, jar });
    expect(again.response?.status).toBe(200);
    expect(again.visited).toEqual([`${address}/`]);
    second.child.kill("SIGINT");
    expect(await second.ended()).toBe(0);
    expect(await leftOver(dataDir, port)).toEqual([]);
  });

  test("leaves nothing running when it is killed without a word", async () => {
    const run = start({ PORT: String(port), PFORTE_DATA_DIR: dataDir });
    await run.ready();
    run.child.kill("SIGKILL");
    await run.ended();
    expect(await leftOver(dataDir, port)).toEqual([]);
  });

  test("ends when whoever started it is gone", async () => {
    const shell = spawn("/bin/sh", ["-c", `"${process.execPath}" e2e/world/start.ts & wait`], {
      cwd: checkout,
      env: { ...process.env, PORT: String(port), PFORTE_DATA_DIR: dataDir },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const run = observe(shell);
    await run.ready();
    shell.kill("SIGKILL");
    await run.ended();
    expect(await leftOver(dataDir, port)).toEqual([]);
  });

  test("ends when the npm that a person started is told to end and leaves its own children alone", async () => {
    const shell = `npm_lifecycle_event=start /bin/sh -c '"${process.execPath}" e2e/world/start.ts & wait' & wait`;
    const npm = spawn("/bin/sh", ["-c", shell], {
      cwd: checkout,
      env: { ...process.env, PORT: String(port), PFORTE_DATA_DIR: dataDir },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const run = observe(npm);
    await run.ready();
    npm.kill("SIGKILL");
    await run.ended();
    expect(await leftOver(dataDir, port)).toEqual([]);
  });

  test("stops in order when it is told to before it is ready", async () => {
    const run = start({ PORT: String(port), PFORTE_DATA_DIR: dataDir });
    await run.until(/✓ Identity provider/);
    run.child.kill("SIGINT");
    expect(await run.ended()).toBe(0);
    expect(await leftOver(dataDir, port)).toEqual([]);
  });

  test("says in one sentence what is wrong with PORT", async () => {
    const run = start({ PORT: "many", PFORTE_DATA_DIR: dataDir });
    expect(await run.ended()).toBe(1);
    expect(run.complained()).toBe('PORT must be a number from 1 to 65529, but is "many".\n');
  });
});

function start(environment: Record<string, string>) {
  return observe(
    spawn(process.execPath, ["e2e/world/start.ts"], {
      cwd: checkout,
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    }),
  );
}

function observe(child: ChildProcess) {
  running.push(child);
  let said = "";
  let complained = "";
  child.stdout?.on("data", (part: Buffer) => (said += part.toString()));
  child.stderr?.on("data", (part: Buffer) => (complained += part.toString()));
  const ended = new Promise<number | null>((done) => child.once("exit", done));
  const until = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (let tries = 0; tries < 600; tries += 1) {
      const found = pattern.exec(said);
      if (found !== null) {
        return found;
      }
      if (child.exitCode !== null) {
        break;
      }
      await wait(50);
    }
    throw new Error(`It did not say ${String(pattern)}:\n${said}\n${complained}`);
  };
  return {
    child,
    said: () => said,
    complained: () => complained,
    ended: async () => ended,
    until,
    ready: async () => (await until(readyLine))[1] ?? "",
  };
}

/** Taken ports and processes that name the data folder, once they had time to go. */
async function leftOver(dataDir: string, port: number): Promise<readonly string[]> {
  let left: readonly string[] = [];
  for (let tries = 0; tries < 150; tries += 1) {
    left = await processesOf(dataDir);
    const ports = await refuseTakenPorts(worldPorts({ PORT: String(port) })).then(
      () => [],
      (error: Error) => [error.message],
    );
    left = [...left, ...ports];
    if (left.length === 0) {
      break;
    }
    await wait(100);
  }
  return left;
}

async function processesOf(dataDir: string): Promise<readonly string[]> {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const found = await Promise.all(
    ids.map(async (id) => {
      const commandLine = await readFile(`/proc/${id}/cmdline`, "utf8").catch(() => "");
      const environment = await readFile(`/proc/${id}/environ`, "utf8").catch(() => "");
      return `${commandLine}\n${environment}`.includes(dataDir) ? [commandLine.replaceAll("\0", " ")] : [];
    }),
  );
  return found.flat();
}

async function fiveFreePorts(): Promise<number> {
  for (let tries = 0; tries < 50; tries += 1) {
    const port = 20_000 + Math.floor(Math.random() * 2000) * 10;
    const isFree = await refuseTakenPorts(worldPorts({ PORT: String(port) })).then(
      () => true,
      () => false,
    );
    if (isFree) {
      return port;
    }
  }
  throw new Error("There are no five free ports in a row.");
}
