import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Longer than any of these programs takes; what is stuck must not outlive its test. */
const limit = 240_000;

/**
 * Runs a program in a network of its own, which has nothing but a loopback and ends with it. Answers with
 * what it printed; rejects with what it said where it fails.
 */
export async function inOwnNetwork(program: URL, settings: readonly string[] = []): Promise<unknown> {
  const words = ["--net", "/bin/sh", "-c", `ip link set lo up && ${[...settings, 'exec "$@"'].join(" && ")}`, "sh"];
  const child = spawn("unshare", [...words, process.execPath, fileURLToPath(program)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const late = setTimeout(() => child.kill("SIGKILL"), limit);
  const said = { out: "", error: "" };
  child.stdout.on("data", (part: Buffer) => (said.out += part.toString()));
  child.stderr.on("data", (part: Buffer) => (said.error += part.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  clearTimeout(late);
  if (code !== 0) throw new Error(`${program.pathname} ended with ${code ?? "a signal"}: ${said.error}${said.out}`);
  return JSON.parse(said.out);
}

/** As the last act of such a program: servers that still wait for somebody would keep it. */
export function report(result: unknown): void {
  process.stdout.write(JSON.stringify(result), () => process.exit(0));
}
