import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { portalClientId } from "@pforte/e2e/world/clients";
import { freePort } from "@pforte/e2e/world/free-ports";

const example = fileURLToPath(new URL("../../deploy/portal.example.yaml", import.meta.url));

/** A portal as a process of its own. */
export interface PortalProcess extends AsyncDisposable {
  readonly pid: number;
  /** All that it wrote, to both outputs. */
  text(): string;
  /** How it ended: its code, or null when a signal ended it. */
  readonly ended: Promise<number | null>;
  kill(signal: NodeJS.Signals): void;
}

export interface ProcessOptions {
  /** What runs; without it the portal as an operator starts it. */
  readonly script?: string;
  readonly scriptArguments?: readonly string[];
  /** For Node itself, before the script. */
  readonly nodeArguments?: readonly string[];
}

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

/** Starts it with this environment and nothing else; it does not outlive its disposal. */
export function startPortalProcess(
  environment: Readonly<Record<string, string>>,
  { script = main, scriptArguments = [], nodeArguments = [] }: ProcessOptions = {},
): PortalProcess {
  const child: ChildProcess = spawn(process.execPath, [...nodeArguments, script, ...scriptArguments], {
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  child.stdout?.on("data", (chunk: Buffer) => (text += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const ended = new Promise<number | null>((done) => child.on("close", (code) => done(code)));
  return {
    pid: child.pid ?? 0,
    text: () => text,
    ended,
    kill: (signal) => void child.kill(signal),
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** What the processes of one portal share. */
export interface ProcessSite {
  readonly port: number;
  readonly origin: string;
  readonly databaseUrl: string;
  readonly issuer: string;
  readonly clientSecret: string;
  readonly sessionKeys: string;
  readonly identifierKey: string;
}

export function siteOf(facts: Pick<ProcessSite, "port" | "databaseUrl" | "issuer">): ProcessSite {
  return {
    ...facts,
    origin: `http://localhost:${facts.port}`,
    clientSecret: randomBytes(32).toString("base64url"),
    sessionKeys: `one:${randomBytes(32).toString("base64")}`,
    identifierKey: randomBytes(32).toString("base64"),
  };
}

/** The environment of one process of a portal. */
export async function environmentOf(
  site: ProcessSite,
  changes: Readonly<Record<string, string>> = {},
): Promise<Record<string, string>> {
  return {
    PORT: String(site.port),
    PFORTE_HOST: "localhost",
    PFORTE_PUBLIC_ORIGIN: site.origin,
    PFORTE_OPS_PORT: String(await freePort()),
    PFORTE_OPS_HOST: "127.0.0.1",
    DATABASE_URL: site.databaseUrl,
    PFORTE_OIDC_ISSUER: site.issuer,
    PFORTE_OIDC_CLIENT_ID: portalClientId,
    PFORTE_OIDC_CLIENT_SECRET: site.clientSecret,
    PFORTE_OIDC_CLIENT_AUTHENTICATION: "client_secret_basic",
    PFORTE_SESSION_KEYS: site.sessionKeys,
    PFORTE_IDENTIFIER_KEY: site.identifierKey,
    PFORTE_CONFIGURATION_FILE: example,
    PFORTE_LOG_LEVEL: "warn",
    PFORTE_DRAIN: "1s",
    PFORTE_REQUESTS_PER_MINUTE: "10000000",
    ...changes,
  };
}

/** Waits until an address answers anything; fails with the process's own words when it ended instead. */
export async function untilAnswered(process: PortalProcess, url: string): Promise<Response> {
  let hasEnded = false;
  void process.ended.then(() => (hasEnded = true));
  for (let tries = 0; tries < 1200 && !hasEnded; tries += 1) {
    const answer = await fetch(url, { redirect: "manual" }).catch(() => null);
    if (answer !== null) return answer;
    await sleep(50);
  }
  throw new Error(`${url} never answered. The process said:\n${process.text()}`);
}
