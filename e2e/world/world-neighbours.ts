import { join } from "node:path";
import { chatContent } from "./chat-content.ts";
import { matrixClient, portalClient } from "./clients.ts";
import { type IdentityProvider, startIdentityProvider } from "./identity-provider.ts";
import { type MatrixStandIn, startMatrixStandIn } from "./matrix-stand-in.ts";
import { nextcloudContent } from "./nextcloud-content.ts";
import { type NextcloudStandIn, startNextcloudStandIn } from "./nextcloud-stand-in.ts";
import { openprojectContent } from "./openproject-content.ts";
import { type OpenProjectStandIn, startOpenProjectStandIn } from "./openproject-stand-in.ts";
import type { ToolContent } from "./tool-content.ts";
import { makeToolSecret, startTools } from "./tools.ts";
import { type DemoTool, toolClient, toolOrigin } from "./tools-catalogue.ts";
import type { WorldSecrets } from "./world-data.ts";
import type { Stack } from "./world-parts.ts";
import type { WorldPorts } from "./world-ports.ts";

/** What stands around the portal, with levers that tests turn. */
export interface Neighbours {
  readonly identityProvider: IdentityProvider;
  readonly matrix: MatrixStandIn;
  readonly nextcloud: NextcloudStandIn;
  readonly openproject: OpenProjectStandIn;
}

interface NeighboursOptions {
  readonly address: string;
  readonly ports: WorldPorts;
  readonly dataDir: string;
  readonly secrets: WorldSecrets;
  readonly tools: readonly DemoTool[];
  /** Whether colleagues do something by themselves now and then. */
  readonly isMoving: boolean;
  readonly parts: Stack;
}

export const matrixServerName = "localhost";

/** How often something moves: seldom enough to read, often enough to be seen. Apart, so that not all move at once. */
const movesEvery = { chat: 45_000, files: 70_000, projects: 55_000 } as const;

/** Starts the identity provider, the tools and the pages of the tools. */
export async function startNeighbours(options: NeighboursOptions): Promise<Neighbours> {
  const { address, ports, secrets, parts } = options;
  const toolSecret = makeToolSecret();
  const privateTools = options.tools.filter((tool) => !tool.isPublic);
  const identityProvider = await startIdentityProvider({
    port: ports.identityProvider,
    dataDir: join(options.dataDir, "identity-provider"),
    clients: [
      portalClient(address, { kind: "secret", secret: secrets.portalClient }),
      matrixClient(`http://localhost:${ports.matrix}`, secrets.matrixClient),
      ...privateTools.map((tool) => toolClient(tool.label, ports.tools, toolSecret)),
    ],
  });
  parts.push(() => identityProvider.close());
  const { contents, ...standIns } = await startStandIns(options, identityProvider.issuer);
  const tools = await startTools({
    tools: options.tools,
    issuer: identityProvider.issuer,
    portal: address,
    secret: toolSecret,
    port: ports.tools,
    contents,
  });
  parts.push(() => tools.close());
  return { identityProvider, ...standIns };
}

async function startStandIns({ address, ports, secrets, isMoving, parts }: NeighboursOptions, issuer: string) {
  const moving = (moveMilliseconds: number) => (isMoving ? { moveMilliseconds } : {});
  const matrix = await startMatrixStandIn({
    port: ports.matrix,
    serverName: matrixServerName,
    issuer,
    clientSecret: secrets.matrixClient,
    returnTo: [`${address}/`],
    demo: true,
    ...moving(movesEvery.chat),
  });
  parts.push(() => matrix.close());
  const nextcloud = await startNextcloudStandIn({
    port: ports.nextcloud,
    issuer,
    web: toolOrigin("files", ports.tools),
    demo: true,
    ...moving(movesEvery.files),
  });
  parts.push(() => nextcloud.close());
  const openproject = await startOpenProjectStandIn({
    port: ports.openproject,
    issuer,
    demo: true,
    ...moving(movesEvery.projects),
  });
  parts.push(() => openproject.close());
  const contents: Record<string, ToolContent> = {
    chat: chatContent(matrix.homeserver),
    files: nextcloudContent(nextcloud.world),
    projects: openprojectContent(openproject.world),
  };
  return { matrix, nextcloud, openproject, contents };
}
