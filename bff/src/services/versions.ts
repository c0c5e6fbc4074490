import type { PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import type { ConfigurationStore, ListedVersion } from "#storage/ports/configuration-store.ts";
import { Refusal } from "./refusal.ts";

const pageSize = 30;

/** The history of what was published. */
export interface Versions {
  page(before: number | null): Promise<VersionPage>;
  find(version: number): Promise<ListedVersion & { readonly document: PortalConfiguration }>;
}

export interface VersionPage {
  /** The one in force. */
  readonly version: number;
  /** Newest first. */
  readonly versions: readonly ListedVersion[];
  readonly next: number | null;
}

export function createVersions(store: ConfigurationStore): Versions {
  return {
    async page(before) {
      const [newest, found] = await Promise.all([store.list(null, 1), store.list(before, pageSize + 1)]);
      const versions = found.slice(0, pageSize);
      const next = found.length > pageSize ? (versions.at(-1)?.version ?? null) : null;
      return { version: newest[0]?.version ?? 0, versions, next };
    },
    async find(version) {
      const found = await store.find(version);
      if (found === null) throw new Refusal("not_found", "There is no such version.");
      const { document } = found;
      if (document === null) throw new Refusal("conflict", "This release no longer understands that version.");
      return { ...found, document };
    },
  };
}
