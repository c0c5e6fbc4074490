import { type ChildProcess, spawn } from "node:child_process";
import { openSync, readdirSync, readFileSync } from "node:fs";

/** A server of the lane; it ends with the process that started it, however that one ends. */
export interface GuardedProcess {
  readonly name: string;
  /** Where its output goes. */
  readonly log: string;
  /** Resolves when it is gone. */
  readonly exited: Promise<void>;
  hasExited(): boolean;
  /** Asks it to end (SIGTERM), insists after eight seconds. */
  stop(): Promise<void>;
  /** Ends it at once (SIGKILL). */
  kill(): Promise<void>;
  /** Stands it still (SIGSTOP): connections are accepted by the kernel and never answered. */
  pause(): void;
  resume(): void;
}

export interface GuardedOptions {
  readonly log: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

// The shell leads a process group; when its standard input closes, because we closed it or died, the group is ended.
const guard = `
exec 3<&0
trap : TERM
"$@" </dev/null 3<&- &
child=$!
(
  trap '' TERM
  cat <&3 >/dev/null
  kill -CONT 0
  kill -TERM 0
  for tenth in $(seq 80); do sleep 0.1; kill -0 $child 2>/dev/null || exit; done
  kill -KILL 0
) &
while kill -0 $child 2>/dev/null; do wait $child; status=$?; done
exit $status
`;

const ownNames = new Set(["sh", "dash", "bash", "cat", "sleep"]);

/** Starts a command under the guard. */
export function startGuarded(name: string, command: readonly string[], options: GuardedOptions): GuardedProcess {
  const output = openSync(options.log, "a");
  const child: ChildProcess = spawn("/bin/sh", ["-c", guard, "guard", ...command], {
    detached: true,
    stdio: ["pipe", output, output],
    ...(options.cwd !== undefined && { cwd: options.cwd }),
    env: { ...machineEnvironment(), ...options.env },
  });
  let isGone = false;
  const exited = new Promise<void>((resolve) => {
    const gone = (): void => {
      isGone = true;
      child.stdin?.destroy();
      resolve();
    };
    child.once("exit", gone);
    child.once("error", gone);
  });
  child.stdin?.on("error", () => undefined);
  const group = child.pid ?? 0;
  const signal = (pids: readonly number[], kind: NodeJS.Signals): void => {
    for (const pid of pids) {
      try {
        process.kill(pid, kind);
      } catch {
        // It ended by itself meanwhile.
      }
    }
  };
  return {
    name,
    log: options.log,
    exited,
    hasExited: () => isGone,
    async stop() {
      child.stdin?.end();
      await exited;
    },
    async kill() {
      if (!isGone && group > 0) {
        signal([-group], "SIGKILL");
      }
      await exited;
    },
    pause: () => signal(membersOf(group), "SIGSTOP"),
    resume: () => signal(membersOf(group), "SIGCONT"),
  };
}

/** What the servers may know of their surroundings: not the settings of somebody's own portal or Keycloak. */
function machineEnvironment(): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(?:PFORTE_|KC_|DATABASE_URL$|NODE_OPTIONS$)/u.test(name)),
  );
}

/** The processes of a group without the guard's own. */
function membersOf(group: number): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/u.test(name))
    .filter((pid) => {
      const stat = statOf(pid);
      return stat !== null && stat.group === group && !ownNames.has(stat.name);
    })
    .map(Number);
}

function statOf(pid: string): { readonly name: string; readonly group: number } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const end = text.lastIndexOf(")");
    return { name: text.slice(text.indexOf("(") + 1, end), group: Number(text.slice(end + 2).split(" ")[2]) };
  } catch {
    return null;
  }
}
