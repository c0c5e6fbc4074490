import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { portalHeader } from "@pforte/shared/contract/portal-header";
import { parse, stringify } from "yaml";
import { audienceScopes, portalClient } from "../world/clients.ts";
import { startIdentityProvider } from "../world/identity-provider.ts";
import { startMatrixStandIn } from "../world/matrix-stand-in.ts";
import { startNextcloudStandIn } from "../world/nextcloud-stand-in.ts";
import { startOpenProjectStandIn } from "../world/openproject-stand-in.ts";
import { quickFolder } from "../support/quick-folder.ts";
import { administratorGroup, ines, type Person } from "../world/people.ts";
import { type RunningPostgres, startPostgres } from "../world/postgres.ts";
import { signInByForm } from "../world/sign-in-driver.ts";
import { startNode, untilReady, type Child } from "./child.ts";
import { answers, portalEnvironment, portalKeys, repository } from "./portal-under-test.ts";
import { freePort } from "../world/free-ports.ts";

export interface FleetOptions {
  readonly replicas: number;
  readonly people: number;
  /** Without tools a page brings nothing but itself. */
  readonly hasTools?: boolean;
  /** How many of them, the first ones, administer the portal. */
  readonly administrators?: number;
  /** More for Node's command line, such as a module to load first. */
  readonly nodeOptions?: string;
  readonly logLevel?: string;
  /** False where nothing but the processes is looked at: writes are then not forced to disk. */
  readonly isDurable?: boolean;
  /** Where people reach the portal, when something stands before the replicas; the first of them otherwise. */
  readonly publicPort?: number;
  /** How one replica reaches the database, when not directly. */
  readonly databaseUrlOf?: (replica: number, url: string) => Promise<string>;
  /** More of every replica's settings. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The words of a command that becomes a replica, such as a shell that sets limits first. */
  readonly within?: (replica: number) => readonly string[];
  /** How often a replica that ends before it is ready is started again, as a supervisor does; not at all otherwise. */
  readonly startTries?: number;
  /** Starts the database otherwise than usual. */
  readonly startDatabase?: (dataDir: string) => Promise<RunningPostgres>;
  /** Puts something before a part: everybody goes to this port, and it is told where the part listens. */
  readonly before?: (part: FleetPart) => Promise<Front>;
}

export type FleetPart = "database" | "provider" | "files" | "projects" | "chat";

/** What stands before a part. */
interface Front {
  readonly port: number;
  /** Said once the part listens. */
  aim(port: number): void;
}

/** One process of the portal; all of them answer for the same public origin. */
export interface Replica {
  /** Where this very process listens. */
  readonly address: string;
  readonly opsAddress: string;
  child(): Child;
  restart(): Promise<void>;
}

/** Several replicas of the portal before a Nextcloud, an OpenProject and a homeserver, with many people. */
export async function startFleet(options: FleetOptions) {
  // Whatever was started ends again, also when the next thing cannot be started.
  await using starting = new AsyncDisposableStack();
  const isDurable = options.isDurable ?? true;
  const folder = await mkdtemp(join(isDurable ? tmpdir() : quickFolder(), "pforte-fleet-"));
  starting.defer(async () => rm(folder, { recursive: true, force: true }));
  const { before } = options;
  const startDatabase = options.startDatabase ?? (async (dataDir: string) => startPostgres({ dataDir, isDurable }));
  const postgres = await startDatabase(join(folder, "postgres"));
  starting.defer(async () => rm(postgres.dataDir, { recursive: true, force: true }));
  starting.defer(async () => postgres.stop());
  const ports = await Promise.all(Array.from({ length: options.replicas }, async () => freePort()));
  const origin = `http://localhost:${options.publicPort ?? ports[0]}`;
  const secret = randomBytes(32).toString("base64url");
  const people = Array.from({ length: options.people }, (_, at) => {
    const person = personAt(at);
    const isAdministrator = at < (options.administrators ?? 0);
    return isAdministrator ? { ...person, groups: [...person.groups, administratorGroup] } : person;
  });
  const providerFront = await before?.("provider");
  const identityProvider = await startIdentityProvider({
    clients: [portalClient(origin, { kind: "secret", secret })],
    audienceScopes,
    people,
    ...(providerFront !== undefined && { publicPort: providerFront.port }),
  });
  providerFront?.aim(identityProvider.port);
  starting.defer(async () => identityProvider.close());
  const { issuer } = identityProvider;
  const matrixOptions = { issuer, clientSecret: "unused", flows: ["jwt"], returnTo: [`${origin}/`] } as const;
  const [nextcloud, openproject, matrix] = await Promise.all([
    startNextcloudStandIn({ issuer }),
    startOpenProjectStandIn({ issuer }),
    startMatrixStandIn(matrixOptions),
  ]);
  for (const tool of [nextcloud, openproject, matrix]) starting.defer(async () => tool.close());
  const configurationFile = join(folder, "portal.yaml");
  const addresses = {
    files: await addressBefore(before, "files", nextcloud.address),
    projects: await addressBefore(before, "projects", openproject.address),
    chat: await addressBefore(before, "chat", matrix.address),
  };
  await writeFile(configurationFile, await configurationOf(options.hasTools === false ? {} : addresses));
  const databaseUrl = await addressBefore(before, "database", await postgres.createDatabase("pforte"));
  const keys = portalKeys();
  const replicas = await inOrder(ports, async (port, at) => {
    const opsPort = await freePort();
    const itsUrl = (await options.databaseUrlOf?.(at, databaseUrl)) ?? databaseUrl;
    const facts = { port, origin, opsPort, databaseUrl: itsUrl, issuer, secret, keys, configurationFile };
    const environment = { ...portalEnvironment(facts), ...options.environment };
    environment["NODE_OPTIONS"] = `${environment["NODE_OPTIONS"] ?? ""} ${options.nodeOptions ?? ""}`.trim();
    environment["PFORTE_LOG_LEVEL"] = options.logLevel ?? "error";
    const supervision = { within: options.within?.(at) ?? [], tries: options.startTries ?? 1 };
    const replica = await startReplica(port, opsPort, environment, supervision);
    // Nothing of it is kept: a polite end would only take time.
    starting.defer(async () => replica.child().kill());
    return replica;
  });
  const started = starting.move();
  return {
    origin,
    host: new URL(origin).host,
    people,
    replicas,
    navigationSecret: keys.navigation,
    databaseUrl,
    clientSecret: secret,
    identityProvider,
    nextcloud,
    openproject,
    matrix,
    /** The cookies of a new session of somebody. */
    async signIn(username: string): Promise<string> {
      const { jar } = await signInByForm({ start: origin, username });
      return jar.header(new URL(origin)) ?? "";
    },
    [Symbol.asyncDispose]: async () => started.disposeAsync(),
  };
}

