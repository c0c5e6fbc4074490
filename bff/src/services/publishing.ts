import type { LintFinding } from "@pforte/shared/contract/admin-publish";
import type { PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import type { ConfigurationStore, ListedVersion } from "#storage/ports/configuration-store.ts";
import type { ActBy, DraftStore, Publication, StoredDraft } from "#storage/ports/draft-store.ts";
import { replay, type ReplayedDraft } from "./draft-replay.ts";
import { type Drafts, staleDraft } from "./drafts.ts";
import { Refusal } from "./refusal.ts";

/** How often a publication of a whole document begins again because somebody saved in the draft meanwhile. */
const mostAttempts = 20;

interface PublishingOptions {
  readonly drafts: Drafts;
  readonly store: DraftStore;
  readonly configurations: ConfigurationStore;
  readonly lint: (document: PortalConfiguration) => Promise<readonly LintFinding[]>;
}

/** What an administrator says to a publication. */
export interface PublishRequest {
  readonly note: string;
  /** Ids of warnings that they have seen. */
  readonly accepted: readonly string[];
}

/** Makes the draft, or an older version, the one in force. */
export interface Publishing {
  /** What the linter says of the draft. */
  lint(): Promise<{ readonly version: number; readonly findings: readonly LintFinding[] }>;
  publish(draft: number, request: PublishRequest, by: ActBy): Promise<ReplayedDraft>;
  /** Publishes the document of an older version anew, if the version in force is still `inForce`. */
  rollBack(version: number, inForce: number, note: string, by: ActBy): Promise<ListedVersion>;
}

export function createPublishing({ drafts, store, configurations, lint }: PublishingOptions): Publishing {
  return {
    async lint() {
      const { version, document } = await drafts.current();
      return { version, findings: await lint(document) };
    },

    async publish(version, { note, accepted }, by) {
      const draft = await drafts.current();
      if (draft.version !== version) throw staleDraft();
      refuseUnseen(await lint(draft.document), accepted);
      const after = await store.publish(
        { draft: version, after: draft.published.version },
        {
          ...by,
          document: draft.document,
          note,
          action: "configuration.published",
          rolledBackFrom: null,
          ownership: undefined,
          remaining: [],
        },
      );
      if (after === null) throw staleDraft();
      return drafts.replayed(after);
    },

    async rollBack(version, inForce, note, by) {
      const target = await configurations.find(version);
      if (target === null) throw new Refusal("not_found", "There is no such version.");
      const { document } = target;
      if (document === null) throw new Refusal("conflict", "This release no longer understands that version.");
      const action = "configuration.rolled_back";
      const publication = { ...by, document, note, action, rolledBackFrom: version, ownership: undefined } as const;
      const { published } = await publishDocument(store, inForce, publication);
      const made = await configurations.find(published.version);
      if (made === null) throw new Error("A version that was just published is not there.");
      return made;
    },
  };
}

/** Errors stop a publication; warnings do until they were seen. */
function refuseUnseen(findings: readonly LintFinding[], accepted: readonly string[]): void {
  const seen = new Set(accepted);
  const open = findings.filter(({ severity, id }) => severity === "error" || !seen.has(id));
  if (open.length > 0) {
    const issues = open.map(({ path, rule }) => ({ path, message: rule }));
    throw new Refusal("not_publishable", "There is something to look at before this can be published.", issues);
  }
}

/**
 * Makes a whole document the version in force, if that is still `inForce`; refused with `version_stale` otherwise. The changes
 * in the draft are kept and stand on the new version; what no longer fits is marked. Somebody who saves in the draft at the
 * same time only makes it begin again.
 */
export async function publishDocument(
  store: DraftStore,
  inForce: number,
  publication: Omit<Publication, "remaining">,
): Promise<StoredDraft> {
  for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
    const draft = await store.read();
    if (draft.published.version !== inForce) break;
    const { document, ownership } = publication;
    const kept = ownership === undefined ? draft.ownership : ownership;
    const { changes: remaining } = replay({ document, ownership: kept }, draft.changes);
    const published = await store.publish({ draft: draft.version, after: inForce }, { ...publication, remaining });
    if (published !== null) return published;
  }
  throw new Refusal("version_stale", "Another version was published since.");
}
