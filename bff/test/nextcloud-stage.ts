import { startNextcloudStandIn } from "@pforte/e2e/world/nextcloud-stand-in";
import { nextcloud } from "../src/connectors/nextcloud/index.ts";
import type { CallContext } from "../src/connectors/kit/connector.ts";
import type { UpstreamLimits } from "../src/upstream/limits.ts";
import { createUpstreamSource } from "../src/upstream/upstream-source.ts";
import { startOddIssuer } from "./odd-issuer.ts";
import { recordedLog } from "./recorded-log.ts";
import { sendsReceipts } from "./sends-receipts.ts";

const audience = "opendesk-nextcloud";

export interface NextcloudStageOptions {
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly limits?: Partial<UpstreamLimits>;
  /** Where people's browsers find the stand-in's pages. */
  readonly web?: string;
}

/** A Nextcloud stand-in with two people, and the connector before it over the guarded client. */
export async function startNextcloudStage({ settings = {}, limits, web }: NextcloudStageOptions = {}) {
  const issuer = await startOddIssuer();
  const tool = await startNextcloudStandIn({ issuer: issuer.issuer, ...(web !== undefined && { web }) });
  tool.world.addAccount("ines", "Ines Färber");
  tool.world.addAccount("katharina", "Katharina Vogt");
  const log = recordedLog();
  const upstream = createUpstreamSource({
    key: "files",
    address: tool.address,
    authorities: null,
    log,
    now: () => new Date(),
    ...(limits !== undefined && { limits }),
  });
  const connection = nextcloud.connect({
    key: "files",
    name: { de: "Dateien" },
    address: tool.address,
    audience,
    scope: null,
    settings: nextcloud.settings.parse({ ...settings, ...(web !== undefined && { web }) }),
  });

  async function as(username: string, { signal = AbortSignal.timeout(30_000), seconds = 3600, locale = "de" } = {}) {
    const token = await issuer.token({ subject: `s-${username}`, username, audience, seconds });
    const http = upstream.bind({ lane: username, credential: { bearer: async () => token }, signal });
    return {
      http,
      person: { subject: `s-${username}`, username, locale, sendsReceipts },
      signal,
      log,
    } satisfies CallContext;
  }

  return {
    tool,
    log,
    as,
    connector: connection.connector,
    connection,
    files: must(connection.connector.files),
    uploads: must(connection.connector.files?.uploads),
    notifications: must(connection.connector.notifications),
    push: must(connection.connector.push),
    async [Symbol.asyncDispose]() {
      await upstream.close();
      await tool.close();
      await issuer[Symbol.asyncDispose]();
    },
  };
}

export type NextcloudStage = Awaited<ReturnType<typeof startNextcloudStage>>;

function must<T>(value: T | undefined): Required<T> {
  if (value === undefined) throw new Error("The connector lacks a capability.");
  // Every member of Nextcloud's capabilities but those that it honestly lacks is there; a missing one fails its test.
  return value as Required<T>;
}
