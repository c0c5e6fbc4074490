import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { portalConfigurationSchema } from "@pforte/shared/contract/portal-configuration";
import { parse, stringify } from "yaml";
import { portalClientId } from "./clients.ts";
import { administratorGroup, proofGroup } from "./people.ts";
import { lockData } from "./postgres-lock.ts";
import { startPostgres } from "./postgres.ts";
import { leadIntoDemo } from "./tools-catalogue.ts";
import { base64Of, checkout, openSecrets, type WorldSecrets } from "./world-data.ts";
import { startWatchedPortal } from "./world-development.ts";
import { Stack } from "./world-parts.ts";
import { type Neighbours, matrixServerName, startNeighbours } from "./world-neighbours.ts";
import { type PortalOptions, startPortal } from "./world-portal.ts";
import { refuseTakenPorts, type WorldPorts } from "./world-ports.ts";
import { buildWeb } from "./world-web.ts";

/** How to start the world. */
export interface WorldOptions {
  readonly dataDir: string;
  readonly ports: WorldPorts;
  /** Told each step with its time. */
  readonly say: (line: string) => void;
  /** Pages from their sources with hot replacement instead of from a build. */
  readonly isDevelopment: boolean;
  /** Whether colleagues do something by themselves now and then; they do unless told otherwise. */
  readonly isMoving?: boolean;
  /** Where people find the portal and what it must know of that: a proxy of the caller's that ends TLS. */
  readonly front?: { readonly address: string; readonly environment: Readonly<Record<string, string>> };
  readonly signal: AbortSignal;
}

/** The running world. */
export interface World extends Neighbours {
  readonly address: string;
  /** The portal's database, for onlookers. */
  readonly databaseUrl: string;
  /** Resolves with why, when a part of it ends by itself. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

/** Starts all parts; what was started before a failure is stopped again. */
export async function startWorld(options: WorldOptions): Promise<World> {
  const { dataDir, ports, signal } = options;
  const parts = new Stack();
  try {
    const secrets = openSecrets(dataDir);
    const release = await lockData(dataDir);
    parts.push(release);
    await refuseTakenPorts(ports);
    const address = options.front?.address ?? `http://localhost:${ports.portal}`;
    const example = await readExample(address, ports);
    const step = stepper(options.say);
    const [databaseUrl, neighbours] = await together([
      step("Database", () => startDatabase(options, parts)),
      step("Identity provider, homeserver and tools", () =>
        startNeighbours({
          address,
          ports,
          dataDir,
          secrets,
          tools: example.tools,
          isMoving: options.isMoving ?? true,
          parts,
        }),
      ),
      options.isDevelopment ? null : step("Pages", () => buildWeb(signal)),
    ]);
    signal.throwIfAborted();
    const configurationFile = join(dataDir, "portal.yaml");
    await writeFile(configurationFile, stringify(example.configuration));
    const portalOptions: PortalOptions = {
      opsPort: ports.ops,
      logFile: join(dataDir, "portal.log"),
      isDevelopment: options.isDevelopment,
      environment: {
        ...portalEnvironment({
          address,
          ports,
          databaseUrl,
          issuer: neighbours.identityProvider.issuer,
          secrets,
          configurationFile,
        }),
        NODE_ENV: options.isDevelopment ? "development" : "production",
        ...options.front?.environment,
      },
    };
    const portal = await step("Portal", () =>
      options.isDevelopment ? startWatchedPortal(portalOptions, options.say) : startPortal(portalOptions),
    );
    parts.push(() => portal.stop());
    return { address, databaseUrl, ...neighbours, ended: portal.ended, stop: () => parts.unwind() };
  } catch (error) {
    await parts.unwind();
    throw error;
  }
}

/** The environment of the portal, as an operator would write it. */
function portalEnvironment(given: {
  readonly address: string;
  readonly ports: WorldPorts;
  readonly databaseUrl: string;
  readonly issuer: string;
  readonly secrets: WorldSecrets;
  readonly configurationFile: string;
}): Record<string, string> {
  const { ports, secrets } = given;
  return {
    PFORTE_PUBLIC_ORIGIN: given.address,
    PORT: String(ports.portal),
    PFORTE_OPS_PORT: String(ports.ops),
    DATABASE_URL: given.databaseUrl,
    PFORTE_OIDC_ISSUER: given.issuer,
    PFORTE_OIDC_CLIENT_ID: portalClientId,
    PFORTE_OIDC_CLIENT_SECRET: secrets.portalClient,
    PFORTE_SESSION_KEYS: `demo:${base64Of(secrets.sessionKey)}`,
    PFORTE_IDENTIFIER_KEY: base64Of(secrets.identifierKey),
    PFORTE_ADMINISTRATOR_GROUP: administratorGroup,
    PFORTE_PROOF_GROUP: proofGroup,
    PFORTE_NAVIGATION_SECRET: secrets.navigation,
    // The demo's tools are on this machine, and links to them are checked as well.
    PFORTE_LINK_NETWORKS: "127.0.0.0/8 ::1/128",
    PFORTE_CONFIGURATION_FILE: given.configurationFile,
    PFORTE_DRAIN: "0s",
  };
}

async function startDatabase({ dataDir, ports, say }: WorldOptions, parts: Stack): Promise<string> {
  const postgres = await startPostgres({ dataDir: join(dataDir, "postgres"), say });
  parts.push(() => postgres.stop());
  // A portal at another address is another portal: its configuration leads to other ports.
  return postgres.createDatabase(`portal_${ports.portal}`);
}

async function readExample(address: string, ports: WorldPorts) {
  const text = await readFile(join(checkout, "deploy/portal.example.yaml"), "utf8");
  return leadIntoDemo(portalConfigurationSchema.parse(parse(text)), {
    portal: address,
    toolsPort: ports.tools,
    matrix: { address: `http://localhost:${ports.matrix}`, serverName: matrixServerName },
    standIns: {
      nextcloud: `http://localhost:${ports.nextcloud}`,
      openproject: `http://localhost:${ports.openproject}`,
    },
  });
}

/** All of them, or the first failure once every one has come to an end, so that nothing starts after the clean-up. */
async function together<const Values extends readonly unknown[]>(
  started: Values,
): Promise<{ -readonly [Key in keyof Values]: Awaited<Values[Key]> }> {
  await Promise.allSettled(started);
  return Promise.all(started);
}

/** Says that a step begins and how long it took. */
function stepper(say: (line: string) => void) {
  return async <Value>(name: string, run: () => Promise<Value>): Promise<Value> => {
    const started = performance.now();
    say(`  … ${name}`);
    const value = await run();
    const note = value === "built" ? " (built)" : value === "fresh" ? " (already built)" : "";
    say(`  ✓ ${name}${note} ${((performance.now() - started) / 1000).toFixed(1)} s`);
    return value;
  };
}
