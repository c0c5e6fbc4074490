import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { portalClient, portalClientId } from "../world/clients.ts";
import { startIdentityProvider } from "../world/identity-provider.ts";
import { administratorGroup } from "../world/people.ts";
import { startPostgres } from "../world/postgres.ts";
import { startNode, untilReady, type Child } from "./child.ts";
import { freePort } from "../world/free-ports.ts";

/** The repository's folder. */
export const repository = fileURLToPath(new URL("../..", import.meta.url));

/** The portal from its build with everything that it needs, and how long its starts took. */
export interface PortalUnderTest extends AsyncDisposable {
  readonly origin: string;
  readonly child: Child;
  /** Milliseconds from starting the process to the first answer: on an empty database, and again. */
  readonly firstStart: number;
  readonly nextStart: number;
}

/** Starts database, identity provider and the portal, the latter twice to see both starts. */
export async function startPortalUnderTest(): Promise<PortalUnderTest> {
  const dataDir = await mkdtemp(join(tmpdir(), "pforte-bench-"));
  const postgres = await startPostgres({ dataDir });
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const secret = randomBytes(32).toString("base64url");
  const identityProvider = await startIdentityProvider({
    clients: [portalClient(origin, { kind: "secret", secret })],
  });
  const environment = portalEnvironment({
    port,
    origin,
    opsPort: await freePort(),
    databaseUrl: await postgres.createDatabase("pforte"),
    issuer: identityProvider.issuer,
    secret,
    keys: portalKeys(),
    configurationFile: join(repository, "deploy", "portal.example.yaml"),
  });
  const start = async (): Promise<{ readonly child: Child; readonly took: number }> => {
    const child = startNode(join(repository, "bff", "src", "main.ts"), [], environment);
    return { child, took: await untilReady(child, async () => answers(`${origin}/api/session`)) };
  };
  const dispose = async (): Promise<void> => {
    await identityProvider.close();
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
    await rm(postgres.dataDir, { recursive: true, force: true });
  };
  try {
    const first = await start();
    await first.child.stop();
    const next = await start();
    return {
      origin,
      child: next.child,
      firstStart: first.took,
      nextStart: next.took,
      async [Symbol.asyncDispose]() {
        await next.child.stop();
        await dispose();
      },
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** What replicas of one portal share. */
export interface PortalKeys {
  readonly session: string;
  readonly identifier: string;
  /** What other tools prove themselves with. */
  readonly navigation: string;
}

export const portalKeys = (): PortalKeys => ({
  session: `bench:${randomBytes(32).toString("base64")}`,
  identifier: randomBytes(32).toString("base64"),
  navigation: randomBytes(32).toString("hex"),
});

/** How a portal process is configured. */
export function portalEnvironment(facts: {
  readonly port: number;
  readonly origin: string;
  readonly opsPort: number;
  readonly databaseUrl: string;
  readonly issuer: string;
  readonly secret: string;
  readonly keys: PortalKeys;
  readonly configurationFile: string;
}): NodeJS.ProcessEnv {
  return {
    PATH: process.env["PATH"],
    NODE_ENV: "production",
    // As `npm run serve` starts it: compiled code is kept between starts, and young memory is kept small.
    NODE_COMPILE_CACHE: join(repository, "node_modules", ".cache", "node"),
    NODE_OPTIONS: "--max-semi-space-size=4",
    PORT: String(facts.port),
    PFORTE_HOST: "127.0.0.1",
    PFORTE_PUBLIC_ORIGIN: facts.origin,
    PFORTE_OPS_PORT: String(facts.opsPort),
    PFORTE_OPS_HOST: "127.0.0.1",
    DATABASE_URL: facts.databaseUrl,
    PFORTE_OIDC_ISSUER: facts.issuer,
    PFORTE_OIDC_CLIENT_ID: portalClientId,
    PFORTE_OIDC_CLIENT_SECRET: facts.secret,
    PFORTE_OIDC_CLIENT_AUTHENTICATION: "client_secret_basic",
    PFORTE_SESSION_KEYS: facts.keys.session,
    PFORTE_IDENTIFIER_KEY: facts.keys.identifier,
    PFORTE_ADMINISTRATOR_GROUP: administratorGroup,
    PFORTE_NAVIGATION_SECRET: facts.keys.navigation,
    PFORTE_CONFIGURATION_FILE: facts.configurationFile,
    PFORTE_LOG_LEVEL: "warn",
    // One session stands for many people here.
    PFORTE_REQUESTS_PER_MINUTE: "10000000",
  };
}

/** Any answer will do: without a session it is a refusal. */
export async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    async (response) => {
      await response.body?.cancel();
      return true;
    },
    () => false,
  );
}

/** A port that nobody listens on. */
