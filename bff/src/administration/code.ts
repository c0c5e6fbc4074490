import { connectors } from "#connectors/registry.ts";
import { registerAdminFileRoutes } from "#routes/admin-file.ts";
import { createConfigurationFiles } from "#services/file-service.ts";
import { sourceKinds } from "#services/source-kinds.ts";
import type { AdministrationPart, AdministrationParts } from "./parts.ts";

/** The configuration as a file. */
export function createConfigurationAsCode({ config, storage, now }: AdministrationParts): AdministrationPart {
  const { administration, configurations } = storage;
  const files = createConfigurationFiles({
    store: administration.drafts,
    configurations,
    pictures: administration.pictures,
    kinds: sourceKinds(connectors),
    publicOrigin: config.publicOrigin,
  });
  return { registerRoutes: (app) => registerAdminFileRoutes(app, { files, now }) };
}
