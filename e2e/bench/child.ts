import { spawn, type ChildProcess } from "node:child_process";

/** A program that the bench started and ends. */
export interface Child {
  readonly pid: number;
  /** What it said so far, for when it fails. */
  readonly said: () => string;
  readonly hasEnded: () => boolean;
  /** What it ended with; null while it runs, and where a signal ended it. */
  readonly exitCode: () => number | null;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

const living = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of living) {
    child.kill("SIGKILL");
  }
});

/**
 * Starts a program of this repository with Node; it ends with the bench at the latest. `within` are the words of a command
 * that becomes it, such as `env` or a shell that sets limits first.
 */
export function startNode(
  script: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  within: readonly string[] = [],
): Child {
  const [command = process.execPath, ...words] = [...within, process.execPath, script, ...args];
  const child = spawn(command, words, { env: environment, stdio: ["ignore", "pipe", "pipe"] });
  living.add(child);
  let said = "";
  const listen = (part: Buffer): void => {
    said = (said + part.toString()).slice(-20_000);
  };
  child.stdout.on("data", listen);
  child.stderr.on("data", listen);
  const end = new Promise<void>((resolve) => child.once("close", () => resolve()));
  child.once("close", () => living.delete(child));
  if (child.pid === undefined) {
    throw new Error(`${script} could not be started.`);
  }
  return {
    pid: child.pid,
    said: () => said,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    exitCode: () => child.exitCode,
    async kill() {
      child.kill("SIGKILL");
      await end;
    },
    async stop() {
      child.kill("SIGTERM");
      const late = setTimeout(() => child.kill("SIGKILL"), 20_000);
      await end;
      clearTimeout(late);
    },
  };
}

/** Milliseconds until `isReady` holds; fails with the program's own words when it ends or takes too long. */
export async function untilReady(child: Child, isReady: () => Promise<boolean>, limit = 30_000): Promise<number> {
  const begin = performance.now();
  while (!(await isReady())) {
    const waited = performance.now() - begin;
    if (child.hasEnded() || waited > limit) {
      throw new Error(`The program was not ready after ${Math.round(waited)} ms. It said:\n${child.said()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return performance.now() - begin;
}
