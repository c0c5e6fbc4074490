import { readFileSync } from "node:fs";
import type { LintFinding } from "@pforte/shared/contract/admin-publish";
import type { PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import type { Config, Secrets } from "#config/config.ts";
import { parseConfig } from "#config/parse-config.ts";
import { connectors } from "#connectors/registry.ts";
import type { Log } from "#log.ts";
import { createConfigurationFiles, type ConfigurationFiles } from "#services/file-service.ts";
import { createDraftLint } from "#services/draft-lint.ts";
import { createDrafts } from "#services/drafts.ts";
import { createGroupNames } from "#services/group-names.ts";
import { sourceKinds } from "#services/source-kinds.ts";
import type { ActBy } from "#storage/ports/draft-store.ts";
import { createStorage } from "#storage/postgres-storage.ts";
import type { Storage } from "#storage/storage.ts";
import type { Console } from "./console.ts";

/** The portal as a command sees it: the server's own settings and its database. */
export interface CliPortal {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly storage: Storage;
  readonly files: ConfigurationFiles;
  /** What the linter says of a document, with what is known now. */
  readonly lint: (document: PortalConfiguration) => Promise<readonly LintFinding[]>;
  readonly by: ActBy;
}

/** Opens the database of the environment for one command, and closes it whatever becomes of it. */
export async function withPortal<Result>(
  { console, operator }: { readonly console: Console; readonly operator: string },
  use: (portal: CliPortal) => Promise<Result>,
): Promise<Result> {
  const { config, secrets } = parseConfig(console.environment, (path) => readFileSync(path, "utf8"));
  const now = () => new Date();
  const storage = await createStorage({
    databaseUrl: secrets.databaseUrl,
    caFile: config.caFile,
    now,
    log: logTo(console),
    poolSize: 2,
  });
  try {
    const { administration } = storage;
    const kinds = sourceKinds(connectors);
    const drafts = createDrafts(administration.drafts);
    const groups = createGroupNames({ people: administration.knownPeople, drafts, now });
    const lint = createDraftLint({ ...administration, groups, publicOrigin: config.publicOrigin, kinds });
    const files = createConfigurationFiles({
      store: administration.drafts,
      configurations: storage.configurations,
      pictures: administration.pictures,
      kinds,
      publicOrigin: config.publicOrigin,
    });
    const by = { actor: { kind: "operator", name: operator }, requestId: null } as const;
    return await use({ config, secrets, storage, files, lint, by });
  } finally {
    await storage.close();
  }
}

/** Beside the result, only what went wrong is said. */
export function logTo(console: Console): Log {
  const line = (fields: Readonly<Record<string, unknown>>, message: string) =>
    console.say(`${message} ${JSON.stringify(fields)}`);
  return { debug: () => undefined, info: () => undefined, warn: line, error: line };
}
