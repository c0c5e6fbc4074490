import {
  lintDraft,
  publishDraft,
  readGroups,
  readVersion,
  readVersions,
  rollBack,
  type VersionSummary,
} from "@pforte/shared/contract/admin-publish";
import type { FastifyInstance } from "fastify";
import { draftReply } from "#services/drafts.ts";
import type { GroupNames } from "#services/group-names.ts";
import type { Publishing } from "#services/publishing.ts";
import type { Versions } from "#services/versions.ts";
import type { ListedVersion } from "#storage/ports/configuration-store.ts";
import { actBy } from "./act-by.ts";
import { serve } from "./serve.ts";

interface PublishRoutesOptions {
  readonly publishing: Publishing;
  readonly versions: Versions;
  readonly groups: GroupNames;
}

/** What the linter says, publishing, the history, and names of groups. */
export function registerAdminPublishRoutes(
  app: FastifyInstance,
  { publishing, versions, groups }: PublishRoutesOptions,
): void {
  serve(app, lintDraft, async () => {
    const { version, findings } = await publishing.lint();
    return { version, findings: [...findings] };
  });
  serve(app, publishDraft, async ({ ifMatch, body, signedIn, requestId }) =>
    draftReply(await publishing.publish(ifMatch, body, actBy(signedIn, requestId))),
  );
  serve(app, readVersions, async ({ query }) => {
    const page = await versions.page(query.before ?? null);
    return { ...page, versions: page.versions.map(summaryOf) };
  });
  serve(app, readVersion, async ({ params }) => {
    const found = await versions.find(params.version);
    return { ...summaryOf(found), document: found.document };
  });
  serve(app, rollBack, async ({ params, ifMatch, body, signedIn, requestId }) =>
    summaryOf(await publishing.rollBack(params.version, ifMatch, body.note, actBy(signedIn, requestId))),
  );
  serve(app, readGroups, async () => groups.read());
}

function summaryOf({ version, publishedAt, actor, note, rolledBackFrom, origin }: ListedVersion): VersionSummary {
  return { version, publishedAt: publishedAt.toISOString(), actor, note, rolledBackFrom, origin };
}