/** The same address with the port of what stands before it. */
async function addressBefore(before: FleetOptions["before"], part: FleetPart, address: string): Promise<string> {
  if (before === undefined) return address;
  const front = await before(part);
  const own = new URL(address);
  front.aim(Number(own.port));
  return address.replace(`:${own.port}`, `:${front.port}`);
}

export type Fleet = Awaited<ReturnType<typeof startFleet>>;

/** Accounts of everybody at the tools, without content. */
export function openAccounts({ people, nextcloud, openproject, matrix }: Fleet) {
  return people.map((person) => {
    const name = `${person.givenName} ${person.familyName}`;
    nextcloud.world.addAccount(person.username, name);
    matrix.homeserver.account(person.username, name);
    return openproject.world.account({ name, login: person.username, sub: person.sub });
  });
}

export function personAt(at: number): Person {
  const number = String(at).padStart(5, "0");
  return {
    ...ines,
    sub: `5e6f1c52-6e0f-4d3e-9c58-2f6a1b7${number}`,
    username: `person${number}`,
    givenName: "Person",
    familyName: number,
    email: `person${number}@example.org`,
  };
}

interface ExampleSource {
  readonly key: string;
  address: string;
  settings?: Record<string, unknown>;
}

/** The example, with its tools where they are in this run. */
export async function configurationOf(addresses: Readonly<Record<string, string>>): Promise<string> {
  const text = await readFile(join(repository, "deploy", "portal.example.yaml"), "utf8");
  // Our own example: its form is held by the portal's own schema.
  const document = parse(text) as { sources: ExampleSource[]; tiles: { source?: string }[] };
  document.sources = document.sources.filter(({ key }) => addresses[key] !== undefined);
  for (const source of document.sources) {
    source.address = addresses[source.key] ?? source.address;
    if (source.key === "chat") source.settings = { serverName: "localhost" };
  }
  for (const tile of document.tiles) {
    if (tile.source !== undefined && addresses[tile.source] === undefined) delete tile.source;
  }
  return stringify(document);
}

/** Not a promise of the portal: how long a machine that is busy with much else may take. */
const startLimit = 120_000;

async function startReplica(
  port: number,
  opsPort: number,
  environment: NodeJS.ProcessEnv,
  { within, tries }: { readonly within: readonly string[]; readonly tries: number },
): Promise<Replica> {
  const address = `http://localhost:${port}`;
  const startOnce = async (): Promise<Child> => {
    const child = startNode(join(repository, "bff", "src", "main.ts"), [], environment, within);
    await untilReady(child, async () => answers(`http://127.0.0.1:${opsPort}/readyz`), startLimit);
    await untilReady(child, async () => answers(`${address}/api/session`), startLimit);
    return child;
  };
  const start = async (left = tries): Promise<Child> =>
    startOnce().catch(async (error: unknown) => {
      if (left <= 1) throw error;
      return start(left - 1);
    });
  let child = await start();
  return {
    address,
    opsAddress: `http://127.0.0.1:${opsPort}`,
    child: () => child,
    async restart() {
      child = await start();
    },
  };
}

async function inOrder<In, Out>(items: readonly In[], work: (item: In, at: number) => Promise<Out>): Promise<Out[]> {
  const results: Out[] = [];
  for (const [at, item] of items.entries()) results.push(await work(item, at));
  return results;
}

/** How the page asks for its cards, and for anything else by script. */
export function cardsRequest(cookie: string) {
  return { headers: { cookie, [portalHeader.name]: portalHeader.value, accept: "application/json" } };
}
