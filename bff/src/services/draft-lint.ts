import type { LintFinding } from "@pforte/shared/contract/admin-publish";
import type { PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import type { LinkStore } from "#storage/ports/link-store.ts";
import type { PictureStore } from "#storage/ports/picture-store.ts";
import { placesOf } from "./configuration-places.ts";
import type { SourceKinds } from "./configuration-references.ts";
import type { GroupNames } from "./group-names.ts";
import { lintOf } from "./lint.ts";

interface DraftLintOptions {
  readonly links: Pick<LinkStore, "findings">;
  readonly pictures: Pick<PictureStore, "known">;
  readonly groups: Pick<GroupNames, "known">;
  readonly publicOrigin: string;
  readonly kinds: SourceKinds;
}

const uploaded = "upload:";

/** The linter with all that it has to know beside the document: links, pictures, groups, kinds of tools. */
export function createDraftLint({ links, pictures, groups, publicOrigin, kinds }: DraftLintOptions) {
  return async (document: PortalConfiguration): Promise<readonly LintFinding[]> => {
    const named = placesOf(document).pictures.map(({ text }) => text.replace(uploaded, ""));
    const [findings, known, knownGroups] = await Promise.all([
      links.findings(),
      pictures.known([...new Set(named)]),
      groups.known(),
    ]);
    return lintOf({
      document,
      links: new Map(findings.map((finding) => [finding.address, finding])),
      knownGroups,
      knownPictures: new Set([...known].map((name) => `${uploaded}${name}`)),
      publicOrigin,
      kinds,
    });
  };
}
