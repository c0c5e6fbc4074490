import type { Actor } from "@pforte/shared/contract/admin-audit";
import type { Ownership } from "@pforte/shared/contract/admin-draft";
import type { PortalConfiguration } from "@pforte/shared/contract/portal-configuration";

/** One immutable version of the configuration. */
export interface PublishedConfiguration {
  readonly version: number;
  readonly document: PortalConfiguration;
  readonly publishedAt: Date;
  /** Who published it: `operator:<name>` or a person's subject. */
  readonly actor: string;
  readonly note: string;
}

/** What the history says of a version. */
export interface ListedVersion {
  readonly version: number;
  readonly publishedAt: Date;
  readonly actor: Actor;
  readonly note: string;
  readonly rolledBackFrom: number | null;
  /** Where the file says that it comes from, for a version that a file brought. */
  readonly origin: string | null;
}

/** A version of the history as a whole. */
export interface StoredVersion extends ListedVersion {
  /** Null where this release no longer understands it. */
  readonly document: PortalConfiguration | null;
  /** What a file keeps since then. */
  readonly ownership: Ownership | null;
}

/** Versions of the configuration; the newest is the one in force. */
export interface ConfigurationStore {
  /** The version in force, validated when read; null before the first. */
  current(): Promise<PublishedConfiguration | null>;
  /** Appends a version and announces it; `after` must be the version in force, or the publication is refused with null. */
  publish(
    document: PortalConfiguration,
    by: { readonly actor: string; readonly note: string; readonly after: number | null },
  ): Promise<PublishedConfiguration | null>;
  /** Newest first, before that version. */
  list(before: number | null, limit: number): Promise<readonly ListedVersion[]>;
  find(version: number): Promise<StoredVersion | null>;
  /** The newest version that a file brought; null where there is none. */
  lastApplied(): Promise<StoredVersion | null>;
}
