import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { freePort } from "@pforte/e2e/world/free-ports";
import type { TestPortal } from "./portal.ts";

const program = fileURLToPath(new URL("generated-portal-process.ts", import.meta.url));
const stateSchema = z.object({ rss: z.number(), held: z.number(), areWhole: z.boolean() });

/** What the process says of itself, garbage aside. */
export type ProcessState = z.output<typeof stateSchema>;

export interface PortalProcess extends AsyncDisposable {
  readonly port: number;
  readonly pid: number;
  /** How it ended, or null while it runs. */
  ended(): string | null;
  state(): Promise<ProcessState>;
}

/** A second portal on the same database as a process of its own; every line of its output is handed on. */
export async function startPortalProcess(
  { origin, config, secrets, database }: TestPortal,
  onLine: (line: string) => void,
): Promise<PortalProcess> {
  const [port, opsPort] = [await freePort(), await freePort()];
  const { oidcClient, sessionKeys, identifierKey } = secrets;
  if (oidcClient.kind !== "secret") throw new Error("The portal of a test has a shared secret.");
  const child = spawn(process.execPath, [program], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: {
      PORT: String(port),
      PFORTE_HOST: "localhost",
      PFORTE_OPS_HOST: "127.0.0.1",
      PFORTE_OPS_PORT: String(opsPort),
      PFORTE_PUBLIC_ORIGIN: origin,
      DATABASE_URL: database.url,
      PFORTE_OIDC_ISSUER: config.oidc.issuer,
      PFORTE_OIDC_CLIENT_ID: config.oidc.clientId,
      PFORTE_OIDC_CLIENT_SECRET: oidcClient.secret,
      PFORTE_OIDC_CLIENT_AUTHENTICATION: "client_secret_basic",
      PFORTE_ADMINISTRATOR_GROUP: config.oidc.administratorGroup ?? "",
      PFORTE_SESSION_KEYS: sessionKeys.map(({ id, key }) => `${id}:${Buffer.from(key).toString("base64")}`).join(","),
      PFORTE_IDENTIFIER_KEY: Buffer.from(identifierKey).toString("base64"),
      PFORTE_CONFIGURATION_FILE: config.configurationFile,
      PFORTE_REQUESTS_PER_MINUTE: "10000000",
      PFORTE_LOG_LEVEL: "debug",
    },
  });
  for (const output of [child.stdout, child.stderr]) if (output) createInterface({ input: output }).on("line", onLine);
  const ended = () => (child.exitCode === null && child.signalCode === null ? null : endOf(child));
  const started: unknown[] = await Promise.race([once(child, "message"), once(child, "exit")]);
  if (started[0] !== "ready") throw new Error(`The portal did not start: ${endOf(child)}`);
  return {
    port,
    pid: child.pid ?? 0,
    ended,
    async state() {
      const answer = once(child, "message");
      child.send("state");
      return stateSchema.parse((await answer)[0]);
    },
    async [Symbol.asyncDispose]() {
      if (ended() !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    },
  };
}

const endOf = ({ exitCode, signalCode }: ChildProcess): string =>
  `exit ${exitCode ?? "none"}, signal ${signalCode ?? "none"}`;
