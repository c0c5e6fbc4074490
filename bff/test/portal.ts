import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { audienceScopes, portalClient, portalClientId } from "@pforte/e2e/world/clients";
import { startIdentityProvider, type IdentityProvider } from "@pforte/e2e/world/identity-provider";
import { administratorGroup } from "@pforte/e2e/world/people";
import { CookieJar, signInByForm } from "@pforte/e2e/world/sign-in-driver";
import type { PageData } from "@pforte/shared/contract/page";
import type { ConfiguredSource, PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import { buildApp, type Portal } from "../src/app.ts";
import type { Config, OidcConfig, Secrets } from "../src/config/config.ts";
import { connectors } from "../src/connectors/registry.ts";
import type { Overrides } from "../src/overrides.ts";
import { loadBuiltPages, type BuiltPages } from "../src/page-renderer.ts";
import { createLog } from "../src/pino-log.ts";
import { readConfigurationFile } from "../src/services/configuration-file.ts";
import { sourceKinds } from "../src/services/source-kinds.ts";
import { carry } from "./carry.ts";
import type { StorageSettings } from "../src/storage/postgres-storage.ts";
import type { Storage } from "../src/storage/storage.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";
import { freePort } from "@pforte/e2e/world/free-ports";
import { person, type TestPerson } from "./person.ts";

const example = fileURLToPath(new URL("../../deploy/portal.example.yaml", import.meta.url));
const builtEntry = fileURLToPath(new URL("../../web/dist/server/entry-server.js", import.meta.url));

/** What a test may want different. */
export interface TestPortalOptions {
  readonly config?: Partial<Omit<Config, "oidc">> & { readonly oidc?: Partial<OidcConfig> };
  readonly secrets?: Partial<Secrets>;
  readonly overrides?: Overrides;
  /** Opens another storage than the usual one. */
  readonly storage?: (settings: StorageSettings) => Promise<Storage>;
  /** The sources of the configuration; without it there are none. */
  readonly sources?: readonly ConfiguredSource[];
  /** Changes the configuration of the first start. */
  readonly document?: (document: PortalConfiguration) => PortalConfiguration;
}

/** The portal over sockets, with a real identity provider and a real database behind it. */
export interface TestPortal extends AsyncDisposable {
  readonly origin: string;
  readonly portal: Portal;
  readonly config: Config;
  readonly secrets: Secrets;
  readonly database: TestDatabase;
  readonly identityProvider: IdentityProvider;
  /** Every line of the log so far. */
  readonly logLines: readonly string[];
  /** Signs in like a browser and answers as that person. */
  as(username: string): Promise<TestPerson>;
  /** Without a session, with the headers that a page of the portal would send. */
  readonly nobody: TestPerson;
  /** A request exactly as given. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

/** Starts everything that a signed-in person needs; ends with the test that awaits its disposal. */
export async function buildTestPortal(options: TestPortalOptions = {}): Promise<TestPortal> {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const secret = randomBytes(32).toString("base64url");
  const clients = [portalClient(origin, { kind: "secret", secret })];
  const [database, identityProvider] = await Promise.all([
    createTestDatabase(),
    startIdentityProvider({ clients, audienceScopes }),
  ]);
  const config = testConfig(origin, port, identityProvider.issuer, options);
  const secrets = testSecrets(database.url, secret, options);
  const logLines: string[] = [];
  const log = createLog("debug", { write: (line) => void logLines.push(line) });
  const portal = await buildApp(config, secrets, {
    log,
    pages: await testPages(),
    firstDocument: await testDocument(options),
    ...(options.storage && {
      storage: await options.storage({ databaseUrl: database.url, now: () => new Date(), log }),
    }),
    ...options.overrides,
  });
  await portal.server.listen({ host: "localhost", port });
  const fetchHere = async (path: string, init?: RequestInit) =>
    fetch(new URL(path, origin), { redirect: "manual", ...init });
  return {
    origin,
    portal,
    config,
    secrets,
    database,
    identityProvider,
    logLines,
    async as(username) {
      const { jar } = await signInByForm({ start: `${origin}/auth/login`, username, carry, jar: knownBrowser(origin) });
      return person(origin, jar);
    },
    nobody: person(origin, new CookieJar()),
    fetch: fetchHere,
    async [Symbol.asyncDispose]() {
      await portal.close();
      await identityProvider.close();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** Cookies of a browser that everybody has used before: a sign-in from it is no news in anybody's inbox. */
function knownBrowser(origin: string): CookieJar {
  const jar = new CookieJar();
  jar.take(new URL(origin), [`device=${"d".repeat(43)}; Path=/`]);
  return jar;
}

function testConfig(origin: string, port: number, issuer: string, { config = {} }: TestPortalOptions): Config {
  const { oidc, ...others } = config;
  return {
    publicOrigin: origin,
    isPlainLoopback: true,
    listen: { host: "localhost", port },
    ops: { host: "127.0.0.1", port: 0 },
    trustedProxies: [],
    oidc: {
      issuer,
      clientId: portalClientId,
      scopes: ["openid", "profile", "email"],
      clientAuthentication: "client_secret_basic",
      signingAlgorithms: ["PS256", "ES256"],
      requireIssuerParameter: true,
      acceptPlainLogoutTokenType: false,
      groupsClaim: "groups",
      groupsAs: "path",
      administratorGroup,
      usernameClaim: "preferred_username",
      ...oidc,
    },
    session: { idleSeconds: 1800, absoluteSeconds: 36_000, cacheSeconds: 5, perPerson: 20 },
    stepUp: { maxAgeSeconds: 900, acr: null },
    proofGroup: null,
    proofRetentionSeconds: 365 * 86_400,
    navigationBases: [],
    linkNetworks: [],
    anonymousAccess: false,
    configurationFile: example,
    timeZone: "Europe/Berlin",
    logLevel: "debug",
    caFile: null,
    drainSeconds: 1,
    requestsPerMinute: 1200,
    ...others,
  };
}

function testSecrets(databaseUrl: string, secret: string, { secrets = {} }: TestPortalOptions): Secrets {
  return {
    databaseUrl,
    oidcClient: { kind: "secret", secret },
    sessionKeys: [{ id: "test", key: randomBytes(32) }],
    identifierKey: randomBytes(32),
    navigationSecret: null,
    sourceSecrets: {},
    ...secrets,
  };
}

async function testDocument({
  sources = [],
  document = (same) => same,
}: TestPortalOptions): Promise<PortalConfiguration> {
  const read = await readConfigurationFile(example, sourceKinds(connectors));
  const keys = new Set(sources.map(({ key }) => key));
  const tiles = read.tiles.map(({ source, ...tile }) =>
    source !== undefined && keys.has(source) ? { ...tile, source } : tile,
  );
  return document({ ...read, tiles, sources: [...sources] });
}

/** The built pages, or where nothing is built a page that shows its data. */
export async function testPages(): Promise<BuiltPages> {
  if (existsSync(builtEntry)) {
    return loadBuiltPages();
  }
  const render = async (data: PageData) =>
    `<!doctype html><title>test</title><pre>${JSON.stringify(data).replaceAll("<", "&lt;")}</pre>`;
  return { renderer: { render }, assetsDirectory: "/nowhere", build: "test" };
}
