import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Certificates, makeCertificates } from "./certificates.ts";
import { type Control, startControl } from "./control.ts";
import { laneConfiguration } from "./lane-configuration.ts";
import type { LaneFacts } from "./lane-facts.ts";
import { type LaneTools, startLaneTools, toolLevers, toolReadings } from "./lane-tools.ts";
import { issuerAt, type Parts, startParts } from "./parts.ts";
import { makeClientKey, type Portal, type PortalOptions, startPortal } from "./portal.ts";
import { freePorts } from "../world/free-ports.ts";
import type { RegisteredClient } from "./realm-overlay.ts";
import { synapseFiles } from "./synapse-files.ts";
import { startTlsProxy } from "./tls-proxy.ts";
import { requireTools } from "./tools.ts";

/** The names of the TLS part: three sites that have nothing in common but this machine. */
export const productionNames = {
  portal: "portal.pforte.test",
  keycloak: "id.keycloak.test",
  elsewhere: "intranet.elsewhere.test",
} as const;

/** Everything that runs: the real servers and the portals between them. */
export interface Lane {
  readonly facts: LaneFacts;
  stop(): Promise<void>;
}

export interface LaneOptions {
  /** An empty folder for data and logs. */
  readonly folder: string;
  /** The port of the first portal; a free one by default. */
  readonly port?: number;
  readonly say: (line: string) => void;
}

const audience = "opendesk-matrix";

