import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { portalConfigurationSchema } from "@pforte/shared/contract/portal-configuration";
import { parse, stringify } from "yaml";
import { chatContent } from "./chat-content.ts";
import { matrixClient, portalClient, portalClientId } from "./clients.ts";
import { type IdentityProvider, startIdentityProvider } from "./identity-provider.ts";
import { type MatrixStandIn, startMatrixStandIn } from "./matrix-stand-in.ts";
import { administratorGroup } from "./people.ts";
import { lockData } from "./postgres-lock.ts";
import { startPostgres } from "./postgres.ts";
import { makeToolSecret, startTools } from "./tools.ts";
import { leadIntoDemo, toolClient } from "./tools-catalogue.ts";
import { base64Of, checkout, openSecrets, type WorldSecrets } from "./world-data.ts";
import { startWatchedPortal } from "./world-development.ts";
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
  readonly signal: AbortSignal;
}

/** The running world. */
export interface World {
  readonly address: string;
  /** With levers that tests turn. */
  readonly identityProvider: IdentityProvider;
  readonly matrix: MatrixStandIn;
  /** Resolves with why, when a part of it ends by itself. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

const movesEvery = 45_000;
const matrixServerName = "localhost";

/** Starts all parts; what was started before a failure is stopped again. */
export async function startWorld(options: WorldOptions): Promise<World> {
  const { dataDir, ports, signal } = options;
  const parts = new Stack();
  try {
    const secrets = openSecrets(dataDir);
    const release = await lockData(dataDir);
    parts.push(release);
    await refuseTakenPorts(ports);
    const address = `http://localhost:${ports.portal}`;
    const example = await readExample(address, ports);
    const step = stepper(options.say);
    const [databaseUrl, neighbours] = await together([
      step("Database", () => startDatabase(options, parts)),
      step("Identity provider, homeserver and tools", () =>
        startNeighbours({ address, ports, dataDir, secrets, example, parts }),
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
      },
    };
    const portal = await step("Portal", () =>
      options.isDevelopment ? startWatchedPortal(portalOptions, options.say) : startPortal(portalOptions),
    );
    parts.push(() => portal.stop());
    return { address, ...neighbours, ended: portal.ended, stop: () => parts.unwind() };
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

async function startNeighbours(given: {
  readonly address: string;
  readonly ports: WorldPorts;
  readonly dataDir: string;
  readonly secrets: WorldSecrets;
  readonly example: Awaited<ReturnType<typeof readExample>>;
  readonly parts: Stack;
}): Promise<Pick<World, "identityProvider" | "matrix">> {
  const { address, ports, secrets, example, parts } = given;
  const toolSecret = makeToolSecret();
  const privateTools = example.tools.filter((tool) => !tool.isPublic);
  const provider = await startIdentityProvider({
    port: ports.identityProvider,
    dataDir: join(given.dataDir, "identity-provider"),
    clients: [
      portalClient(address, { kind: "secret", secret: secrets.portalClient }),
      matrixClient(`http://localhost:${ports.matrix}`, secrets.matrixClient),
      ...privateTools.map((tool) => toolClient(tool.label, ports.tools, toolSecret)),
    ],
  });
  parts.push(() => provider.close());
  const matrix = await startMatrixStandIn({
    port: ports.matrix,
    serverName: matrixServerName,
    issuer: provider.issuer,
    clientSecret: secrets.matrixClient,
    returnTo: [`${address}/`],
    demo: true,
    moveMilliseconds: movesEvery,
  });
  parts.push(() => matrix.close());
  const tools = await startTools({
    tools: example.tools,
    issuer: provider.issuer,
    portal: address,
    secret: toolSecret,
    port: ports.tools,
    contents: { chat: chatContent(matrix.homeserver) },
  });
  parts.push(() => tools.close());
  return { identityProvider: provider, matrix };
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

/** What must be stopped, last started first; a part that fails to stop does not keep the others running. */
class Stack {
  readonly #stops: (() => Promise<unknown> | void)[] = [];

  push(stop: () => Promise<unknown> | void): void {
    this.#stops.push(stop);
  }

  async unwind(): Promise<void> {
    for (let stop = this.#stops.pop(); stop !== undefined; stop = this.#stops.pop()) {
      await Promise.resolve(stop()).catch(() => undefined);
    }
  }
}
