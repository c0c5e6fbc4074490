import type { ConfiguredSource, PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import type { Client } from "./clients.ts";

/** A demo tool: one host name with a client of its own, behind one or more tiles. */
export interface DemoTool {
  /** The first label of its host name, such as `files`. */
  readonly label: string;
  readonly name: { readonly de: string; readonly en: string };
  /** Readable without signing in, as imprint and help pages are. */
  readonly isPublic: boolean;
}

/** Where the parts of the world listen. */
export interface WorldAddresses {
  readonly portal: string;
  readonly toolsPort: number;
  /** The homeserver that stands in. */
  readonly matrix: { readonly address: string; readonly serverName: string };
  /** The stand-ins of other tools, by the kind of their source. */
  readonly standIns: Readonly<Record<string, string>>;
}

/** The example configuration with every address led into the demo, and the tools that it needs. */
export function leadIntoDemo(configuration: PortalConfiguration, world: WorldAddresses) {
  const tools = new Map<string, DemoTool>();
  const lead = (address: string, name: DemoTool["name"], isPublic: boolean) => {
    const url = new URL(address);
    const label = url.hostname.split(".")[0] ?? "";
    if (label === "portal") {
      return new URL(`${url.pathname}${url.search}`, world.portal).href;
    }
    const known = tools.get(label);
    // A tile that leads to the root of a host names the tool; other tiles lead to parts of it.
    const named = url.pathname === "/" ? name : (known?.name ?? bothLanguages({ de: capitalised(label) }));
    // A host that one public tile leads to as well as others is a tool behind sign-in.
    tools.set(label, { label, name: named, isPublic: isPublic && known?.isPublic !== false });
    return `${toolOrigin(label, world.toolsPort)}${url.pathname}${url.search}${url.hash}`;
  };
  const leadAll = (links: { de: string; en?: string | undefined }, name: DemoTool["name"], isPublic: boolean) => ({
    de: lead(links.de, name, isPublic),
    ...(links.en === undefined ? {} : { en: lead(links.en, name, isPublic) }),
  });
  const tiles = configuration.tiles.map((tile) => ({
    ...tile,
    links: leadAll(tile.links, bothLanguages(tile.name), tile.public),
  }));
  const { portal } = configuration;
  const house = bothLanguages(portal.organisation);
  const page = (links: { de: string; en?: string | undefined }) => leadAll(links, house, true);
  const led = {
    ...configuration,
    tiles,
    portal: {
      ...portal,
      imprint: page(portal.imprint),
      privacy: page(portal.privacy),
      accessibility: page(portal.accessibility),
      ...(portal.reportBarrier === undefined ? {} : { reportBarrier: page(portal.reportBarrier) }),
      support: {
        ...portal.support,
        ...(portal.support.address === undefined ? {} : { address: page(portal.support.address) }),
      },
    },
    sources: configuration.sources.map((source) => ({
      ...source,
      ...leadSource(source, world, lead),
      ...(source.requestAccess === undefined ? {} : { requestAccess: page(source.requestAccess) }),
    })),
  };
  return { configuration: led, tools: [...tools.values()] };
}

/** The address of a tool in a browser; its host name is loopback in every browser without set-up. */
export function toolOrigin(label: string, port: number): string {
  return `http://${label}.localhost:${port}`;
}

/** The tool as a client of the identity provider. */
export function toolClient(label: string, port: number, secret: string): Client {
  return {
    id: `demo-${label}`,
    credential: { kind: "secret", secret },
    redirectUris: [`${toolOrigin(label, port)}/oidc/callback`],
    postLogoutRedirectUris: [`${toolOrigin(label, port)}/signed-out`],
    // The provider's own resolver may not know names below localhost.
    backchannelLogoutUri: `http://127.0.0.1:${port}/oidc/backchannel-logout/${label}`,
    requirePkce: true,
  };
}

/** The portal calls the stand-in; people's browsers go to the demo tool of the same host. */
function leadSource(
  source: ConfiguredSource,
  world: WorldAddresses,
  lead: (address: string, name: DemoTool["name"], isPublic: boolean) => string,
) {
  if (source.kind === "matrix") {
    return { address: world.matrix.address, settings: matrixSettings(source.settings, world, lead) };
  }
  const address = world.standIns[source.kind];
  if (address === undefined) {
    return {};
  }
  const web = lead(source.address, bothLanguages(source.name), false).replace(/\/$/, "");
  return { address, settings: { ...source.settings, web } };
}

function matrixSettings(
  settings: Readonly<Record<string, unknown>>,
  world: WorldAddresses,
  lead: (address: string, name: DemoTool["name"], isPublic: boolean) => string,
) {
  const { web } = settings;
  return {
    ...settings,
    serverName: world.matrix.serverName,
    ...(typeof web === "string" ? { web: lead(web, { de: "Chat", en: "Chat" }, false).replace(/\/$/, "") } : {}),
  };
}

function capitalised(label: string): string {
  return `${label.slice(0, 1).toUpperCase()}${label.slice(1)}`;
}

function bothLanguages(text: { readonly de: string; readonly en?: string | undefined }): DemoTool["name"] {
  return { de: text.de, en: text.en ?? text.de };
}