export async function startLane(options: LaneOptions): Promise<Lane> {
  const { folder, say } = options;
  requireTools();
  const plan = await planLane(options);
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of stops.toReversed()) {
      await end().catch((error: unknown) => say(String(error)));
    }
  };
  try {
    const parts = await startParts({
      folder,
      say,
      ports: plan.ports,
      portals: plan.clients,
      homeserver: { clientId: audience, secret: plan.homeserverSecret },
      reach: { names: Object.values(productionNames), authorityFile: plan.certificates.authorityFile },
    });
    stops.push(async () => parts.stop());
    const proxy = await startTlsProxy(plan.ports.tls, plan.certificates, {
      [productionNames.portal]: { kind: "server", port: plan.ports.production },
      [productionNames.keycloak]: { kind: "server", port: plan.ports.keycloak },
      [productionNames.elsewhere]: { kind: "page", html: linkingPage(plan.origins.production) },
    });
    stops.push(async () => proxy.stop());
    const tools = await startLaneTools(parts.keycloak.issuer);
    stops.push(async () => tools.stop());
    say("Starting three portals …");
    const portals = await startPortals(plan, parts, tools, folder);
    stops.push(...Object.values(portals).map((portal) => async () => portal.kill()));
    const readings = {
      "key-set-requests": () => proxy.count(productionNames.keycloak, "/protocol/openid-connect/certs"),
      ...toolReadings(tools),
    };
    const levers = { ...leversOf(parts, portals), ...toolLevers(tools) };
    const control = await startControl(levers, readings, linkingPage(plan.origins.main));
    stops.push(async () => control.stop());
    return { facts: await factsOf(plan, parts, portals, control, folder), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface LanePlan {
  readonly ports: Readonly<
    Record<"keycloak" | "jwtSynapse" | "ssoSynapse" | "tls" | "main" | "sso" | "production", number>
  >;
  readonly opsPorts: Readonly<Record<PortalName, number>>;
  readonly origins: Readonly<Record<PortalName, string>>;
  readonly certificates: Certificates;
  readonly clients: readonly RegisteredClient[];
  readonly credentials: Readonly<Record<PortalName, PortalOptions["credential"]>>;
  readonly homeserverSecret: string;
  readonly navigationSecret: string;
}
type PortalName = "main" | "sso" | "production";
const clientIds: Readonly<Record<PortalName, string>> = {
  main: "opendesk-portal",
  sso: "opendesk-portal-sso",
  production: "opendesk-portal-production",
};

async function planLane(options: LaneOptions): Promise<LanePlan> {
  const free = await freePorts(10);
  const port = (index: number): number => free[index] ?? 0;
  const ports = {
    keycloak: port(0),
    jwtSynapse: port(1),
    ssoSynapse: port(2),
    tls: port(3),
    main: options.port ?? port(4),
    sso: port(5),
    production: port(6),
  };
  const origins = {
    main: `http://localhost:${ports.main}`,
    sso: `http://localhost:${ports.sso}`,
    production: `https://${productionNames.portal}:${ports.tls}`,
  };
  const key = makeClientKey();
  const secrets = { main: secret(), sso: secret() };
  const withSecret = (name: "main" | "sso"): RegisteredClient => ({
    clientId: clientIds[name],
    origin: origins[name],
    credential: { kind: "secret", secret: secrets[name] },
  });
  return {
    ports,
    opsPorts: { main: port(7), sso: port(8), production: port(9) },
    origins,
    certificates: await makeCertificates(
      join(options.folder, "tls"),
      Object.values(productionNames),
      join(options.folder, "install.log"),
    ),
    clients: [
      withSecret("main"),
      withSecret("sso"),
      {
        clientId: clientIds.production,
        origin: origins.production,
        credential: { kind: "keys", keySet: key.keySet },
      },
    ],
    credentials: {
      main: { kind: "secret", secret: secrets.main },
      sso: { kind: "secret", secret: secrets.sso },
      production: { kind: "key", pem: key.pem },
    },
    homeserverSecret: secret(),
    navigationSecret: secret(),
  };
}

async function startPortals(
  plan: LanePlan,
  parts: Parts,
  tools: LaneTools,
  folder: string,
): Promise<Record<PortalName, Portal>> {
  const start = async (
    name: PortalName,
    issuer: string,
    homeserver: { readonly address: string; readonly takesTokens: boolean } | null,
    more: Pick<PortalOptions, "environment" | "imports"> = {},
  ): Promise<Portal> =>
    startPortal({
      name,
      folder: join(folder, `portal-${name}`),
      origin: plan.origins[name],
      port: plan.ports[name],
      opsPort: plan.opsPorts[name],
      databaseUrl: await parts.postgres.createDatabase(`portal_${name}`),
      issuer,
      clientId: clientIds[name],
      credential: plan.credentials[name],
      configuration: laneConfiguration({
        issuer,
        audience,
        homeserver,
        tools: name === "main" ? { files: tools.nextcloud.address, projects: tools.openproject.address } : null,
      }),
      ...more,
    });
  const { issuer } = parts.keycloak;
  const production = issuerAt(`https://${productionNames.keycloak}:${plan.ports.tls}`);
  const [main, sso, behindTls] = await Promise.all([
    start(
      "main",
      issuer,
      { address: parts.jwtSynapse.address, takesTokens: true },
      {
        environment: {
          PFORTE_NAVIGATION_SECRET: plan.navigationSecret,
          // So that a fresh sign-in is asked for within a test.
          PFORTE_STEP_UP_MAX_AGE: "15s",
        },
      },
    ),
    start("sso", issuer, { address: parts.ssoSynapse.address, takesTokens: false }),
    start("production", production, null, {
      environment: { PFORTE_TRUSTED_PROXIES: "127.0.0.0/8", PFORTE_CA_FILE: plan.certificates.authorityFile },
      imports: [fileURLToPath(new URL("resolve-names.ts", import.meta.url))],
    }),
  ]);
  return { main, sso, production: behindTls };
}

function leversOf(parts: Parts, portals: Readonly<Record<PortalName, Portal>>) {
  return {
    "keycloak/pause": () => parts.keycloak.pause(),
    "keycloak/resume": () => parts.keycloak.resume(),
    "keycloak/stop": async () => parts.keycloak.stop(),
    "keycloak/start": async () => parts.keycloak.start(),
    "everything/ensure": async () => {
      const servers = [parts.keycloak, parts.jwtSynapse, parts.ssoSynapse, portals.main];
      await Promise.all(servers.map(async (server) => server.ensure()));
    },
    "homeserver/pause": () => parts.jwtSynapse.pause(),
    "homeserver/resume": () => parts.jwtSynapse.resume(),
    "homeserver/stop": async () => parts.jwtSynapse.stop(),
    "homeserver/start": async () => parts.jwtSynapse.start(),
    "sso-homeserver/stop": async () => parts.ssoSynapse.stop(),
    "sso-homeserver/start": async () => parts.ssoSynapse.start(),
    "portal/stop": async () => portals.main.stop(),
    "portal/start": async () => portals.main.start(),
    // For those who change the portal while the servers stay.
    "portals/restart": async () => {
      await Promise.all(
        Object.values(portals).map(async (portal) => {
          await portal.kill();
          await portal.start();
        }),
      );
    },
  };
}

async function factsOf(
  plan: LanePlan,
  parts: Parts,
  portals: Readonly<Record<PortalName, Portal>>,
  control: Control,
  folder: string,
): Promise<LaneFacts> {
  const tls = (name: string): string => `https://${name}:${plan.ports.tls}`;
  return {
    portals: plan.origins,
    ops: { main: portals.main.ops, sso: portals.sso.ops, production: portals.production.ops },
    clients: clientIds,
    keycloak: {
      origin: parts.keycloak.origin,
      issuer: parts.keycloak.issuer,
      productionIssuer: issuerAt(tls(productionNames.keycloak)),
    },
    homeservers: { jwt: parts.jwtSynapse.address, sso: parts.ssoSynapse.address },
    elsewhere: { plain: `${control.address}/`, tls: `${tls(productionNames.elsewhere)}/` },
    control: control.address,
    python: join(await synapseFiles(join(folder, "install.log"), () => undefined), "bin/python"),
    publicKeyHash: plan.certificates.publicKeyHash,
    navigationSecret: plan.navigationSecret,
    logs: {
      Keycloak: parts.keycloak.log,
      "Synapse (JWT)": parts.jwtSynapse.log,
      "Synapse (SSO)": parts.ssoSynapse.log,
      "portal (main)": portals.main.log,
      "portal (SSO)": portals.sso.log,
      "portal (production)": portals.production.log,
    },
  };
}

const secret = (): string => randomBytes(32).toString("base64url");

const linkingPage = (portal: string): string =>
  `<!doctype html><html lang="en"><title>Elsewhere</title><h1>Elsewhere</h1><a href="${portal}/">To the portal</a></html>`;
