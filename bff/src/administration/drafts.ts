import { capabilitiesOf, connectors } from "#connectors/registry.ts";
import { registerAdminAuditRoutes } from "#routes/admin-audit.ts";
import { registerAdminDraftRoutes } from "#routes/admin-draft.ts";
import { registerAdminPreviewRoutes } from "#routes/admin-preview.ts";
import { registerAdminPublishRoutes } from "#routes/admin-publish.ts";
import { createDraftLint } from "#services/draft-lint.ts";
import { createDrafts } from "#services/drafts.ts";
import { createGroupNames } from "#services/group-names.ts";
import { createPreview } from "#services/preview.ts";
import { createPublishing } from "#services/publishing.ts";
import { sourceKinds } from "#services/source-kinds.ts";
import { createVersions } from "#services/versions.ts";
import type { AdministrationPart, AdministrationParts } from "./parts.ts";

/** The draft, its publication, the history and the audit. */
export function createDrafting(parts: AdministrationParts): AdministrationPart {
  const { config, storage, live, renderer, release, trail, now } = parts;
  const { administration, configurations } = storage;
  const drafts = createDrafts(administration.drafts);
  const versions = createVersions(configurations);
  const groups = createGroupNames({ people: administration.knownPeople, drafts, now });
  const lint = createDraftLint({
    ...administration,
    groups,
    publicOrigin: config.publicOrigin,
    kinds: sourceKinds(connectors),
  });
  const publishing = createPublishing({ drafts, store: administration.drafts, configurations, lint });
  const preview = createPreview({
    drafts,
    versions,
    surroundings: () => ({ live: live.state.now(), now: now(), timeZone: config.timeZone, release, capabilitiesOf }),
  });
  parts.auth.onEnded(async ({ because, owner }) => {
    // A sign-out here is written by the route, which knows the person's name.
    if (because === "back_channel") trail.signedOut({ owner, name: owner.subject }, "identity_provider", null);
  });
  return {
    registerRoutes(app) {
      registerAdminDraftRoutes(app, drafts);
      registerAdminPublishRoutes(app, { publishing, versions, groups });
      registerAdminPreviewRoutes(app, { preview, renderer });
      registerAdminAuditRoutes(app, { audit: administration.audit, now });
    },
    close: async () => trail.close(),
  };
}
