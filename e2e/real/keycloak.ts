import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type GuardedProcess, startGuarded } from "./guarded-process.ts";
import { buildOptions } from "./keycloak-files.ts";
import { LaneError } from "./lane-error.ts";
import { answers, waitUntil } from "./wait-until.ts";

export const realmName = "opendesk";
export const keycloakAdmin = { username: "admin", password: "only-for-this-lane" } as const;

/** A running Keycloak with the realm of deploy/keycloak and the people of the tests. */
export interface Keycloak {
  /** Where it listens: plain http on the loopback interface. */
  readonly origin: string;
  readonly issuer: string;
  readonly log: string;
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
  /** Starts it again on the same data. */
  start(): Promise<void>;
  /** Sees to it that it runs, whatever happened to it. */
  ensure(): Promise<void>;
  kill(): Promise<void>;
}

export interface KeycloakOptions {
  /** The built Keycloak of the cache. */
  readonly files: string;
  /** An empty folder for its data. */
  readonly folder: string;
  readonly port: number;
  readonly realm: object;
  readonly reach: KeycloakReach;
}

/** Names that Keycloak finds on this machine, and who vouches for their certificates. */
export interface KeycloakReach {
  readonly names: readonly string[];
  readonly authorityFile: string;
}

/** Starts Keycloak on data of its own; the programs stay in the cache. Ready when the realm's discovery document answers. */
export async function startKeycloak(options: KeycloakOptions): Promise<Keycloak> {
  const { folder, files, port } = options;
  mkdirSync(join(folder, "bin"), { recursive: true });
  mkdirSync(join(folder, "data/import"), { recursive: true });
  // A copy, because the script asks where it really lies to find its data.
  copyFileSync(join(files, "bin/kc.sh"), join(folder, "bin/kc.sh"));
  for (const part of ["lib", "providers", "themes", "conf", "version.txt"]) {
    symlinkSync(join(files, part), join(folder, part));
  }
  writeFileSync(join(folder, `data/import/${realmName}-realm.json`), JSON.stringify(options.realm));
  const origin = `http://127.0.0.1:${port}`;
  const issuer = `${origin}/realms/${realmName}`;
  const log = join(folder, "keycloak.log");
  let running: GuardedProcess | null = null;
  // Java's own list of hosts, because only root may write the machine's.
  const hosts = join(folder, "hosts");
  writeFileSync(hosts, ["localhost", ...options.reach.names].map((name) => `127.0.0.1 ${name}\n`).join(""));
  const env = { ...environment, JAVA_OPTS_APPEND: `-Djdk.net.hosts.file=${hosts}` };
  const truststore = `--truststore-paths=${options.reach.authorityFile}`;
  const command = [join(folder, "bin/kc.sh"), ...startOptions(port), truststore];
  const start = async (): Promise<void> => {
    const child = startGuarded("keycloak", command, { log, env });
    running = child;
    const isUp = await waitUntil(
      300_000,
      async () => child.hasExited() || (await answers(`${issuer}/.well-known/openid-configuration`)),
      200,
    );
    if (!isUp || child.hasExited()) {
      // What nobody waits for any more would keep the whole lane from ending.
      await child.kill();
      throw new LaneError("Keycloak", isUp ? "ended while it started." : "was not ready within five minutes.", log);
    }
  };
  await start();
  return {
    origin,
    issuer,
    log,
    start,
    async ensure() {
      running?.resume();
      if (running?.hasExited() !== false) {
        await start();
      }
    },
    pause: () => running?.pause(),
    resume: () => running?.resume(),
    stop: async () => running?.stop(),
    kill: async () => running?.kill(),
  };
}

function startOptions(port: number): readonly string[] {
  return [
    "start",
    "--optimized",
    ...buildOptions,
    "--import-realm",
    "--http-enabled=true",
    "--http-host=127.0.0.1",
    `--http-port=${port}`,
    // The TLS part reaches the same server by another name through a proxy.
    "--hostname-strict=false",
    "--proxy-headers=xforwarded",
  ];
}

const environment = {
  KC_BOOTSTRAP_ADMIN_USERNAME: keycloakAdmin.username,
  KC_BOOTSTRAP_ADMIN_PASSWORD: keycloakAdmin.password,
  JAVA_OPTS_KC_HEAP: "-Xms64m -Xmx512m",
};
