import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { audienceScopes, portalClient, portalClientId } from "@pforte/e2e/world/clients";
import { startIdentityProvider } from "@pforte/e2e/world/identity-provider";
import { startNextcloudStandIn } from "@pforte/e2e/world/nextcloud-stand-in";
import { startOpenProjectStandIn } from "@pforte/e2e/world/openproject-stand-in";
import { ines } from "@pforte/e2e/world/people";
import { signInByForm } from "@pforte/e2e/world/sign-in-driver";
import { sourceSchema } from "@pforte/shared/contract/portal-configuration";
import { request } from "undici";
import { createStorage } from "../src/storage/postgres-storage.ts";
import { carry } from "./carry.ts";
import { createTestDatabase } from "./database.ts";
import { freePort } from "@pforte/e2e/world/free-ports";
import { startGateway } from "./mixed-acts-gateway.ts";
import { person } from "./person.ts";
import { quietLog } from "./quiet-log.ts";

const program = fileURLToPath(new URL("mixed-acts-process.ts", import.meta.url));
const example = fileURLToPath(new URL("../../deploy/portal.example.yaml", import.meta.url));

/** Two portals as processes of their own on one database, behind a gateway, with tools whose replies get lost as well. */
export async function startMixedActsSite(random: () => number) {
  const [port, ...replicaPorts] = [await freePort(), await freePort(), await freePort()];
  const origin = `http://localhost:${port}`;
  const secret = randomBytes(32).toString("base64url");
  const [database, provider] = await Promise.all([
    createTestDatabase(),
    startIdentityProvider({ clients: [portalClient(origin, { kind: "secret", secret })], audienceScopes }),
  ]);
  const [nextcloud, openproject] = await Promise.all([
    startNextcloudStandIn({ issuer: provider.issuer }),
    startOpenProjectStandIn({ issuer: provider.issuer }),
  ]);
  const keys = {
    DATABASE_URL: database.url,
    PFORTE_PUBLIC_ORIGIN: origin,
    PFORTE_OIDC_ISSUER: provider.issuer,
    PFORTE_OIDC_CLIENT_ID: portalClientId,
    PFORTE_OIDC_CLIENT_SECRET: secret,
    PFORTE_OIDC_CLIENT_AUTHENTICATION: "client_secret_basic",
    PFORTE_SESSION_KEYS: `one:${randomBytes(32).toString("base64")}`,
    PFORTE_IDENTIFIER_KEY: randomBytes(32).toString("base64"),
    PFORTE_CONFIGURATION_FILE: example,
    PFORTE_LOG_LEVEL: "error",
  };
  const replicas = await Promise.all(
    replicaPorts.map(async (each) => new Replica({ ...keys, PORT: String(each), PFORTE_HOST: "localhost" }, each)),
  );
  await Promise.all(replicas.map(async (each) => each.start()));
  await publishSources(database.url, nextcloud.address, openproject.address);
  const gateway = await startGateway(port, replicaPorts, random);
  nextcloud.world.addAccount("ines", "Ines Marquardt");
  const { jar } = await signInByForm({ start: `${origin}/auth/login`, username: "ines", carry });
  let kills = 0;
  return {
    origin,
    nextcloud,
    openproject,
    gateway,
    me: openproject.world.account({ name: "Ines Marquardt", login: "ines", sub: ines.sub }),
    person: person(origin, jar),
    database,
    get kills() {
      return kills;
    },
    /** Kills one of them in the middle of whatever it does, and lets another take its place. */
    async kill() {
      kills += 1;
      await replicas[Math.floor(random() * replicas.length)]?.replace();
    },
    /** Every second write loses its reply, at the gateway and at the tools. */
    cut(isCut: boolean) {
      gateway.cuts = isCut;
      let writes = 0;
      const isLost = (call: { readonly method: string }) =>
        isCut && !["GET", "HEAD", "PROPFIND", "REPORT", "SEARCH"].includes(call.method) && (writes += 1) % 2 === 0;
      nextcloud.levers.break(isCut ? "lost" : "ok", isLost);
      openproject.levers.break("ok");
      openproject.levers.intercept((call) => {
        openproject.levers.break(isLost(call) ? "lost" : "ok");
        return false;
      });
    },
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]();
      await Promise.all(replicas.map(async (each) => each.stop()));
      await Promise.all([nextcloud.close(), openproject.close(), provider.close()]);
      await database[Symbol.asyncDispose]();
    },
  };
}

export type MixedActsSite = Awaited<ReturnType<typeof startMixedActsSite>>;

class Replica {
  readonly #environment: Readonly<Record<string, string>>;
  readonly #port: number;
  #child: ChildProcess | null = null;
  #text = "";

  constructor(environment: Readonly<Record<string, string>>, port: number) {
    this.#environment = environment;
    this.#port = port;
  }

  async start(): Promise<void> {
    const environment = {
      ...this.#environment,
      PFORTE_OPS_PORT: String(await freePort()),
      PFORTE_OPS_HOST: "127.0.0.1",
    };
    const child = spawn(process.execPath, [program], { env: environment, stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.on("data", (chunk: Buffer) => (this.#text += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (this.#text += chunk.toString()));
    this.#child = child;
    for (let tries = 0; tries < 600; tries += 1) {
      const answer = await request(`http://localhost:${this.#port}/api/session`).catch(() => null);
      if (answer !== null) return answer.body.dump();
      if (child.exitCode !== null) break;
      await sleep(50);
    }
    throw new Error(`A replica did not start: ${this.#text}`);
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((done) => child.once("close", done));
    child.kill("SIGKILL");
    await ended;
  }

  async replace(): Promise<void> {
    await this.stop();
    await this.start();
  }
}

async function publishSources(databaseUrl: string, nextcloud: string, openproject: string): Promise<void> {
  const storage = await createStorage({ databaseUrl, now: () => new Date(), log: quietLog, poolSize: 2 });
  const newest = await storage.configurations.current();
  if (newest === null) throw new Error("The first replica published no configuration.");
  const source = (key: string, kind: string, address: string, scope: string) =>
    sourceSchema.parse({ key, kind, name: { de: key }, address, audience: `opendesk-${kind}`, scope });
  const sources = [
    source("files", "nextcloud", nextcloud, "portal-aud-nextcloud"),
    source("projects", "openproject", openproject, "portal-aud-openproject api_v3"),
  ];
  const by = { actor: "operator:test", note: "tools", after: newest.version };
  await storage.configurations.publish({ ...newest.document, sources }, by);
  // The replicas hear of it by the database.
  await sleep(1500);
  await storage.close();
}
