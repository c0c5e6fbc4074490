import { type ChildProcess, spawn } from "node:child_process";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { checkout } from "./world-data.ts";

/** The portal as a process of its own, as it runs in production. */
export interface PortalProcess {
  /** Settles when the process ends by itself. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

export interface PortalOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly opsPort: number;
  readonly logFile: string;
  /** From sources, with hot replacement. */
  readonly isDevelopment: boolean;
}

const readyMilliseconds = 60_000;
const stopMilliseconds = 10_000;
/** What a process needs of the surroundings; nothing else of them reaches the portal. */
const inherited = ["PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "NODE_OPTIONS"];

/** Starts it and resolves when it is ready for people. */
export async function startPortal(options: PortalOptions): Promise<PortalProcess> {
  const log = await open(options.logFile, "w", 0o600);
  const preload = join(checkout, "e2e/world/end-with-parent.ts");
  const entry = options.isDevelopment ? "e2e/world/portal-development.ts" : "bff/src/main.ts";
  const child = spawn(process.execPath, ["--import", preload, join(checkout, entry)], {
    cwd: checkout,
    env: { ...pick(process.env, inherited), ...options.environment },
    stdio: ["ignore", log.fd, log.fd, "ipc"],
    // Ctrl-C in the terminal must reach it through us, in order.
    detached: true,
  });
  await log.close();
  const ended = untilEnd(child).then((how) => lastWords(options.logFile, how));
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), stopMilliseconds);
      await ended;
      clearTimeout(timer);
    }
  };
  const isReady = await Promise.race([untilReady(options.opsPort), ended]);
  if (isReady !== true) {
    await stop();
    throw new Error(`The portal did not start${isReady === false ? " within a minute" : ""}; ${await ended}`);
  }
  return { ended, stop };
}

async function untilReady(opsPort: number): Promise<boolean> {
  const deadline = Date.now() + readyMilliseconds;
  while (Date.now() < deadline) {
    const answer = await fetch(`http://127.0.0.1:${opsPort}/readyz`, { signal: AbortSignal.timeout(2000) }).catch(
      () => null,
    );
    const text = await answer?.text();
    if (answer?.status === 200 && text?.startsWith("ready") === true) {
      return true;
    }
    await wait(50);
  }
  return false;
}

async function untilEnd(child: ChildProcess): Promise<string> {
  return new Promise((done) => {
    child.once("error", (error) => done(error.message));
    child.once("exit", (code, signal) => done(signal === null ? `exit code ${code}` : signal));
  });
}

async function lastWords(logFile: string, how: string): Promise<string> {
  const text = await readFile(logFile, "utf8").catch(() => "");
  return `it ended (${how}) and its last words in ${logFile} were:\n${text.trim().split("\n").slice(-12).join("\n")}`;
}

function pick(env: NodeJS.ProcessEnv, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}
