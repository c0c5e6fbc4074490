import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import { type GuardedProcess, startGuarded } from "./guarded-process.ts";
import { LaneError } from "./lane-error.ts";
import { answers, waitUntil } from "./wait-until.ts";

/** One portal of the lane, started like an operator starts it: by its environment only. */
export interface Portal {
  readonly origin: string;
  /** Where health, readiness and metrics are. */
  readonly ops: string;
  readonly log: string;
  start(): Promise<void>;
  /** Asks it to end, as an orchestrator does (SIGTERM). */
  stop(): Promise<void>;
  /** Sees to it that it runs, whatever happened to it. */
  ensure(): Promise<void>;
  kill(): Promise<void>;
}

export interface PortalOptions {
  readonly name: string;
  readonly folder: string;
  readonly origin: string;
  readonly port: number;
  readonly opsPort: number;
  readonly databaseUrl: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly credential:
    | { readonly kind: "secret"; readonly secret: string }
    | { readonly kind: "key"; readonly pem: string };
  readonly configuration: PortalConfiguration;
  readonly environment?: Readonly<Record<string, string>>;
  /** Modules that are loaded before it. */
  readonly imports?: readonly string[];
}

const main = fileURLToPath(new URL("../../bff/src/main.ts", import.meta.url));
const root = fileURLToPath(new URL("../../", import.meta.url));

export async function startPortal(options: PortalOptions): Promise<Portal> {
  mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  const log = join(options.folder, "portal.log");
  const part = `The portal (${options.name})`;
  const ops = `http://127.0.0.1:${options.opsPort}`;
  const environment = environmentOf(options);
  const imports = (options.imports ?? []).flatMap((module) => ["--import", module]);
  let running: GuardedProcess | null = null;
  const start = async (): Promise<void> => {
    const child = startGuarded(part, [process.execPath, ...imports, main], { log, cwd: root, env: environment });
    running = child;
    const isUp = await waitUntil(30_000, async () => child.hasExited() || (await answers(`${ops}/healthz`)));
    if (!isUp || child.hasExited()) {
      throw new LaneError(part, isUp ? "ended while it started." : "was not up within 30 seconds.", log);
    }
  };
  await start();
  return {
    origin: options.origin,
    ops,
    log,
    start,
    async ensure() {
      running?.resume();
      if (running?.hasExited() !== false) {
        await start();
      }
    },
    stop: async () => running?.stop(),
    kill: async () => running?.kill(),
  };
}

function environmentOf(options: PortalOptions): Readonly<Record<string, string>> {
  const configurationFile = join(options.folder, "portal.yaml");
  // JSON is YAML.
  writeFileSync(configurationFile, JSON.stringify(options.configuration, null, 2));
  return {
    NODE_ENV: "production",
    PORT: String(options.port),
    PFORTE_HOST: "127.0.0.1",
    PFORTE_PUBLIC_ORIGIN: options.origin,
    PFORTE_OPS_PORT: String(options.opsPort),
    PFORTE_OPS_HOST: "127.0.0.1",
    DATABASE_URL: options.databaseUrl,
    PFORTE_OIDC_ISSUER: options.issuer,
    PFORTE_OIDC_CLIENT_ID: options.clientId,
    ...credentialOf(options),
    PFORTE_SESSION_KEYS: `lane:${randomBytes(32).toString("base64")}`,
    PFORTE_IDENTIFIER_KEY: randomBytes(32).toString("base64"),
    PFORTE_ADMINISTRATOR_GROUP: "portal-admins",
    PFORTE_CONFIGURATION_FILE: configurationFile,
    PFORTE_LOG_LEVEL: "info",
    ...options.environment,
  };
}

function credentialOf({ credential, folder }: PortalOptions): Readonly<Record<string, string>> {
  if (credential.kind === "secret") {
    return {
      PFORTE_OIDC_CLIENT_AUTHENTICATION: "client_secret_basic",
      PFORTE_OIDC_CLIENT_SECRET: credential.secret,
    };
  }
  const keyFile = join(folder, "client-key.pem");
  writeFileSync(keyFile, credential.pem, { mode: 0o600 });
  return { PFORTE_OIDC_CLIENT_AUTHENTICATION: "private_key_jwt", PFORTE_OIDC_CLIENT_KEY_FILE: keyFile };
}

/** A private key for `private_key_jwt` (RFC 7523), and its public half as Keycloak takes it. */
export function makeClientKey(): { readonly pem: string; readonly keySet: string } {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const jwk = createPublicKey(createPrivateKey(pem)).export({ format: "jwk" });
  return { pem, keySet: JSON.stringify({ keys: [{ ...jwk, use: "sig", alg: "PS256", kid: "portal" }] }) };
}
